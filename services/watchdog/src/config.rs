//! The watchdog's settings.

use anneal_chassis::Common;
use clap::Parser;

/// Settings of the watchdog.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
    /// Restarts of a trial without progress before it is abandoned.
    #[arg(long, env = "ANNEAL_RESTARTS", default_value_t = 5)]
    pub restarts: u32,
    /// Seconds without a heartbeat after which a trainer's host counts as lost, at least 6.
    #[arg(long, env = "ANNEAL_LEASE_SECONDS", default_value_t = 60)]
    pub lease_seconds: u64,
}
