//! One push is fetched once.

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{FetchFailed, PushReceived, Reason, SourceFetched};
use anneal_proto::{Event, Kind, Recorded};

use crate::origin::{Origin, Want};

/// Decides what becomes of a push.
#[derive(Debug, Clone, Copy)]
pub struct Fetcher {
    /// Whether a submission may name a directory of this machine.
    pub allow_local: bool,
}

/// What the fetcher knows of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The push has been answered, or the run is over.
    pub settled: bool,
}

/// A tree to get and store. The object it ends in is named by its content, so twice is once.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetch {
    /// Where from.
    pub origin: Origin,
    /// Which commit of it.
    pub want: Want,
}

impl Decider for Fetcher {
    const NAME: &'static str = "fetcher";
    const CONSUMES: &'static [Kind] = &[Kind::PushReceived];
    type State = State;
    type Effect = Fetch;
    type Outcome = Result<SourceFetched, Reason>;

    fn evolve(state: &mut State, event: &Recorded) {
        let answered = matches!(event.envelope.event, Event::SourceFetched(_) | Event::FetchFailed(_));
        state.settled |= answered || event.envelope.event.is_outcome();
    }

    fn decide(&self, state: &State, input: &Input<'_, Self::Outcome>) -> Decision<Fetch> {
        let Event::PushReceived(push) = &input.trigger.envelope.event else {
            return Decision::Nothing("no push");
        };
        if state.settled {
            return Decision::Nothing("the push is answered, or the run is over");
        }
        match input.outcome {
            None => self.fetch(push),
            Some(Ok(fetched)) => Say::new(fetched.clone()).into(),
            Some(Err(reason)) => failed(reason.clone()),
        }
    }
}

impl Fetcher {
    fn fetch(self, push: &PushReceived) -> Decision<Fetch> {
        let want = Want { reference: push.r#ref.clone(), commit: push.commit.to_ascii_lowercase() };
        match Origin::of(push, self.allow_local) {
            Ok(origin) => Decision::Perform(Fetch { origin, want }),
            Err(failure) => failed(failure.into()),
        }
    }
}

fn failed(reason: Reason) -> Decision<Fetch> {
    Say::new(FetchFailed { reason: Some(reason) }).into()
}

#[cfg(test)]
mod tests;
