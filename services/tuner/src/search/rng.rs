//! Random numbers whose sequence never changes: a replay must propose what was proposed, whatever version of
//! a library is linked. SplitMix64 (Steele, Lea and Flood 2014) passes what a search needs.

use anneal_proto::Digest;

/// A seeded sequence of random numbers.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The sequence of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The sequence that belongs to these words, such as a run's id and a trial's number.
    #[must_use]
    pub fn of(words: &[&str]) -> Self {
        let digest = Digest::of_parts(words);
        Self(digest.bytes().iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte)))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in 0..n; 0 for n = 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// Normal around `mean`, drawn again until it falls in [0, 1].
    pub fn normal_in_unit(&mut self, mean: f64, deviation: f64) -> f64 {
        let draws = (0..100).map(|_| mean + deviation * self.normal()).find(|x| (0.0..=1.0).contains(x));
        draws.unwrap_or_else(|| mean.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_its_sequence() {
        let mut rng = Rng::new(0);
        // The reference implementation's first number for seed 0.
        assert_eq!(rng.bits(), 0xe220_a839_7b1d_cdaf);
        let (mut a, mut b) = (Rng::of(&["run", "1"]), Rng::of(&["run", "2"]));
        assert_ne!(a.bits(), b.bits());
    }

    #[test]
    fn draws_stay_in_their_range() {
        let mut rng = Rng::new(1);
        for _ in 0..1000 {
            assert!(rng.below(3) < 3);
            assert!((0.0..=1.0).contains(&rng.normal_in_unit(2.0, 0.1)));
        }
    }
}
