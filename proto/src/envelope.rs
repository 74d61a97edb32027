//! An event with everything that travels beside its body.
//!
//! On the wire it is a CloudEvents message in binary mode: attributes are NATS headers, the body is
//! the protobuf message alone.

use crate::digest::Digest;
use crate::event::{DecodeError, Event};
use crate::ids::{AttemptNo, EventId, RunId, Sequence, TrialNo};
use crate::subject::Subject;
use crate::timestamp::Timestamp;

/// Prefix of `ce-type`; the event's name follows.
const TYPE_PREFIX: &str = "anneal.v1.";

/// The event before this one in its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its position in the stream.
    pub sequence: Sequence,
    /// Its digest: see [`Envelope::digest`].
    pub digest: Digest,
}

/// An event and its context, before it has a position in the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// Derived from the cause, so that saying a thing twice is saying it once.
    pub id: EventId,
    /// The service that says it.
    pub source: String,
    /// When it was said.
    pub time: Timestamp,
    /// The run it belongs to; also the correlation id.
    pub run: RunId,
    /// The trial, for events of one.
    pub trial: Option<TrialNo>,
    /// The attempt, for events of one.
    pub attempt: Option<AttemptNo>,
    /// The event that led to this one.
    pub causation: Option<EventId>,
    /// W3C trace context.
    pub traceparent: Option<String>,
    /// Absent for the first event of a run, and for signals.
    pub previous: Option<Link>,
    /// What happened.
    pub event: Event,
}

/// An event at its place in the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Position in the stream.
    pub sequence: Sequence,
    /// The event.
    pub envelope: Envelope,
    /// Digest of the envelope as it was read, headers of newer versions included.
    pub digest: Digest,
}

/// A message that is not an event of anneal's.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// A header that every event has is missing.
    #[error("the message has no `{0}` header: it was not written by anneal")]
    Missing(&'static str),
    /// A header's text is not what it must be.
    #[error("the message's `{header}` header is `{text}`, which cannot be read")]
    Malformed {
        /// Which header.
        header: &'static str,
        /// Its text.
        text: String,
    },
    /// The body does not fit the type.
    #[error(transparent)]
    Body(#[from] DecodeError),
}

impl Envelope {
    /// Where it is published.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::of(&self.run, self.trial, self.event.name())
    }

    /// Its headers, in a fixed order.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("ce-specversion", "1.0".to_owned()),
            ("ce-id", self.id.to_string()),
            ("ce-type", format!("{TYPE_PREFIX}{}", self.event.name())),
            ("ce-source", format!("/anneal/{}", self.source)),
            ("ce-time", self.time.to_string()),
            ("ce-subject", self.run.to_string()),
            ("content-type", "application/protobuf".to_owned()),
        ];
        let mut optional = |name, text: Option<String>| headers.extend(text.map(|text| (name, text)));
        optional("anneal-trial", self.trial.map(|n| n.to_string()));
        optional("anneal-attempt", self.attempt.map(|n| n.to_string()));
        optional("anneal-causation", self.causation.as_ref().map(ToString::to_string));
        optional("traceparent", self.traceparent.clone());
        optional("anneal-previous-sequence", self.previous.map(|link| link.sequence.to_string()));
        optional("anneal-previous-digest", self.previous.map(|link| link.digest.to_string()));
        headers
    }

    /// Reads a message. `header` gives a header's text.
    ///
    /// # Errors
    /// When a header that every event has is missing or malformed, or the body is not of its type.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>, body: &[u8]) -> Result<Self, EnvelopeError> {
        let header = Headers(header);
        let kind = header.required::<String>("ce-type")?;
        let kind = kind.strip_prefix(TYPE_PREFIX).unwrap_or(&kind);
        let source = header.required::<String>("ce-source")?;
        let sequence = header.optional("anneal-previous-sequence")?.map(Sequence);
        let digest = header.optional("anneal-previous-digest")?;
        Ok(Self {
            id: header.required("ce-id")?,
            source: source.trim_start_matches("/anneal/").to_owned(),
            time: header.required("ce-time")?,
            run: header.required("ce-subject")?,
            trial: header.optional("anneal-trial")?.map(TrialNo),
            attempt: header.optional("anneal-attempt")?.map(AttemptNo),
            causation: header.optional("anneal-causation")?,
            traceparent: header.optional("traceparent")?,
            previous: sequence.zip(digest).map(|(sequence, digest)| Link { sequence, digest }),
            event: Event::decode(kind, body)?,
        })
    }

    /// SHA-256 over subject, headers and body: what the next event of the run carries as
    /// [`Link::digest`], so that a change to any of them shows.
    #[must_use]
    pub fn digest(&self) -> Digest {
        digest_of(&self.subject(), self.headers().iter().map(|(n, t)| (*n, t.as_str())), &self.event.encode())
    }
}

