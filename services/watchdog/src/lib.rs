//! The watchdog decides what becomes of a training that crashed.
//!
//! * consumes `training_crashed`.
//! * says `training_resume_requested`, naming the last `checkpoint_saved` event, which it replays; or
//!   `training_abandoned`, with what the developer must know.
//! * owns the restart policy ([`policy`]).
//! * never starts a container.

mod config;
mod decider;
mod effects;
pub mod policy;

use std::sync::Arc;

use anneal_chassis::{Context, Options, ServeError, serve as serve_decider};

pub use config::Config;
pub use decider::{LastCheckpoint, State, Watchdog};
use policy::Policy;

/// Runs the watchdog until its context shuts down.
///
/// # Errors
/// When the log cannot be reached.
pub async fn serve(context: Context, config: Config) -> Result<(), ServeError> {
    let watchdog = Watchdog { policy: Policy { restarts: config.restarts, ..Policy::default() } };
    let effects = effects::Checkpoints { log: Arc::clone(&context.log) };
    serve_decider(context, watchdog, effects, Options::default()).await
}
