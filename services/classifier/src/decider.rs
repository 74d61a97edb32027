//! One classification for each fetched source. Pure.

#[cfg(test)]
mod tests;

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{ClassificationFailed, CodeClassified, ObjectRef, Settings};
use anneal_proto::{Event, Kind, Recorded};

/// The classifier's decider.
#[derive(Debug, Clone, Copy, Default)]
pub struct Classifier;

/// What the classifier knows of a run.
#[derive(Debug, Clone, Default)]
pub struct State {
    submitted: Settings,
    /// It has been classified, or the run is over.
    done: bool,
}

/// Get a tree and say what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The archive.
    pub object: ObjectRef,
    /// What the submission asks for.
    pub submitted: Settings,
}

impl Decider for Classifier {
    const NAME: &'static str = "classifier";
    const CONSUMES: &'static [Kind] = &[Kind::SourceFetched];
    type State = State;
    type Effect = Read;
    type Outcome = Result<CodeClassified, ClassificationFailed>;

    fn evolve(state: &mut State, event: &Recorded) {
        match &event.envelope.event {
            Event::PushReceived(push) => state.submitted = push.settings.clone().unwrap_or_default(),
            Event::CodeClassified(_) | Event::ClassificationFailed(_) => state.done = true,
            other => state.done |= other.is_outcome(),
        }
    }

    fn decide(&self, state: &State, input: &Input<'_, Self::Outcome>) -> Decision<Read> {
        let Event::SourceFetched(fetched) = &input.trigger.envelope.event else {
            return Decision::Nothing("no source");
        };
        if state.done {
            return Decision::Nothing("classified already, or the run is over");
        }
        match input.outcome {
            None => Decision::Perform(Read {
                object: fetched.object.clone().unwrap_or_default(),
                submitted: state.submitted.clone(),
            }),
            Some(Ok(code)) => Say::new(code.clone()).into(),
            Some(Err(failed)) => Say::new(failed.clone()).into(),
        }
    }
}