/// Digest of a message: subject, headers that anneal wrote (sorted by name), body.
#[must_use]
pub fn digest_of<'a>(
    subject: &Subject,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: &[u8],
) -> Digest {
    let ours = |name: &str| {
        name.starts_with("ce-")
            || name.starts_with("anneal-")
            || matches!(name, "content-type" | "traceparent")
    };
    let mut headers: Vec<_> = headers.filter(|(name, _)| ours(name)).collect();
    headers.sort_unstable();
    let mut parts: Vec<&[u8]> = vec![subject.as_str().as_bytes()];
    for (name, text) in headers {
        parts.extend([name.as_bytes(), text.as_bytes()]);
    }
    parts.push(body);
    Digest::of_parts(&parts)
}

struct Headers<F>(F);

impl<'a, F: Fn(&str) -> Option<&'a str>> Headers<F> {
    fn optional<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>, EnvelopeError> {
        let Some(text) = (self.0)(name) else {
            return Ok(None);
        };
        let bad = |_| EnvelopeError::Malformed { header: name, text: text.to_owned() };
        text.parse().map(Some).map_err(bad)
    }

    fn required<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, EnvelopeError> {
        self.optional(name)?.ok_or(EnvelopeError::Missing(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::TrainingStarted;

    fn envelope() -> Envelope {
        Envelope {
            id: EventId::derived("cause", "training_started", ""),
            source: "trainer".to_owned(),
            time: Timestamp(1_795_000_000_123),
            run: RunId::of_delivery("cli", "r", "1"),
            trial: Some(TrialNo(2)),
            attempt: Some(AttemptNo(1)),
            causation: Some(EventId::derived("push", "trial_proposed", "")),
            traceparent: None,
            previous: Some(Link { sequence: Sequence(7), digest: Digest::of(b"before") }),
            event: TrainingStarted { trial: 2, attempt: 1, ..TrainingStarted::default() }.into(),
        }
    }

    fn read_back(envelope: &Envelope) -> Result<Envelope, EnvelopeError> {
        let headers = envelope.headers();
        let find = |name: &str| headers.iter().find(|(n, _)| *n == name).map(|(_, text)| text.as_str());
        Envelope::read(find, &envelope.event.encode())
    }

    #[test]
    fn headers_and_back() {
        let envelope = envelope();
        assert_eq!(read_back(&envelope).expect("readable"), envelope);
    }

    #[test]
    fn a_change_anywhere_changes_the_digest() {
        let (a, mut b) = (envelope(), envelope());
        assert_eq!(a.digest(), b.digest());
        b.time = Timestamp(b.time.0 + 1);
        assert_ne!(a.digest(), b.digest());
    }

    #[test]
    fn a_message_of_somebody_else_is_told_apart() {
        let missing = Envelope::read(|_| None, b"").expect_err("no headers");
        assert_eq!(missing.to_string(), "the message has no `ce-type` header: it was not written by anneal");
    }
}
