//! The tuner decides what is trained, and how a run ends.
//!
//! * consumes `code_classified`, `training_finished`, `training_abandoned`, `trial_stopped`, and the failures
//!   of the services before it: `fetch_failed`, `classification_failed`.
//! * says `trial_proposed`, `model_accepted`, `run_exhausted`, `run_failed`.
//! * owns the search ([`search`]), what counts as the objective's value ([`objective`]), and the rewriting of
//!   the source through knobs.
//! * never starts containers, and never touches data, splits, seeds, metrics or evaluation code.
//!
//! The [`decider`] is pure: a proposal follows from the run's history, its id and the trial's number, so a
//! replay proposes what was proposed.

mod config;
pub mod decider;
mod effects;
pub mod objective;
pub mod search;
mod study;

use anneal_chassis::{Context, Options, ServeError};

pub use config::Config;
pub use decider::Tuner;
pub use effects::Rewriter;

/// Runs the tuner until its context shuts down.
///
/// # Errors
/// When the log cannot be reached.
pub async fn serve(context: Context, _config: Config) -> Result<(), ServeError> {
    let effects = Rewriter::new(context.log.clone());
    anneal_chassis::serve(context, Tuner, effects, Options::default()).await
}
