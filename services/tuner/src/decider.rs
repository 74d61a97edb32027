//! What is trained next, and when a run ends: pure.
//!
//! Every decision follows from the state alone, whichever event asks for it, so that a repeated or late trigger
//! decides the same or nothing.

mod ending;

use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{ChangedFile, Knob, ObjectRef, TrialProposed};
use anneal_proto::{Kind, Recorded, TrialNo};

use crate::search::rng::Rng;
use crate::search::space::Values;
use crate::search::{Proposal, Study, propose};
pub use crate::study::State;
use crate::study::{Code, End};

/// Proposals that could not be written before the study gives up on one trial.
const MOST_REFUSED: usize = 16;
/// Trials that may fail in the same way, right at the start, before the study ends.
const BRAKE: usize = 3;

/// The tuner's decider.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tuner;

/// A proposal to write into the source.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewrite {
    /// The trial it would be.
    pub trial: TrialNo,
    /// Archive of the pushed tree.
    pub source: ObjectRef,
    /// The run's knobs.
    pub knobs: Vec<Knob>,
    /// What to write.
    pub proposal: Proposal,
    /// What could not be written before.
    pub refused: Vec<Values>,
}

/// What came of a [`Rewrite`].
#[derive(Debug, Clone, PartialEq)]
pub enum Rewritten {
    /// It is in the object store.
    Stored {
        /// What was asked for.
        rewrite: Rewrite,
        /// The diff against the pushed tree.
        patch: ObjectRef,
        /// Files that differ from the pushed tree.
        changed: Vec<ChangedFile>,
    },
    /// It cannot be written.
    Refused {
        /// What was asked for.
        rewrite: Rewrite,
        /// Why.
        why: String,
    },
}

impl Decider for Tuner {
    const NAME: &'static str = "tuner";
    const CONSUMES: &'static [Kind] = &[
        Kind::FetchFailed,
        Kind::ClassificationFailed,
        Kind::CodeClassified,
        Kind::TrainingFinished,
        Kind::TrainingAbandoned,
        Kind::TrialStopped,
    ];
    type State = State;
    type Effect = Rewrite;
    type Outcome = Rewritten;

    fn evolve(state: &mut State, event: &Recorded) {
        state.fold(event);
    }

    fn decide(&self, state: &State, input: &Input<'_, Rewritten>) -> Decision<Rewrite> {
        if state.ended {
            return Decision::Nothing("the run has ended");
        }
        if let Some(reason) = &state.failure {
            return ending::failed(reason.clone(), "").into();
        }
        let Some(code) = &state.code else { return Decision::Nothing("the code has not been read") };
        let Some(first) = state.trials.first() else { return as_pushed(code).into() };
        match &first.end {
            None => return Decision::Nothing("the code as pushed is in training"),
            Some(End::Abandoned { reason, traceback }) => {
                return ending::failed(reason.clone(), traceback).into();
            }
            Some(End::Finished { measured: None, reported, .. }) => {
                return ending::no_metric(code, reported).into();
            }
            Some(_) => {}
        }
        if let Some(say) = ending::accepted(state, code) {
            return say.into();
        }
        next(state, code, input)
    }
}

/// Trial 0.
fn as_pushed(code: &Code) -> Say {
    let budget = code.settings.trial_budget() - 1;
    let event = TrialProposed { trial: 0, budget, why: "as pushed".to_owned(), ..TrialProposed::default() };
    Say::of_trial(event, TrialNo(0))
}

