//! One event of any kind.

use std::fmt;
use std::str::FromStr;

use prost::Message;

use crate::v1;

/// The body's bytes are not what the kind promises.
#[derive(Debug, thiserror::Error)]
#[error("the body of this {kind} event cannot be decoded: {source}")]
pub struct DecodeError {
    kind: Kind,
    source: prost::DecodeError,
}

/// The name belongs to no kind of event this version knows.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no kind of event this version knows")]
pub struct UnknownKind(String);

macro_rules! events {
    ($($name:literal => $kind:ident),+ $(,)?) => {
        /// A kind of event. Its text is the last token of the subject and the end of `ce-type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            /// Every kind this version knows.
            pub const ALL: &[Kind] = &[$(Kind::$kind),+];

            /// The kind's name, such as `push_received`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$kind => $name),+ }
            }
        }

        impl FromStr for Kind {
            type Err = UnknownKind;

            fn from_str(text: &str) -> Result<Self, UnknownKind> {
                match text {
                    $($name => Ok(Kind::$kind),)+
                    other => Err(UnknownKind(other.to_owned())),
                }
            }
        }

        /// One event. `Unknown` carries what a newer version wrote: read, passed on, never dropped.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs)]
        pub enum Event {
            $($kind(v1::$kind),)+
            Unknown { kind: String, body: Vec<u8> },
        }

        impl Event {
            /// Decodes a body of the named kind; a kind this version does not know is kept as it is.
            ///
            /// # Errors
            /// When the kind is known and the body is not of it.
            pub fn decode(kind: &str, body: &[u8]) -> Result<Self, DecodeError> {
                match kind.parse() {
                    $(Ok(Kind::$kind) => v1::$kind::decode(body)
                        .map(Event::$kind)
                        .map_err(|source| DecodeError { kind: Kind::$kind, source }),)+
                    Err(_) => Ok(Event::Unknown { kind: kind.to_owned(), body: body.to_vec() }),
                }
            }

            /// The protobuf body.
            #[must_use]
            pub fn encode(&self) -> Vec<u8> {
                match self {
                    $(Event::$kind(body) => body.encode_to_vec(),)+
                    Event::Unknown { body, .. } => body.clone(),
                }
            }

            /// The kind, where this version knows it.
            #[must_use]
            pub fn kind(&self) -> Option<Kind> {
                match self {
                    $(Event::$kind(_) => Some(Kind::$kind),)+
                    Event::Unknown { .. } => None,
                }
            }

            /// The body as JSON, with the field names of the `.proto` files.
            #[must_use]
            pub fn to_json(&self) -> serde_json::Value {
                let json = match self {
                    $(Event::$kind(body) => serde_json::to_value(body),)+
                    Event::Unknown { body, .. } => serde_json::to_value(body),
                };
                json.unwrap_or(serde_json::Value::Null)
            }
        }

        $(impl From<v1::$kind> for Event {
            fn from(body: v1::$kind) -> Self {
                Event::$kind(body)
            }
        })+
    };
}

events! {
    "push_received" => PushReceived,
    "source_fetched" => SourceFetched,
    "fetch_failed" => FetchFailed,
    "code_classified" => CodeClassified,
    "classification_failed" => ClassificationFailed,
    "trial_proposed" => TrialProposed,
    "training_started" => TrainingStarted,
    "epoch_completed" => EpochCompleted,
    "metric" => MetricReported,
    "log" => LogWritten,
    "checkpoint_saved" => CheckpointSaved,
    "training_crashed" => TrainingCrashed,
    "training_resume_requested" => TrainingResumeRequested,
    "training_abandoned" => TrainingAbandoned,
    "training_finished" => TrainingFinished,
    "trial_stopped" => TrialStopped,
    "model_accepted" => ModelAccepted,
    "run_exhausted" => RunExhausted,
    "run_failed" => RunFailed,
    "run_cancelled" => RunCancelled,
    "notification_sent" => NotificationSent,
    "notification_failed" => NotificationFailed,
}

impl Kind {
    /// Whether this kind comes at a high rate and so goes to the signals stream.
    #[must_use]
    pub const fn is_signal(self) -> bool {
        matches!(self, Kind::EpochCompleted | Kind::MetricReported | Kind::LogWritten)
    }

    /// Whether this kind ends its run.
    #[must_use]
    pub const fn is_outcome(self) -> bool {
        matches!(self, Kind::ModelAccepted | Kind::RunExhausted | Kind::RunFailed | Kind::RunCancelled)
    }
}

impl Event {
    /// The kind's name, also where this version does not know the kind.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Event::Unknown { kind, .. } => kind,
            known => known.kind().map_or("", Kind::as_str),
        }
    }

    /// Whether this event ends its run.
    #[must_use]
    pub fn is_outcome(&self) -> bool {
        self.kind().is_some_and(Kind::is_outcome)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_its_name() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
    }

    #[test]
    fn what_a_newer_version_wrote_is_carried() {
        let event = Event::decode("model_distilled", &[1, 2, 3]).expect("carried");
        assert_eq!(event.name(), "model_distilled");
        assert_eq!(event.encode(), [1, 2, 3]);
    }

    #[test]
    fn a_broken_body_is_an_error() {
        assert!(Event::decode("push_received", &[0xff; 7]).is_err());
    }
}
