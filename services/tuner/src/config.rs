//! The tuner's settings.

use anneal_chassis::Common;
use clap::Parser;

/// Settings of the tuner.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
}
