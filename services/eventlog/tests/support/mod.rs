//! Envelopes for tests of a log.

use anneal_proto::{Envelope, Event, EventId, Link, Recorded, RunId, Timestamp};

/// An event of a run behind another one. `part` tells apart several of one kind.
pub(crate) fn envelope(run: &RunId, event: impl Into<Event>, part: &str, previous: Option<Link>) -> Envelope {
    let event = event.into();
    Envelope {
        id: EventId::derived(run.as_str(), event.name(), part),
        source: "test".to_owned(),
        time: Timestamp(1_795_000_000_000),
        run: run.clone(),
        trial: None,
        attempt: None,
        causation: None,
        traceparent: None,
        previous,
        event,
    }
}

/// What the event after this one points at.
pub(crate) fn link(recorded: &Recorded) -> Option<Link> {
    Some(Link { sequence: recorded.sequence, digest: recorded.digest })
}
