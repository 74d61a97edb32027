//! How far a follower has come, and who waits for it to get further.
//!
//! A `watch` channel would do, but wakes who waits in random order; here it is the order in which they came, so that a
//! simulation of all services repeats itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anneal_proto::Sequence;
use tokio::sync::Notify;

/// A follower's position.
#[derive(Debug, Default)]
pub(crate) struct Position {
    at: AtomicU64,
    moved: Notify,
}

impl Position {
    pub(crate) fn move_to(&self, sequence: Sequence) {
        self.at.store(sequence.0, Ordering::Release);
        self.moved.notify_waiters();
    }

    fn get(&self) -> Sequence {
        Sequence(self.at.load(Ordering::Acquire))
    }

    /// Returns when the position is this one or a later one; where it is then.
    pub(crate) async fn reached(&self, sequence: Sequence) -> Sequence {
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            let at = self.get();
            if at >= sequence {
                return at;
            }
            moved.await;
        }
    }
}

/// Every change of a follower's position, from when this was made on.
#[derive(Debug)]
pub struct Positions {
    position: Arc<Position>,
    seen: Sequence,
}

impl Positions {
    pub(crate) fn of(position: &Arc<Position>) -> Self {
        Self { position: Arc::clone(position), seen: position.get() }
    }

    /// Returns when the position is a later one than was last seen here. Safe to drop and call again.
    pub async fn changed(&mut self) {
        self.seen = self.position.reached(self.seen.next()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_is_seen_once_and_never_missed() {
        let position = Arc::new(Position::default());
        let mut positions = Positions::of(&position);
        position.move_to(Sequence(1));
        position.move_to(Sequence(2));
        positions.changed().await;
        assert_eq!(positions.seen, Sequence(2));
        let again = tokio::time::timeout(std::time::Duration::from_millis(5), positions.changed()).await;
        assert!(again.is_err(), "nothing changed");
        let (reached, ()) =
            tokio::join!(position.reached(Sequence(4)), async { position.move_to(Sequence(5)) });
        assert_eq!(reached, Sequence(5));
    }
}
