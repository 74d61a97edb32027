//! What is said when the code cannot be classified.

use anneal_proto::v1::Reason;

pub(crate) fn reason(
    code: &str,
    what: impl Into<String>,
    location: impl Into<String>,
    remedy: impl Into<String>,
) -> Reason {
    Reason { code: code.to_owned(), what: what.into(), location: location.into(), remedy: remedy.into() }
}
