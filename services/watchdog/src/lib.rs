//! The watchdog decides what becomes of a training that crashed.
//!
//! * consumes `training_crashed`, and hosts' heartbeats ([`leases`]).
//! * says `training_resume_requested`, naming the last `checkpoint_saved` event, which it replays; or
//!   `training_abandoned`, with what the developer must know.
//! * says `training_crashed` for a host that has gone silent.
//! * owns the restart policy ([`policy`]) and the hosts' leases.
//! * never starts a container.

mod config;
mod decider;
mod effects;
mod leases;
pub mod policy;

use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Context, Follower, Options, ServeError, serve_with};

pub use config::Config;
pub use decider::{LastCheckpoint, Live, State, Watchdog};
use policy::Policy;

/// Runs the watchdog until its context shuts down.
///
/// # Errors
/// When the log cannot be reached.
pub async fn serve(context: Context, config: Config) -> Result<(), ServeError> {
    let watchdog = Watchdog { policy: Policy { restarts: config.restarts, ..Policy::default() } };
    let effects = effects::Checkpoints { log: Arc::clone(&context.log) };
    let follower: Arc<Follower<Watchdog>> = Follower::start(&context).await?;
    let lease = Duration::from_secs(config.lease_seconds.max(6));
    let leases = tokio::spawn(leases::keep(context.clone(), Arc::clone(&follower), lease));
    let served = serve_with(context, watchdog, effects, Options::default(), follower).await;
    leases.abort();
    served
}
