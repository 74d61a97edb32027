//! The shape of a decision: pure, synchronous, and one message at a time.

use std::time::Duration;

use anneal_proto::{AttemptNo, Event, Kind, Recorded, RunId, Timestamp, TrialNo};
use async_trait::async_trait;

/// Decides what a service says. No clock, no randomness, no I/O: what it needs of them comes in.
pub trait Decider: Send + Sync + 'static {
    /// The service's name: its durable consumer, its metrics, `ce-source`.
    const NAME: &'static str;
    /// Kinds of events that are work for it.
    const CONSUMES: &'static [Kind];
    /// What it must know of one run. The default is a run of which nothing has happened.
    type State: Default + Clone + Send + Sync + 'static;
    /// Something to do outside. Names itself by what caused it, so that twice is once.
    type Effect: Send + 'static;
    /// What came of an effect.
    type Outcome: Send + Sync + 'static;

    /// Folds an event of the run into the state. Total: what it does not know changes nothing.
    fn evolve(state: &mut Self::State, event: &Recorded);

    /// What to do about the trigger, in this state. Asked again after each event it says and each effect,
    /// until it answers [`Decision::Nothing`]; so a decision that has been carried out must show in the
    /// state.
    fn decide(&self, state: &Self::State, input: &Input<'_, Self::Outcome>) -> Decision<Self::Effect>;
}

/// What a decision is about.
#[derive(Debug)]
pub struct Input<'a, O> {
    /// The event that is work.
    pub trigger: &'a Recorded,
    /// The time.
    pub now: Timestamp,
    /// What came of the effect that the decider asked for, until it has said an event about it.
    pub outcome: Option<&'a O>,
}

/// What to do next.
// One at a time, moved once: a box would cost more than the copy.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, PartialEq)]
pub enum Decision<E> {
    /// The trigger is dealt with. The text says why, for traces.
    Nothing(&'static str),
    /// Append an event.
    Say(Say),
    /// Do something outside, then ask again.
    Perform(E),
    /// Ask again later.
    Wait(Duration),
}

/// An event to append.
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// What to say.
    pub event: Event,
    /// The trial it is about.
    pub trial: Option<TrialNo>,
    /// The attempt it is about.
    pub attempt: Option<AttemptNo>,
    /// Tells apart several events of one kind with one trigger; part of the event's id.
    pub part: String,
}

impl Say {
    /// An event about the run as a whole.
    #[must_use]
    pub fn new(event: impl Into<Event>) -> Self {
        Self { event: event.into(), trial: None, attempt: None, part: String::new() }
    }

    /// An event about a trial.
    #[must_use]
    pub fn of_trial(event: impl Into<Event>, trial: TrialNo) -> Self {
        Self { trial: Some(trial), part: trial.to_string(), ..Self::new(event) }
    }

    /// An event about an attempt.
    #[must_use]
    pub fn of_attempt(event: impl Into<Event>, trial: TrialNo, attempt: AttemptNo) -> Self {
        Self { attempt: Some(attempt), part: format!("{trial}.{attempt}"), ..Self::of_trial(event, trial) }
    }
}

impl<E> From<Say> for Decision<E> {
    fn from(say: Say) -> Self {
        Decision::Say(say)
    }
}

/// An effect did not work this time; the trigger comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// Why, for a person.
    pub reason: String,
    /// Whether it counts towards giving up. Infrastructure that is away does not.
    pub counted: bool,
}

impl Retry {
    /// A failure that may be the trigger's own fault.
    #[must_use]
    pub fn failed(reason: impl ToString) -> Self {
        Self { reason: reason.to_string(), counted: true }
    }

    /// Something the service needs is away.
    #[must_use]
    pub fn unavailable(reason: impl ToString) -> Self {
        Self { reason: reason.to_string(), counted: false }
    }
}

/// The outside of a service.
#[async_trait]
pub trait Effects<D: Decider>: Send + Sync + 'static {
    /// Returns when the service has room for more work.
    async fn ready(&self) {}

    /// Does what the decider asked for. A failure that the developer must hear of is an outcome; a
    /// [`Retry`] is for what may work next time.
    async fn perform(&self, run: &RunId, effect: D::Effect) -> Result<D::Outcome, Retry>;
}
