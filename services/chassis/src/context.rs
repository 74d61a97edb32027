//! What a running service is given.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use anneal_eventlog::EventLog;
use anneal_proto::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;

/// Tells the time. Clones of a simulated clock jump together.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's.
    System,
    /// Tokio's clock from a start time on: simulated where that clock is paused.
    Tokio {
        /// Time at `origin`.
        start: Timestamp,
        /// When the clock was made.
        origin: tokio::time::Instant,
        /// Milliseconds that it is ahead, or behind, as a host's clock may be.
        ahead: Arc<AtomicI64>,
    },
}

impl Clock {
    /// A clock that runs with tokio's.
    #[must_use]
    pub fn simulated(start: Timestamp) -> Self {
        Clock::Tokio { start, origin: tokio::time::Instant::now(), ahead: Arc::default() }
    }

    /// Sets a simulated clock forward, or back, by milliseconds. The system's is left alone.
    pub fn jump(&self, by: i64) {
        if let Clock::Tokio { ahead, .. } = self {
            ahead.fetch_add(by, Ordering::Relaxed);
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => SystemTime::now().into(),
            Clock::Tokio { start, origin, ahead } => {
                let elapsed = u64::try_from(origin.elapsed().as_millis()).unwrap_or(u64::MAX);
                Timestamp(
                    start.0.saturating_add(elapsed).saturating_add_signed(ahead.load(Ordering::Relaxed)),
                )
            }
        }
    }
}

/// Everything a service has of its surroundings. Clones share them.
#[derive(Clone)]
pub struct Context {
    /// The event log.
    pub log: Arc<dyn EventLog>,
    /// The time.
    pub clock: Clock,
    /// Cancelled when the service is to drain and end.
    pub shutdown: CancellationToken,
    /// Counters and durations.
    pub metrics: Metrics,
}

impl Context {
    /// A context over a log, with the system's clock.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>) -> Self {
        Self { log, clock: Clock::System, shutdown: CancellationToken::new(), metrics: Metrics::default() }
    }
}
