//! What is trained: framework, era, image, task and family, from what the entry's code builds and calls.
//!
//! One file a framework holds what is known of its names; this one only chooses between them.

mod gbm;
mod keras;
mod sklearn;
mod torch;

use anneal_proto::v1::{Evidence, Reason};

use crate::module::root;
use crate::program::{Program, Reached};
use crate::reason::reason;

/// What was recognised.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) framework: &'static str,
    pub(crate) era: &'static str,
    pub(crate) image: &'static str,
    pub(crate) task: &'static str,
    pub(crate) family: &'static str,
    pub(crate) evidence: Vec<Evidence>,
    /// 0 to 1.
    pub(crate) confidence: f64,
}

/// The calls that an entry reaches, as the rules look at them.
pub(crate) struct Calls<'p> {
    pub(crate) reached: Vec<Reached<'p>>,
    pub(crate) imports: Vec<&'p str>,
}

impl<'p> Calls<'p> {
    pub(crate) fn of(program: &'p Program, entry: &str) -> Self {
        let closure = program.closure(entry);
        let modules = closure.iter().filter_map(|path| program.module(path));
        let imports =
            modules.flat_map(|module| module.imports.iter().map(|(name, _)| name.as_str())).collect();
        Self { reached: program.reached(entry), imports }
    }

    /// The first call whose whole name, or method, is one of these.
    pub(crate) fn find(&self, names: &[&str]) -> Option<Reached<'p>> {
        self.reached.iter().copied().find(|reached| names.contains(&reached.call.name.as_str()))
    }

    /// Calls of a library, with the last part of their name.
    pub(crate) fn of_root<'s>(
        &'s self,
        roots: &'s [&str],
    ) -> impl Iterator<Item = (Reached<'p>, &'p str)> + 's {
        let ours = self.reached.iter().filter(move |reached| roots.contains(&root(&reached.call.name)));
        ours.map(|reached| (*reached, last(&reached.call.name)))
    }

    pub(crate) fn imports(&self, prefix: &str) -> bool {
        let is = |name: &&str| {
            *name == prefix || name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'))
        };
        self.imports.iter().any(is)
    }
}

/// Last part of a dotted name.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

pub(crate) fn evidence(reached: Reached<'_>, why: impl Into<String>) -> Evidence {
    Evidence { file: reached.path.to_owned(), line: reached.call.line, why: why.into() }
}

/// A training that a rule found: the call, and what is recognised by it.
type Rule = fn(&Calls<'_>) -> Option<Found>;

/// In order: what drives the training wins over what it uses on the way.
const RULES: &[Rule] = &[torch::recognise, keras::recognise, gbm::recognise, sklearn::recognise];

/// Whether running the entry trains something.
pub(crate) fn trains(program: &Program, entry: &str) -> Option<Found> {
    let calls = Calls::of(program, entry);
    RULES.iter().find_map(|rule| rule(&calls))
}

pub(crate) fn recognise(program: &Program, entry: &str) -> Result<Found, Reason> {
    let calls = Calls::of(program, entry);
    if let Some(place) = keras::first_era(&calls) {
        return Err(reason(
            "unsupported_framework",
            "the code is of TensorFlow 1's era, for which there is no image",
            format!("{}:{}", place.path, place.call.line),
            "set `image` in anneal.toml to one of your own that has it",
        ));
    }
    RULES.iter().find_map(|rule| rule(&calls)).ok_or_else(|| {
        reason(
            "no_known_framework",
            "no training of a framework that anneal knows is reached from the entry",
            entry,
            "set `image` and `metric` in anneal.toml, or `entry` to the file that trains",
        )
    })
}
