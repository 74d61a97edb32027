//! What can go wrong between a service and the log.

use anneal_proto::EnvelopeError;

/// The log could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// No answer. Trying again later can help.
    #[error("the event log cannot be reached: {0}")]
    Unavailable(String),
    /// The broker is too old, or is set up in a way that breaks a promise.
    #[error("the broker cannot be used: {0}")]
    Unsuitable(String),
    /// There is a message, and it is no event of anneal's.
    #[error("message {sequence}: {source}")]
    Unreadable {
        /// Its position in the stream.
        sequence: u64,
        /// What is wrong with it.
        source: EnvelopeError,
    },
    /// No object has this digest.
    #[error("there is no object {digest} in bucket `{bucket}`")]
    NoObject {
        /// Where it was looked for.
        bucket: &'static str,
        /// What was looked for.
        digest: String,
    },
    /// The object's bytes are not those its digest promises.
    #[error("object {digest} in bucket `{bucket}` is damaged: its bytes have digest {found}")]
    Damaged {
        /// Where it lies.
        bucket: &'static str,
        /// What it should be.
        digest: String,
        /// What it is.
        found: String,
    },
}

/// An event was not appended, or it is not known whether it was.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The run went on in the meantime: read it again and decide again.
    #[error("the run has events that the decision did not know of")]
    Conflict,
    /// No acknowledgement came: the event may or may not be in the log.
    #[error(transparent)]
    Log(#[from] LogError),
}
