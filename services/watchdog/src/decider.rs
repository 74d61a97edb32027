//! What becomes of crashed trainings. Pure; the judgement is in [`crate::policy`].

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{ResumedFrom, TrainingAbandoned, TrainingCrashed, TrainingResumeRequested};
use anneal_proto::{AttemptNo, Event, Kind, Recorded, TrialNo};

use crate::policy::{Policy, Verdict};

/// Judges crashes.
#[derive(Debug, Clone, Default)]
pub struct Watchdog {
    /// How often and after how long.
    pub policy: Policy,
}

/// What the watchdog knows of a run.
#[derive(Debug, Clone, Default)]
pub struct State {
    ended: bool,
    trials: BTreeMap<TrialNo, Trial>,
}

#[derive(Debug, Clone, Default)]
struct Trial {
    crashes: Vec<TrainingCrashed>,
    /// The newest attempt that was asked for or claimed.
    attempt: u32,
    over: bool,
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
        state.ended |= event.envelope.event.is_outcome();
        let trials = &mut state.trials;
        match &event.envelope.event {
            Event::TrainingStarted(started) => {
                let trial = of(trials, started.trial);
                trial.attempt = trial.attempt.max(started.attempt);
            }
            Event::TrainingResumeRequested(resume) => {
                let trial = of(trials, resume.trial);
                trial.attempt = trial.attempt.max(resume.attempt);
            }
            Event::TrainingCrashed(crashed) => of(trials, crashed.trial).crashes.push(crashed.clone()),
            Event::TrainingFinished(finished) => of(trials, finished.trial).over = true,
            Event::TrainingAbandoned(abandoned) => of(trials, abandoned.trial).over = true,
            Event::TrialStopped(stopped) => of(trials, stopped.trial).over = true,
            _ => {}
        }
    }

    fn decide(&self, state: &State, input: &Input<'_, Option<ResumedFrom>>) -> Decision<LastCheckpoint> {
        let Event::TrainingCrashed(crashed) = &input.trigger.envelope.event else {
            return Decision::Nothing("not a crash");
        };
        let number = TrialNo(crashed.trial);
        let Some(trial) = state.trials.get(&number).filter(|trial| !state.ended && !trial.over) else {
            return Decision::Nothing("the trial is over");
        };
        if trial.attempt > crashed.attempt {
            return Decision::Nothing("a newer attempt was asked for");
        }
        match (self.policy.judge(&trial.crashes), input.outcome) {
            (Verdict::Abandon(reason), _) => {
                let traceback = crashed.traceback.clone();
                let abandoned = TrainingAbandoned { trial: number.0, reason: Some(reason), traceback };
                Say::of_trial(abandoned, number).into()
            }
            (Verdict::Resume { .. }, None) => Decision::Perform(LastCheckpoint { trial: number }),
            (Verdict::Resume { delay, why }, Some(checkpoint)) => {
                let attempt = AttemptNo(crashed.attempt).next();
                let resume = TrainingResumeRequested {
                    trial: number.0,
                    attempt: attempt.0,
                    checkpoint: checkpoint.clone(),
                    delay_ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
                    why,
                };
                Say::of_attempt(resume, number, attempt).into()
            }
        }
    }
}

fn of(trials: &mut BTreeMap<TrialNo, Trial>, number: u32) -> &mut Trial {
    trials.entry(TrialNo(number)).or_default()
}
