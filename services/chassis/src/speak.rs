//! From a decision to an event in the log.

use anneal_eventlog::AppendError;
use anneal_proto::{Envelope, EventId, Link, Recorded, RunId};

use crate::context::Context;
use crate::crash;
use crate::decider::Say;
use crate::telemetry;

/// What led to an event.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Names the cause; the event's id derives from it.
    pub key: String,
    /// The event that is the cause, where it is one.
    pub event: Option<EventId>,
    /// The cause's trace context, used where this process has no trace of its own.
    pub traceparent: Option<String>,
}

impl Cause {
    /// An event as a cause.
    #[must_use]
    pub fn of(trigger: &Recorded) -> Self {
        Self {
            key: trigger.envelope.id.to_string(),
            event: Some(trigger.envelope.id.clone()),
            traceparent: trigger.envelope.traceparent.clone(),
        }
    }

    /// Something outside the log as a cause: a delivery, a line of a training.
    #[must_use]
    pub fn outside(key: impl Into<String>) -> Self {
        Self { key: key.into(), event: None, traceparent: None }
    }
}

/// Builds the envelope of an event with this cause.
#[must_use]
pub fn envelope(
    context: &Context,
    service: &str,
    run: &RunId,
    say: Say,
    cause: &Cause,
    previous: Option<Link>,
) -> Envelope {
    Envelope {
        id: EventId::derived(&cause.key, say.event.name(), &say.part),
        source: service.to_owned(),
        time: context.clock.now(),
        run: run.clone(),
        trial: say.trial,
        attempt: say.attempt,
        causation: cause.event.clone(),
        traceparent: telemetry::current_traceparent().or_else(|| cause.traceparent.clone()),
        previous,
        event: say.event,
    }
}

/// Appends an event behind `head`.
///
/// # Errors
/// [`AppendError::Conflict`] when the run went on; [`AppendError::Log`] when no answer came.
pub async fn speak(
    context: &Context,
    service: &str,
    run: &RunId,
    say: Say,
    cause: &Cause,
    head: Option<Link>,
) -> Result<Recorded, AppendError> {
    let said = context.log.append(envelope(context, service, run, say, cause, head)).await?;
    crash::point(service, said.envelope.event.name());
    context.metrics.event(service, said.envelope.event.name());
    tracing::info!(%run, event = said.envelope.event.name(), sequence = %said.sequence, "said");
    Ok(said)
}
