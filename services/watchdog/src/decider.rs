//! What becomes of crashed trainings. Pure; the judgement is in [`crate::policy`].

#[cfg(test)]
mod tests;

mod state;

use std::time::Duration;

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{ResumedFrom, TrainingAbandoned, TrainingCrashed, TrainingResumeRequested};
use anneal_proto::{AttemptNo, Event, EventId, Kind, Recorded, TrialNo};

use crate::policy::{Policy, Verdict};
pub use state::{Live, State};

/// Judges crashes.
#[derive(Debug, Clone, Default)]
pub struct Watchdog {
    /// How often and after how long.
    pub policy: Policy,
}

/// Get the last checkpoint of a trial, by one direct get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastCheckpoint {
    /// Whose.
    pub trial: TrialNo,
}

impl Decider for Watchdog {
    const NAME: &'static str = "watchdog";
    const CONSUMES: &'static [Kind] = &[Kind::TrainingCrashed];
    type State = State;
    type Effect = LastCheckpoint;
    type Outcome = Option<ResumedFrom>;

    fn evolve(state: &mut State, event: &Recorded) {
        state.fold(event);
    }

    fn decide(&self, state: &State, input: &Input<'_, Option<ResumedFrom>>) -> Decision<LastCheckpoint> {
        let Event::TrainingCrashed(crashed) = &input.trigger.envelope.event else {
            return Decision::Nothing("not a crash");
        };
        let number = TrialNo(crashed.trial);
        let Some(trial) = state.open(number) else {
            return Decision::Nothing("the trial is over");
        };
        if trial.attempt > crashed.attempt {
            return Decision::Nothing("a newer attempt was asked for");
        }
        match (self.policy.judge(trial.history()), input.outcome) {
            (Verdict::Abandon(reason), _) => {
                let traceback = told_by(crashed).to_owned();
                let abandoned = TrainingAbandoned { trial: number.0, reason: Some(reason), traceback };
                Say::of_trial(abandoned, number).into()
            }
            (Verdict::Resume { .. }, None) => Decision::Perform(LastCheckpoint { trial: number }),
            (Verdict::Resume { delay, memory, why }, Some(last)) => {
                let attempt = AttemptNo(crashed.attempt).next();
                let delay = delay + apart(delay, &input.trigger.envelope.id);
                let resume = TrainingResumeRequested {
                    trial: number.0,
                    attempt: attempt.0,
                    checkpoint: trial.usable(last.clone()),
                    delay_ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
                    why,
                    memory,
                };
                Say::of_attempt(resume, number, attempt).into()
            }
        }
    }
}

/// What the developer is shown of a crash.
fn told_by(crashed: &TrainingCrashed) -> &str {
    if crashed.traceback.is_empty() { &crashed.stacks } else { &crashed.traceback }
}

/// Up to a quarter of the delay, by the crash's id: another one for each, the same at each replay.
fn apart(delay: Duration, crash: &EventId) -> Duration {
    let digits = crash.as_str().get(..4).unwrap_or_default();
    let part = u32::from_str_radix(digits, 16).unwrap_or(0);
    delay / 4 * part / 0x1_0000
}
