//! The notifier tells the developer how a run ended.
//!
//! * consumes `model_accepted`, `run_exhausted`, `run_failed`, `run_cancelled`; follows the rest of a run to
//!   know what to tell, and whom.
//! * says `notification_sent` or `notification_failed`, one of them once for each outcome.
//! * owns mail: what it says ([`Letter`]) and how it leaves (lettre, which is used here and nowhere else).
//! * never decides outcomes.
//!
//! One outcome is one mail, however often it is consumed. The log is asked first; the mail's Message-ID is
//! made of the outcome event's id; and what has left is remembered under that id on this machine, for the
//! moment between a mail server's yes and the event that says so.

mod config;
mod decider;
mod effects;
pub mod letter;
mod recipients;
mod state;

use anneal_chassis::{Context, Options, ServeError};

pub use config::Config;
pub use decider::{Answer, Notifier, Send};
pub use effects::{Channel, Mail, Outbox, Posting, Smtp};
pub use letter::Letter;
pub use recipients::Fallback;
pub use state::State;

/// Mails sent at once.
const CONCURRENCY: usize = 4;

/// Runs the notifier until its context shuts down.
///
/// # Errors
/// When a setting cannot be used, or the log not be reached.
pub async fn serve(context: Context, config: Config) -> Result<(), ServeError> {
    let notifier = config.notifier()?;
    let posting = Posting::new(&context, &config)?;
    let options = Options { concurrency: CONCURRENCY, ..Options::default() };
    anneal_chassis::serve(context, notifier, posting, options).await
}
