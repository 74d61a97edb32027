//! Numbers that follow from a seed and a place: what happens somewhere does not shift when something elsewhere is
//! left out, which is what makes a failing schedule shrink well.

/// A stream of numbers (splitmix64: Steele, Lea and Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(crate) struct Draw(u64);

/// FNV-1a over the text.
pub(crate) fn hash(text: &str) -> u64 {
    extend(0xcbf2_9ce4_8422_2325, text)
}

/// Goes on with a hash.
pub(crate) fn extend(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Draw {
    /// The stream of this place in this seed.
    pub(crate) fn of(seed: u64, place: &str, occurrence: u32) -> Self {
        let mut draw = Self(seed ^ hash(place).rotate_left(17) ^ u64::from(occurrence).rotate_left(41));
        draw.0 = draw.next();
        draw
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `n` - 1; 0 where there is nothing to choose from.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// From `low` to `high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// One of them.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let index = usize::try_from(self.below(from.len() as u64)).ok()?;
        from.get(index).copied()
    }
}
