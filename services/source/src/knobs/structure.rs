//! The shape of a network: layers that could be put in, repeated or taken out, as its author would write it. Each
//! is a knob of its own, `None` or `True` as the code stands; sizes follow the widths around them.

mod chain;
mod imported;
mod module;

use anneal_proto::v1::{Domain, Knob, Place};

use super::Found;
use super::facts::Facts;
use super::table::{Advice, DEPTH, DROPOUT, REGULARISATION};

/// Adds what could be done to the networks of a file.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    chain::find(facts, found);
    module::find(facts, found);
}

/// Something that is put behind a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Insertion {
    Dropout,
    Normalisation,
    Again,
}

impl Insertion {
    const ALL: [Self; 3] = [Self::Dropout, Self::Normalisation, Self::Again];

    /// The setting's name in a knob's id.
    const fn setting(self) -> &'static str {
        match self {
            Self::Dropout => "dropout_after",
            Self::Normalisation => "batch_normalisation_after",
            Self::Again => "again",
        }
    }

    /// The knob of this insertion behind the layer that is called `call` and ends in `line`.
    fn knob(self, call: &str, line: u32, places: Vec<Place>) -> Knob {
        let (kind, choices, what, why) = match self {
            Self::Dropout => {
                let choices = ["None", "0.2", "0.3", "0.5"].as_slice();
                (DROPOUT, choices, "insert dropout", "it keeps a network from learning samples by heart")
            }
            Self::Normalisation => {
                let choices = ["None", "True"].as_slice();
                (REGULARISATION, choices, "insert batch normalisation", "it lets larger steps be taken")
            }
            Self::Again => {
                (DEPTH, ["None", "True"].as_slice(), "repeat the layer", "more layers can learn more")
            }
        };
        Knob {
            id: format!("{call}.{}", self.setting()),
            kind: kind.to_owned(),
            current: "None".to_owned(),
            places,
            domain: Some(of(choices)),
            why: format!("structure: {what} after line {line}: {why}"),
        }
    }
}

/// The knob that takes out the layer called `call`.
fn removal(call: &str, line: u32, place: Place) -> Knob {
    Knob {
        id: format!("{call}.kept"),
        kind: DEPTH.to_owned(),
        current: "True".to_owned(),
        places: vec![place],
        domain: Some(of(&["True", "False"])),
        why: format!("structure: remove the layer of line {line}: less to train"),
    }
}

fn of(choices: &[&str]) -> Domain {
    Domain { choices: choices.iter().map(|text| (*text).to_owned()).collect(), ..Domain::default() }
}

/// What the field knows about a change of this name.
pub(crate) fn advice(setting: &str) -> Option<Advice> {
    let good: &[&str] = match setting {
        "dropout_after" => &["0.3"],
        "batch_normalisation_after" | "again" => &["True"],
        "kept" => &[],
        _ => return None,
    };
    // Nothing about a layer that is not there is a reason to act.
    Some(Advice { low: f64::NEG_INFINITY, high: f64::INFINITY, good })
}
