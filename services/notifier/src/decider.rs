//! One outcome is told once.

use std::time::Duration;

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{NotificationFailed, NotificationSent, Reason};
use anneal_proto::{Kind, Recorded};

use crate::letter::Letter;
use crate::recipients::{self, Fallback};
use crate::state::State;

/// Longest pause between two tries of a mail server.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Decides what becomes of an outcome.
#[derive(Debug, Clone)]
pub struct Notifier {
    /// `smtp` or `outbox`.
    pub channel: &'static str,
    /// Who is told when the run names nobody.
    pub fallback: Fallback,
    /// How long a mail server may put off, from the outcome on.
    pub patience: Duration,
}

/// A letter to post. Its Message-ID is made of what it is about, so twice is once.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// What it says.
    pub letter: Letter,
    /// To whom; never empty.
    pub to: Vec<String>,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It left.
    Sent {
        /// Its Message-ID.
        message_id: String,
    },
    /// Not now.
    Deferred(String),
    /// Never.
    Refused(Reason),
}

impl Decider for Notifier {
    const NAME: &'static str = "notifier";
    const CONSUMES: &'static [Kind] =
        &[Kind::ModelAccepted, Kind::RunExhausted, Kind::RunFailed, Kind::RunCancelled];
    type State = State;
    type Effect = Send;
    type Outcome = Answer;

    fn evolve(state: &mut State, event: &Recorded) {
        state.evolve(event);
    }

    fn decide(&self, state: &State, input: &Input<'_, Answer>) -> Decision<Send> {
        let about = input.trigger.envelope.id.as_str();
        if state.told.contains(about) {
            return Decision::Nothing("it was told");
        }
        let Some(letter) = Letter::about(input.trigger, state) else {
            return Decision::Nothing("no outcome");
        };
        let to = recipients::of(state, &self.fallback);
        if to.is_empty() {
            return self.failed(about, &to, nobody());
        }
        match input.outcome {
            None => Decision::Perform(Send { letter, to }),
            Some(Answer::Sent { message_id }) => Say::new(NotificationSent {
                channel: self.channel.to_owned(),
                to: to.join(", "),
                message_id: message_id.clone(),
                about: about.to_owned(),
            })
            .into(),
            Some(Answer::Refused(reason)) => self.failed(about, &to, reason.clone()),
            Some(Answer::Deferred(why)) => {
                let age = input.now.since(input.trigger.envelope.time);
                if age < self.patience {
                    return Decision::Wait((age / 2).clamp(Duration::from_secs(1), LONGEST_PAUSE));
                }
                self.failed(about, &to, given_up(why, self.patience))
            }
        }
    }
}

impl Notifier {
    fn failed(&self, about: &str, to: &[String], reason: Reason) -> Decision<Send> {
        Say::new(NotificationFailed {
            channel: self.channel.to_owned(),
            to: to.join(", "),
            reason: Some(reason),
            about: about.to_owned(),
        })
        .into()
    }
}

fn nobody() -> Reason {
    Reason {
        code: "no_recipient".to_owned(),
        what: "neither the settings nor the push nor the commit names an address that is read".to_owned(),
        location: "mail".to_owned(),
        remedy: "set `mail` in anneal.toml, or ANNEAL_MAIL_TO for all runs".to_owned(),
    }
}

fn given_up(why: &str, patience: Duration) -> Reason {
    Reason {
        code: "mail_undeliverable".to_owned(),
        what: format!("the mail server put off for {} hours: {why}", patience.as_secs() / 3_600),
        location: "ANNEAL_SMTP_URL".to_owned(),
        remedy: "check that the mail server runs and takes mail; `anneal show RUN` tells the same".to_owned(),
    }
}

#[cfg(test)]
mod tests;
