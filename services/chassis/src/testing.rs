//! Given these events, when this arrives, then these are said: deciders without a log.

use std::collections::VecDeque;

use anneal_proto::{Digest, Envelope, Event, EventId, Recorded, RunId, Sequence, Timestamp};

use crate::decider::{Decider, Decision, Input, Say};

/// Time of the first event in tests; each next one is a second later.
pub const START: Timestamp = Timestamp(1_795_000_000_000);

/// The history of one run, and what a decider makes of it.
pub struct Given<D: Decider> {
    decider: D,
    state: D::State,
    events: Vec<Recorded>,
    outcomes: VecDeque<D::Outcome>,
}

/// What a decider did about a trigger, until it had nothing left to do.
#[derive(Debug)]
pub struct Then<E> {
    /// What it said, in order.
    pub said: Vec<Event>,
    /// What it asked to be done, in order.
    pub effects: Vec<E>,
    /// How it ended: [`Decision::Nothing`], [`Decision::Wait`], or an effect without an outcome at hand.
    pub last: Decision<()>,
}

/// An event at a position of a test's run.
#[must_use]
pub fn recorded(index: usize, say: Say) -> Recorded {
    let run = RunId::of_delivery("test", "given", "1");
    let envelope = Envelope {
        id: EventId::derived(run.as_str(), say.event.name(), &index.to_string()),
        source: "test".to_owned(),
        time: Timestamp(START.0 + 1_000 * index as u64),
        run,
        trial: say.trial,
        attempt: say.attempt,
        causation: None,
        traceparent: None,
        previous: None,
        event: say.event,
    };
    Recorded { sequence: Sequence(index as u64 + 1), digest: Digest::of(&envelope.event.encode()), envelope }
}

impl<D: Decider> Given<D> {
    /// A run with this history.
    #[must_use]
    pub fn history(decider: D, events: impl IntoIterator<Item = Event>) -> Self {
        let mut given =
            Self { decider, state: D::State::default(), events: Vec::new(), outcomes: VecDeque::new() };
        for event in events {
            given.push(Say::new(event));
        }
        given
    }

    /// What comes of the effects that the decider will ask for, in order.
    #[must_use]
    pub fn outcomes(mut self, outcomes: impl IntoIterator<Item = D::Outcome>) -> Self {
        self.outcomes.extend(outcomes);
        self
    }

    /// The state so far.
    pub fn state(&self) -> &D::State {
        &self.state
    }

    /// Adds an event, then asks the decider about it a minute later.
    pub fn when(&mut self, event: impl Into<Event>) -> Then<D::Effect> {
        self.push(Say::new(event.into()));
        let trigger = self.events[self.events.len() - 1].clone();
        self.ask(&trigger, Timestamp(trigger.envelope.time.0 + 60_000))
    }

    /// Asks the decider about the last event once more, as after a lost acknowledgement.
    pub fn again(&mut self, now: Timestamp, index: usize) -> Then<D::Effect> {
        let trigger = self.events[index].clone();
        self.ask(&trigger, now)
    }

    fn ask(&mut self, trigger: &Recorded, now: Timestamp) -> Then<D::Effect> {
        let (mut said, mut effects) = (Vec::new(), Vec::new());
        let mut outcome = None;
        loop {
            let input = Input { trigger, now, outcome: outcome.as_ref() };
            let last = match self.decider.decide(&self.state, &input) {
                Decision::Nothing(why) => Decision::Nothing(why),
                Decision::Wait(time) => Decision::Wait(time),
                Decision::Perform(effect) => {
                    effects.push(effect);
                    outcome = self.outcomes.pop_front();
                    if outcome.is_some() {
                        continue;
                    }
                    Decision::Perform(())
                }
                Decision::Say(say) => {
                    said.push(say.event.clone());
                    self.push(say);
                    outcome = None;
                    assert!(said.len() < 100, "no end of decisions: {said:#?}");
                    continue;
                }
            };
            return Then { said, effects, last };
        }
    }

    fn push(&mut self, say: Say) {
        let event = recorded(self.events.len(), say);
        D::evolve(&mut self.state, &event);
        self.events.push(event);
    }
}
