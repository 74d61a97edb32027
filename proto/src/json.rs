//! How messages look in JSON where serde's own choice would not read well.

use serde::Serializer;

use crate::v1::CrashCause;

/// An enum field as its name without the prefix: `out_of_memory`.
pub(crate) fn crash_cause<S: Serializer>(value: &i32, serializer: S) -> Result<S::Ok, S::Error> {
    let cause = CrashCause::try_from(*value).unwrap_or_default();
    let name = cause.as_str_name().trim_start_matches("CRASH_CAUSE_");
    serializer.serialize_str(&name.to_ascii_lowercase())
}
