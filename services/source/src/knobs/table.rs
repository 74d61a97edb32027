//! What is known about the settings of well-known calls: where they are written, which values make sense, and
//! which the field starts from. One file a framework.
//!
//! A framework's file is a list of [`Callee`]s; a parameter is written as a sentence:
//! `p("C", REGULARISATION, "…").default("1.0").log(1e-3, 1e3).sane(0.1, 100.0).good(&["10.0"])`.

pub(crate) mod gbm;
pub(crate) mod keras;
pub(crate) mod sklearn;
mod sklearn_trees;
pub(crate) mod torch;

use anneal_proto::v1::Domain;

pub(crate) const ACTIVATION: &str = "activation";
pub(crate) const BATCH_SIZE: &str = "batch_size";
pub(crate) const DEPTH: &str = "depth";
pub(crate) const DROPOUT: &str = "dropout";
pub(crate) const EPOCHS: &str = "epochs";
pub(crate) const ESTIMATOR: &str = "estimator_choice";
pub(crate) const LEARNING_RATE: &str = "learning_rate";
pub(crate) const OPTIMIZER: &str = "optimizer";
pub(crate) const PREPROCESSING: &str = "preprocessing";
pub(crate) const REGULARISATION: &str = "regularisation";
pub(crate) const SETTING: &str = "estimator_setting";
pub(crate) const WIDTH: &str = "width";

/// A call whose settings are knobs.
#[derive(Debug)]
pub(crate) struct Callee {
    /// Last part of its qualified name: `SVC`.
    pub(crate) name: &'static str,
    /// First parts of the modules it comes from: `sklearn`.
    pub(crate) roots: &'static [&'static str],
    /// Its tunable parameters.
    pub(crate) params: &'static [Param],
}

/// One tunable parameter of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    /// The keyword; further spellings follow, separated by `|`.
    pub(crate) name: &'static str,
    /// Its position, where it can be passed without its name; 0 is the first.
    pub(crate) at: Option<usize>,
    /// The knob's kind.
    pub(crate) kind: &'static str,
    /// Source text of its default, where the setting is worth writing when the author did not.
    pub(crate) default: Option<&'static str>,
    /// Which values it may take.
    pub(crate) range: Range,
    /// Numbers in this band are no reason to act.
    pub(crate) sane: (f64, f64),
    /// Values to go to, the best guess first.
    pub(crate) good: &'static [&'static str],
    /// Why it matters.
    pub(crate) why: &'static str,
}

/// Values of a parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Range {
    /// Python source texts.
    Choices(&'static [&'static str]),
    /// Numbers between two bounds.
    Numbers {
        /// Smallest.
        low: f64,
        /// Largest.
        high: f64,
        /// On a logarithmic scale.
        log: bool,
        /// Whole numbers only.
        integer: bool,
    },
}

/// What the field knows about a knob; see [`crate::knobs::advice`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advice {
    /// Smallest number that is no reason to act.
    pub low: f64,
    /// Largest number that is no reason to act.
    pub high: f64,
    /// Python source texts to go to, the best guess first.
    pub good: &'static [&'static str],
}

/// A parameter to be described further.
pub(crate) const fn p(name: &'static str, kind: &'static str, why: &'static str) -> Param {
    let range = Range::Choices(&[]);
    Param {
        name,
        at: None,
        kind,
        default: None,
        range,
        sane: (f64::NEG_INFINITY, f64::INFINITY),
        good: &[],
        why,
    }
}

impl Param {
    pub(crate) const fn at(mut self, position: usize) -> Self {
        self.at = Some(position);
        self
    }

    pub(crate) const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    pub(crate) const fn choices(mut self, texts: &'static [&'static str]) -> Self {
        self.range = Range::Choices(texts);
        self
    }

    pub(crate) const fn linear(mut self, low: f64, high: f64) -> Self {
        self.range = Range::Numbers { low, high, log: false, integer: false };
        self
    }

    pub(crate) const fn log(mut self, low: f64, high: f64) -> Self {
        self.range = Range::Numbers { low, high, log: true, integer: false };
        self
    }

    pub(crate) const fn integers(mut self, low: f64, high: f64) -> Self {
        self.range = Range::Numbers { low, high, log: true, integer: true };
        self
    }

    pub(crate) const fn sane(mut self, low: f64, high: f64) -> Self {
        self.sane = (low, high);
        self
    }

    pub(crate) const fn good(mut self, texts: &'static [&'static str]) -> Self {
        self.good = texts;
        self
    }

    /// All its spellings.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.name.split('|')
    }

    /// Whether a keyword names this parameter.
    pub(crate) fn is_named(&self, keyword: &str) -> bool {
        self.names().any(|name| name == keyword)
    }

    /// The name it is written with.
    pub(crate) fn keyword(&self) -> &'static str {
        self.name.split('|').next().unwrap_or(self.name)
    }

    /// The domain, with the author's value among the choices.
    pub(crate) fn domain(&self, current: &str) -> Domain {
        match self.range {
            Range::Choices(texts) => {
                let known = texts.iter().any(|text| unspaced(text) == unspaced(current));
                let own = (!known).then(|| current.to_owned());
                // A string is quoted as the author quotes.
                let quote = if current.starts_with('"') { "\"" } else { "'" };
                let known = texts.iter().map(|text| text.replace('\'', quote));
                let choices = own.into_iter().chain(known).collect();
                Domain { choices, ..Domain::default() }
            }
            Range::Numbers { low, high, log, integer } => {
                Domain { low, high, log, integer, template: "{}".to_owned(), choices: Vec::new() }
            }
        }
    }

    pub(crate) fn advice(&self) -> Advice {
        Advice { low: self.sane.0, high: self.sane.1, good: self.good }
    }
}

/// Two spellings of one text: without spaces, one kind of quotes.
fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '"' { '\'' } else { c }).collect()
}

/// Every known call.
pub(crate) fn all() -> impl Iterator<Item = &'static Callee> {
    [sklearn::CALLEES, sklearn_trees::CALLEES, keras::CALLEES, torch::CALLEES, torch::LIGHTNING, gbm::CALLEES]
        .into_iter()
        .flatten()
}

/// The call of this name from a module under this root.
pub(crate) fn lookup(root: &str, name: &str) -> Option<&'static Callee> {
    all().find(|callee| callee.name == name && callee.roots.contains(&root))
}
