//! The runs of a simulation: one for each way that a run can take.

use anneal_proto::RunId;
use anneal_proto::v1::{PushReceived, Settings};
use serde::{Deserialize, Serialize};

use crate::repository::TRAIN;

/// What the attempts of a training do.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Script {
    /// Steps of a whole training.
    pub(crate) steps: u32,
    /// Simulated milliseconds of a step.
    pub(crate) step_ms: u64,
    /// The first attempt is killed after this step.
    pub(crate) killed_after: Option<u32>,
    /// Every attempt raises this exception after this step.
    pub(crate) raises: Option<(u32, String)>,
    /// Accuracy of the source as pushed; any change to it adds a half.
    pub(crate) accuracy: f64,
}

/// A way that a run can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shape {
    /// Meets its target as pushed.
    Good,
    /// Meets it after a change.
    Tuned,
    /// Never meets it.
    Hopeless,
    /// Raises the same exception at the same step.
    Raises,
    /// Imports what is not there.
    Imports,
    /// Cannot be fetched.
    Nowhere,
    /// Is no training.
    Web,
    /// Is cancelled while it trains.
    Cancelled,
    /// Is killed once whatever else happens.
    Killed,
}

const WEB: &str = "from flask import Flask\n\napp = Flask(__name__)\n";

/// Whether a source is as it was pushed.
pub(crate) fn as_pushed(source: &str) -> bool {
    source == TRAIN
}

impl Shape {
    pub(crate) const ALL: [Shape; 9] = [
        Shape::Good,
        Shape::Tuned,
        Shape::Hopeless,
        Shape::Raises,
        Shape::Imports,
        Shape::Nowhere,
        Shape::Web,
        Shape::Cancelled,
        Shape::Killed,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Good => "good",
            Shape::Tuned => "tuned",
            Shape::Hopeless => "hopeless",
            Shape::Raises => "raises",
            Shape::Imports => "imports",
            Shape::Nowhere => "nowhere",
            Shape::Web => "web",
            Shape::Cancelled => "cancelled",
            Shape::Killed => "killed",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    pub(crate) fn run(self) -> RunId {
        RunId::of_delivery("sim", self.name(), "1")
    }

    pub(crate) fn push(self) -> PushReceived {
        let trials = (self == Shape::Hopeless).then_some(3);
        PushReceived {
            forge: "sim".to_owned(),
            repository: self.name().to_owned(),
            clone_url: format!("https://forge.example/sim/{}", self.name()),
            delivery: "1".to_owned(),
            settings: Some(Settings { trials, ..Settings::default() }),
            ..PushReceived::default()
        }
    }

    fn script(self) -> Script {
        let raises = |kind: &str| Some((2, kind.to_owned()));
        let script = Script { steps: 5, step_ms: 200, accuracy: 0.9, ..Script::default() };
        match self {
            Shape::Tuned => Script { accuracy: 0.4, ..script },
            Shape::Hopeless => Script { accuracy: 0.1, steps: 3, ..script },
            Shape::Raises => Script { raises: raises("ValueError"), ..script },
            Shape::Imports => Script { raises: raises("ModuleNotFoundError"), ..script },
            Shape::Cancelled => Script { steps: 100_000, step_ms: 30_000, ..script },
            Shape::Killed => Script { killed_after: Some(4), ..script },
            _ => script,
        }
    }

    /// The pushed tree; none where there is none to fetch.
    pub(crate) fn archive(self) -> Option<Vec<u8>> {
        let script = serde_json::to_string(&self.script()).ok()?;
        let files = match self {
            Shape::Nowhere => return None,
            Shape::Web => vec![("app.py", WEB)],
            _ => vec![("simulation.json", script.as_str()), ("train.py", TRAIN)],
        };
        let mut tar = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            tar.append_data(&mut header, path, text.as_bytes()).ok()?;
        }
        tar.into_inner().ok()
    }
}
