//! The classifier says what a commit is by reading it.
//!
//! * consumes `source_fetched`.
//! * says `code_classified`, with evidence, or `classification_failed`, with what to do.
//! * owns the rules about frameworks, entries and requirements.
//! * never runs what it reads.
//!
//! [`classify()`] is the whole of it: a pure function of the tree. `code` is what one file says, `program` all
//! files together and what running one reaches, `view` how rules look at that, `frameworks` the rules. Only
//! syntax counts: strings, comments and documentation name frameworks too.

mod before;
mod classify;
mod code;
mod config;
mod data;
mod decider;
mod effects;
mod entry;
mod explain;
mod frameworks;
mod manifest;
mod metrics;
mod notebook;
mod program;
mod reason;
mod requirements;
mod secrets;
mod view;
mod warnings;

use anneal_chassis::{Context, Options, ServeError, serve as serve_decider};

pub use classify::classify;
pub use config::Config;
pub use decider::{Classifier, Read, State};
pub use effects::Reading;
pub use explain::{Ranked, explain};

/// Runs the classifier until its context shuts down.
///
/// # Errors
/// When the log cannot be reached.
pub async fn serve(context: Context, _config: Config) -> Result<(), ServeError> {
    let reading = Reading { log: context.log.clone() };
    // Reading is work for processors: more at once than those gains nothing.
    let options = Options { concurrency: 2, ..Options::default() };
    serve_decider(context, Classifier, reading, options).await
}
