//! What a person is told when a command does not work.

use std::fmt;

/// What happened, and what to do next.
#[derive(Debug)]
pub struct Fault {
    what: String,
    remedy: String,
    usage: bool,
    away: bool,
}

impl Fault {
    /// Something did not work.
    pub(crate) fn new(what: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { what: what.to_string(), remedy: remedy.into(), usage: false, away: false }
    }

    /// The command was called wrongly.
    pub(crate) fn usage(what: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new(what, remedy) }
    }

    /// No server answers, and one may again.
    pub(crate) fn away(what: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { away: true, ..Self::new(what, remedy) }
    }

    /// Whether waiting can help.
    pub(crate) fn is_away(&self) -> bool {
        self.away
    }

    /// 1, or 2 for wrong usage.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if self.usage { 2 } else { 1 }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.remedy.is_empty() {
            write!(f, "\n  {}", self.remedy)?;
        }
        Ok(())
    }
}
