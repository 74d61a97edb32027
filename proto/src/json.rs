//! How messages look in JSON, for tools and people.

use serde::Serializer;
use serde_json::{Value, json};

use crate::envelope::Recorded;
use crate::v1::CrashCause;

/// An enum field as its name without the prefix: `out_of_memory`.
pub(crate) fn crash_cause<S: Serializer>(value: &i32, serializer: S) -> Result<S::Ok, S::Error> {
    let cause = CrashCause::try_from(*value).unwrap_or_default();
    let name = cause.as_str_name().trim_start_matches("CRASH_CAUSE_");
    serializer.serialize_str(&name.to_ascii_lowercase())
}

impl Recorded {
    /// The event as one flat object with stable names. Signals have positions in a stream of their own, and
    /// so no `seq`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let envelope = &self.envelope;
        let signal = envelope.event.kind().is_some_and(crate::Kind::is_signal);
        json!({
            "seq": (!signal).then_some(self.sequence),
            "time": envelope.time.to_string(),
            "id": envelope.id,
            "type": envelope.event.name(),
            "run": envelope.run,
            "trial": envelope.trial,
            "attempt": envelope.attempt,
            "causation": envelope.causation,
            "data": envelope.event.to_json(),
        })
    }
}
