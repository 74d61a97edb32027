//! The gateway's settings.

use anneal_chassis::{Common, Secret};
use clap::Parser;

/// Settings of the gateway.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
    /// Where the API, the webhooks and the page are served.
    #[arg(long, env = "ANNEAL_LISTEN", default_value = "127.0.0.1:7433")]
    pub listen: String,
    /// The secret that GitHub signs its webhooks with. Without it none is accepted.
    #[arg(long, env = "ANNEAL_GITHUB_SECRET", hide_env_values = true)]
    pub github_secret: Option<Secret>,
    /// Largest webhook, in bytes; GitHub's own limit is 25 MiB.
    #[arg(long, env = "ANNEAL_MAX_WEBHOOK_BYTES", default_value_t = 25 * 1024 * 1024)]
    pub max_webhook_bytes: usize,
    /// Largest uploaded source archive, in bytes.
    #[arg(long, env = "ANNEAL_MAX_UPLOAD_BYTES", default_value_t = 512 * 1024 * 1024)]
    pub max_upload_bytes: usize,
}
