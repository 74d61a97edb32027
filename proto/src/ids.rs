//! Newtypes that name things. They exist so that a trial number cannot be passed as a step.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// What is wrong with an id read from outside.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is no {what}: {rule}")]
pub struct IdError {
    what: &'static str,
    text: String,
    rule: &'static str,
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$inner> for $name {
            fn from(n: $inner) -> Self {
                Self(n)
            }
        }

        impl $name {
            /// The one after this.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }
    };
}

number! {
    /// A version of the source within a run; 0 is the code as pushed.
    TrialNo(u32)
}
number! {
    /// A container of a trial; 1 is the first.
    AttemptNo(u32)
}
number! {
    /// Finished steps of a training; 0 before the first.
    Step(u32)
}
number! {
    /// Position in the event stream; 1 is the first event, 0 stands before it.
    Sequence(u64)
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(IdError { what: $what, text: text.to_owned(), rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

text! {
    /// Names a run: 12 characters of lower-case letters and digits. A subject token and a file name.
    RunId, "run id", "12 lower-case letters and digits",
    |t| t.len() == 12 && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
text! {
    /// Names an event: 32 lower-case hexadecimal digits, derived from what caused the event.
    EventId, "event id", "32 lower-case hexadecimal digits",
    |t| t.len() == 32 && t.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

impl RunId {
    /// The run of a push, the same each time the same delivery arrives.
    #[must_use]
    pub fn of_delivery(forge: &str, repository: &str, delivery: &str) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let digest = Digest::of_parts(&["run", forge, repository, delivery]);
        let text = digest.bytes()[..12].iter().map(|b| ALPHABET[usize::from(b % 32)] as char);
        Self(text.collect())
    }
}

impl EventId {
    /// The id of the event of kind `kind` that `cause` leads to. `part` tells apart several events of
    /// one kind with one cause; empty otherwise.
    #[must_use]
    pub fn derived(cause: &str, kind: &str, part: &str) -> Self {
        let digest = Digest::of_parts(&["event", cause, kind, part]);
        Self(digest.hex()[..32].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_delivery_is_the_same_run() {
        let run = RunId::of_delivery("github", "o/r", "1");
        assert_eq!(run, RunId::of_delivery("github", "o/r", "1"));
        assert_ne!(run, RunId::of_delivery("github", "o/r", "2"));
        assert_eq!(run.as_str().parse(), Ok(run));
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(EventId::derived("ab", "c", ""), EventId::derived("a", "bc", ""));
    }

    #[test]
    fn an_id_from_outside_is_checked() {
        assert!("../../etc/pwd".parse::<RunId>().is_err());
        assert!("a.b".parse::<RunId>().is_err());
        assert!(serde_json::from_str::<RunId>("\"x\"").is_err());
    }
}
