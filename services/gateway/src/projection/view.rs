//! What is told of a run. The field names are the API's: `anneal show RUN -o json` prints them as they are.

use std::collections::BTreeMap;

use anneal_proto::v1::{Artifact, ObjectRef};
use serde::{Deserialize, Serialize};

/// A run as a person or a script sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RunView {
    /// Its id.
    pub run: String,
    /// What was pushed.
    pub repository: String,
    /// The commit; empty until it was fetched.
    pub commit: String,
    /// `running`, `accepted`, `exhausted`, `failed` or `cancelled`.
    pub state: State,
    /// What it is doing, in a word: the name of the last event that this version knows.
    pub stage: String,
    /// When it came and when it last changed: RFC 3339.
    pub started: String,
    /// As above.
    pub updated: String,
    /// Once classified.
    pub workload: Option<WorkloadView>,
    /// What it is to reach and how far the best trial came.
    pub objective: Option<ObjectiveView>,
    /// The trial with the best value.
    pub best_trial: Option<u32>,
    /// In order.
    pub trials: Vec<TrialView>,
    /// The training that runs; of several, the one of the newest trial.
    pub current: Option<Current>,
    /// Who was told.
    pub notifications: Vec<NotificationView>,
    /// What may go wrong, from reading the code.
    pub warnings: Vec<EvidenceView>,
    /// Why it ended as it did; null while it runs or when it was accepted.
    pub reason: Option<String>,
    /// The traceback that ended it.
    pub traceback: Option<String>,
    /// The best trial's diff.
    #[serde(skip)]
    pub patch: Option<ObjectRef>,
    /// Files of the accepted or best trial.
    #[serde(skip)]
    pub artifacts: Vec<Artifact>,
    /// Position of its first event.
    #[serde(skip)]
    pub sequence: u64,
    /// How far trainings are, by trial and attempt: those that run, and those whose start is yet to be read.
    #[serde(skip)]
    pub progress: BTreeMap<(u32, u32), Current>,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum State {
    #[default]
    Running,
    Accepted,
    Exhausted,
    Failed,
    Cancelled,
}

/// What the code is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct WorkloadView {
    pub framework: String,
    pub era: String,
    pub image: String,
    pub entry: String,
    pub task: String,
    pub family: String,
    pub requirements: Vec<String>,
    pub confidence: f64,
    pub evidence: Vec<EvidenceView>,
    pub knobs: usize,
}

/// A place in the code and what it shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct EvidenceView {
    pub file: String,
    pub line: u32,
    pub why: String,
    /// A notebook's code cell, which the line is then one of; 0 in a script.
    pub cell: u32,
}

/// The bar, and the best value.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ObjectiveView {
    pub metric: String,
    pub target: f64,
    pub direction: String,
    pub value: Option<f64>,
    pub source: String,
    pub split: String,
}

/// A version of the source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct TrialView {
    pub trial: u32,
    /// `proposed`, `running`, `crashed`, `finished`, `abandoned` or `stopped`.
    pub state: String,
    pub value: Option<f64>,
    pub proposal: BTreeMap<String, String>,
    pub why: String,
    pub attempts: Vec<AttemptView>,
    #[serde(skip)]
    pub patch: Option<ObjectRef>,
    #[serde(skip)]
    pub artifacts: Vec<Artifact>,
}

/// A container of a trial.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AttemptView {
    pub attempt: u32,
    /// `running`, `crashed`, `finished` or `ended`.
    pub state: String,
    pub resumed_from_step: Option<u32>,
    /// Stream sequence of the checkpoint event that was replayed.
    pub resumed_from_sequence: Option<u64>,
    pub exit_code: Option<i32>,
    pub reason: Option<String>,
    pub container: String,
    pub image: String,
    pub host: String,
    /// Step of its last checkpoint.
    pub checkpoint_step: Option<u32>,
}

/// The training that runs, as its signals tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Current {
    pub trial: u32,
    pub attempt: u32,
    pub step: u32,
    pub total: Option<u32>,
    pub metrics: BTreeMap<String, f64>,
}

/// Who was told.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct NotificationView {
    pub state: String,
    pub channel: String,
    pub to: String,
    pub message_id: Option<String>,
    pub reason: Option<String>,
}
