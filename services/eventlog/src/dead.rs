//! Dead letters: what a service gave up on, and what became of it since.

use std::collections::BTreeMap;

use anneal_proto::{RunId, Sequence, Timestamp};
use serde::{Deserialize, Serialize};

/// A message a service gave up on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The service.
    pub service: String,
    /// Position of the message in the event stream.
    pub sequence: Sequence,
    /// Its run, where it could be read.
    pub run: Option<RunId>,
    /// Why, for a person.
    pub reason: String,
    /// Trace context of the message, where it had one.
    #[serde(default)]
    pub trace: Option<String>,
}

/// What a person decided about a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// Its service is given the message again.
    Retried,
    /// Nobody needs it any more.
    Dropped,
}

/// A dead letter as it lies in its stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Buried {
    /// Its position in the stream of dead letters: its name.
    pub number: Sequence,
    /// When it was given up.
    pub time: Timestamp,
    /// What was given up, and why.
    pub letter: DeadLetter,
    /// What was decided about it, if anything was.
    pub settled: Option<Settlement>,
}

/// One message of the stream of dead letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Said {
    /// A person decided about a letter: its number, what, and the message it is about.
    Settled { number: Sequence, settled: Settlement, service: String, sequence: Sequence },
    /// A service gave up.
    Buried(DeadLetter),
}

/// Folds the stream into letters, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Graveyard(BTreeMap<Sequence, Buried>);

impl Graveyard {
    pub(crate) fn fold(&mut self, number: Sequence, time: Timestamp, said: Said) {
        match said {
            Said::Buried(letter) => {
                self.0.insert(number, Buried { number, time, letter, settled: None });
            }
            Said::Settled { number, settled, .. } => {
                if let Some(buried) = self.0.get_mut(&number) {
                    buried.settled = Some(settled);
                }
            }
        }
    }

    pub(crate) fn letters(self) -> Vec<Buried> {
        self.0.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> DeadLetter {
        let reason = "no".to_owned();
        DeadLetter { service: "tuner".to_owned(), sequence: Sequence(7), run: None, reason, trace: None }
    }

    #[test]
    fn what_was_decided_is_folded_into_the_letter() {
        let mut graveyard = Graveyard::default();
        graveyard.fold(Sequence(1), Timestamp(5), Said::Buried(letter()));
        graveyard.fold(Sequence(2), Timestamp(6), Said::Buried(letter()));
        let settled = Settlement::Dropped;
        let service = "tuner".to_owned();
        let said = Said::Settled { number: Sequence(1), settled, service, sequence: Sequence(7) };
        graveyard.fold(Sequence(3), Timestamp(7), said);
        let letters = graveyard.letters();
        let told: Vec<_> = letters.iter().map(|buried| (buried.number.0, buried.settled)).collect();
        assert_eq!(told, [(1, Some(Settlement::Dropped)), (2, None)]);
    }

    #[test]
    fn both_kinds_of_message_are_read_back() {
        let said = Said::Settled {
            number: Sequence(1),
            settled: Settlement::Retried,
            service: "tuner".to_owned(),
            sequence: Sequence(7),
        };
        for said in [said, Said::Buried(letter())] {
            let text = serde_json::to_string(&said).expect("JSON");
            assert_eq!(serde_json::from_str::<Said>(&text).expect("read"), said);
        }
        // As it was written before letters had a trace.
        let old = r#"{"service":"tuner","sequence":7,"run":null,"reason":"no"}"#;
        assert_eq!(serde_json::from_str::<Said>(old).expect("read"), Said::Buried(letter()));
    }
}
