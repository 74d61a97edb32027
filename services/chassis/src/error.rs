//! Why a service cannot go on.

use anneal_eventlog::LogError;

/// Why a service ends before it is told to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The log cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}; is another anneal running?")]
    Listen {
        /// Which address.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A setting cannot be used.
    #[error("{0}")]
    Setting(String),
    /// A part of the outside cannot be used.
    #[error("{what}: {why}")]
    Outside {
        /// Which part.
        what: &'static str,
        /// What is wrong, and what to do.
        why: String,
    },
}