/// Another trial, or the end where there can be none.
fn next(state: &State, code: &Arc<Code>, input: &Input<'_, Rewritten>) -> Decision<Rewrite> {
    let in_flight = state.in_flight();
    let end = |code_of_reason, what: String, remedy| {
        if in_flight > 0 {
            return Decision::Nothing("trials are still in training");
        }
        ending::exhausted(state, code, code_of_reason, what, remedy).into()
    };
    if let Some(limit) = limit(state, code, input) {
        return end(limit.code, limit.what, limit.remedy);
    }
    if in_flight >= code.settings.parallel.unwrap_or(1).max(1) as usize {
        return Decision::Nothing("enough trials are in training");
    }
    let trial = TrialNo(u32::try_from(state.trials.len()).unwrap_or(u32::MAX));
    let refused = match input.outcome {
        Some(Rewritten::Stored { rewrite, patch, changed }) if rewrite.trial == trial => {
            return proposed(code, rewrite, patch, changed).into();
        }
        Some(Rewritten::Refused { rewrite, .. }) if rewrite.trial == trial => {
            let mut refused = rewrite.refused.clone();
            refused.push(rewrite.proposal.values.clone());
            refused
        }
        _ => Vec::new(),
    };
    let Some(source) = state.source.clone() else { return Decision::Nothing("the source is not known") };
    let tried = state.tried();
    let rng = || Rng::of(&[input.trigger.envelope.run.as_str(), &trial.to_string()]);
    let proposed = |space| {
        propose(&Study { space, objective: &code.objective, tried: &tried, refused: &refused }, rng())
    };
    let spaces = code.spaces(tried.len()).iter().filter(|_| refused.len() < MOST_REFUSED);
    let proposal = spaces.into_iter().find_map(|(_, space)| proposed(space));
    let Some(proposal) = proposal else {
        let what = "every value of every knob has been tried or cannot be written".to_owned();
        return end(
            "space_exhausted",
            what,
            "widen the search with `space` in anneal.toml, or change the model",
        );
    };
    Decision::Perform(Rewrite { trial, source, knobs: code.knobs.clone(), proposal, refused })
}

/// Why no more trials are to be proposed.
struct Limit {
    code: &'static str,
    what: String,
    remedy: &'static str,
}

fn limit(state: &State, code: &Code, input: &Input<'_, Rewritten>) -> Option<Limit> {
    let limit = |code, what: String, remedy| Some(Limit { code, what, remedy });
    if code.settings.tune == Some(false) {
        return limit(
            "tuning_off",
            "`tune = false`: the source is not to be edited".into(),
            "remove `tune = false`",
        );
    }
    if code.space.dimensions.is_empty() {
        let what = "nothing in the source can be tuned: no known setting was found".to_owned();
        return limit(
            "no_knobs",
            what,
            "name a constant in `space` of anneal.toml, such as space.HIDDEN = [32, 64]",
        );
    }
    let budget = code.settings.trial_budget() as usize;
    if state.trials.len() >= budget {
        return limit(
            "budget",
            format!("the budget of {budget} trials is used up"),
            "raise `trials` or lower `target`",
        );
    }
    let deadline = code.settings.deadline_seconds.map(Duration::from_secs);
    let taken = state.pushed.map_or(Duration::ZERO, |pushed| input.now.since(pushed));
    if deadline.is_some_and(|deadline| taken >= deadline) {
        let what = format!("the deadline of {} s has passed", deadline.unwrap_or_default().as_secs());
        return limit("deadline", what, "raise `deadline` or lower `target`");
    }
    let what = braked(state)?;
    limit("failing", what, "see the trials' tracebacks; narrow the search with `space` in anneal.toml")
}

/// Whether the first edited trials all failed in one way.
fn braked(state: &State) -> Option<String> {
    let edited: Vec<_> =
        state.trials.iter().skip(1).filter_map(|trial| trial.end.as_ref()).take(BRAKE).collect();
    let code = |end: &&End| match end {
        End::Abandoned { reason, .. } => Some(reason.code.clone()),
        _ => None,
    };
    let codes: Option<Vec<String>> = edited.iter().map(code).collect();
    let codes = codes.filter(|codes| codes.len() == BRAKE && codes.iter().all(|code| *code == codes[0]))?;
    Some(format!("the first {BRAKE} edited trials all failed: {}", codes[0]))
}

fn proposed(code: &Code, rewrite: &Rewrite, patch: &ObjectRef, changed: &[ChangedFile]) -> Say {
    let event = TrialProposed {
        trial: rewrite.trial.0,
        proposal: rewrite.proposal.values.clone().into_iter().collect(),
        patch: Some(patch.clone()),
        changed: changed.to_vec(),
        budget: code.settings.trial_budget().saturating_sub(rewrite.trial.0 + 1),
        why: rewrite.proposal.why.clone(),
    };
    Say::of_trial(event, rewrite.trial)
}

#[cfg(test)]
mod tests;
