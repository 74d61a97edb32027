//! The classifier's settings.

use anneal_chassis::Common;
use clap::Parser;

/// Settings of the classifier.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
}
