//! What is trained: framework, era, image, task and family, from what the entry's code builds and calls.
//!
//! A file for each framework holds what is known of its names; this one only chooses between them. To add a
//! framework: a file with its [`Framework`], a line in [`ALL`], and a tree in `tests/corpus`.

mod families;
mod gbm;
mod keras;
mod keras_era;
mod libraries;
mod sklearn;
mod sklearn_table;
mod structure;
mod tensorflow;
mod torch;
mod torch_task;
mod unsupported;

use anneal_proto::v1::{Evidence, Reason, Requirement};
use anneal_source::imports::root;

use crate::reason::reason;
use crate::requirements;
use crate::view::View;

/// A framework, or several that are told apart by one rule.
pub(crate) struct Framework {
    /// Import names.
    roots: &'static [&'static str],
    /// Says what is trained, where it is this framework that trains.
    recognise: fn(&View<'_>) -> Option<Found>,
}

/// What was recognised.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) framework: &'static str,
    pub(crate) era: &'static str,
    pub(crate) image: &'static str,
    pub(crate) task: &'static str,
    pub(crate) family: &'static str,
    /// The first is where it trains.
    pub(crate) evidence: Vec<Evidence>,
    /// 0 to 1.
    pub(crate) confidence: f64,
    /// Why there is no image for it.
    pub(crate) unsupported: Option<&'static str>,
}

/// In order: what drives the training wins over what it uses on the way.
const ALL: &[Framework] = &[
    libraries::ON_TORCH,
    torch::TORCH,
    tensorflow::FIRST_ERA,
    keras::KERAS,
    tensorflow::TENSORFLOW,
    gbm::GBM,
    sklearn::SKLEARN,
    libraries::OTHERS,
    unsupported::UNSUPPORTED,
];

/// Images by what they have that lighter ones have not: a script needs what it imports, whatever trains.
const HEAVY: &[(&str, &[&str])] = &[
    ("torch", &["torch", "torchvision", "transformers", "sentence_transformers"]),
    ("keras", &["keras", "tensorflow"]),
    ("gbm", &["xgboost", "lightgbm", "catboost"]),
];

/// Whether a rule knows a library of this import name.
pub(crate) fn is_known(root: &str) -> bool {
    ALL.iter().any(|framework| framework.roots.contains(&root))
}

/// Whether a star import of a module may bring a name. Any module may, as far as is known; of Keras's, names
/// tell which.
pub(crate) fn may_have(module: &str, name: &str) -> bool {
    is_known(root(module)) && (keras::part(module).is_none() || keras::may_have(module, name))
}

/// What running the entry trains, if it does.
pub(crate) fn trains(view: &View<'_>) -> Option<Found> {
    let mut found = ALL.iter().find_map(|framework| (framework.recognise)(view))?;
    if ["sklearn", "gbm"].contains(&found.image) {
        let heavy = HEAVY.iter().find(|(_, roots)| roots.iter().any(|root| view.imports(root)));
        if let Some((image, _)) = heavy.filter(|(image, _)| *image != found.image) {
            found.image = image;
        }
    }
    Some(found)
}

impl Found {
    /// Settles the era by pinned versions, which say more than names that both eras have. What no image can
    /// have says nothing.
    pub(crate) fn pinned(&mut self, requirements: &[Requirement]) {
        if !["keras", "keras2"].contains(&self.image) {
            return;
        }
        let newest = |name| requirements::newest(requirements, name);
        let oldest = |name| requirements::oldest(requirements, name);
        let second = newest("tensorflow").is_some_and(|version| ((2, 0)..(2, 16)).contains(&version))
            || newest("keras").is_some_and(|version| ((2, 0)..(3, 0)).contains(&version));
        let third = oldest("tensorflow").is_some_and(|version| version >= (2, 16))
            || oldest("keras").is_some_and(|version| version >= (3, 0));
        if second || third {
            self.image = if second { "keras2" } else { "keras" };
            self.era = match (self.era, second) {
                ("tf1" | "tf2", _) => self.era,
                (_, true) => "keras2",
                (_, false) => "keras3",
            };
        }
    }

    /// Something that no rule knows.
    pub(crate) fn unknown() -> Self {
        Self {
            framework: "other",
            era: "",
            image: "none",
            task: "other",
            family: "other",
            evidence: Vec::new(),
            confidence: 0.3,
            unsupported: None,
        }
    }

    /// Why it cannot be trained, where it cannot.
    pub(crate) fn refusal(&self) -> Option<Reason> {
        let why = self.unsupported?;
        let place = self.evidence.first().map(|evidence| evidence.place().to_string());
        Some(reason(
            "unsupported_framework",
            format!("the code trains with {}: {why}", self.framework),
            place.unwrap_or_default(),
            "set `image` in anneal.toml to an image of your own that has it",
        ))
    }
}
