//! The read model: what `anneal show` tells of a run, folded from its events.

use std::collections::BTreeMap;

use anneal_proto::v1::{
    Artifact, CodeClassified, EpochCompleted, Evidence, ModelAccepted, ObjectRef, Objective, PushReceived,
    Reason, RunExhausted, TrainingCrashed, TrainingFinished, TrainingStarted, TrialProposed,
};
use anneal_proto::{Event, Recorded};
use serde::Serialize;

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
    /// What it is doing, in a word: the last event's name.
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
    /// The training that runs.
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
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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
    patch: Option<ObjectRef>,
    #[serde(skip)]
    artifacts: Vec<Artifact>,
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

/// Folds an event into the view. What it does not know changes nothing but the times.
pub fn fold(view: &mut RunView, event: &Recorded) {
    let envelope = &event.envelope;
    view.updated = envelope.time.to_string();
    view.stage = envelope.event.name().to_owned();
    match &envelope.event {
        Event::PushReceived(push) => view.pushed(push, event),
        Event::SourceFetched(fetched) => view.commit = fetched.commit.clone(),
        Event::CodeClassified(code) => view.classified(code),
        Event::TrialProposed(proposed) => view.proposed(proposed),
        Event::TrainingStarted(started) => view.attempt_started(started),
        Event::CheckpointSaved(saved) => {
            if let Some(attempt) = view.attempt(saved.trial, saved.attempt) {
                attempt.checkpoint_step = Some(saved.step);
            }
        }
        Event::TrainingCrashed(crashed) => view.crashed(crashed),
        Event::TrainingFinished(finished) => view.finished(finished),
        Event::TrainingAbandoned(abandoned) => view.end_trial(abandoned.trial, "abandoned"),
        Event::TrialStopped(stopped) => view.end_trial(stopped.trial, "stopped"),
        Event::NotificationSent(sent) => view.notifications.push(NotificationView {
            state: "sent".to_owned(),
            channel: sent.channel.clone(),
            to: sent.to.clone(),
            message_id: Some(sent.message_id.clone()),
            reason: None,
        }),
        Event::NotificationFailed(failed) => view.notifications.push(NotificationView {
            state: "failed".to_owned(),
            channel: failed.channel.clone(),
            to: failed.to.clone(),
            message_id: None,
            reason: failed.reason.as_ref().map(told),
        }),
        other => view.ended(other),
    }
}

/// Folds a finished step into the view.
pub fn fold_signal(view: &mut RunView, done: &EpochCompleted) {
    let Some(current) = view.current.as_mut() else { return };
    if (current.trial, current.attempt) != (done.trial, done.attempt) {
        return;
    }
    current.step = current.step.max(done.step);
    current.total = done.total.or(current.total);
    for metric in done.metrics.iter().filter(|metric| metric.value.is_finite()) {
        let split = if metric.split == "unknown" { String::new() } else { format!("{} ", metric.split) };
        current.metrics.insert(format!("{split}{}", metric.name), metric.value);
    }
}

/// A reason as one text.
fn told(reason: &Reason) -> String {
    let place = if reason.location.is_empty() { String::new() } else { format!(" ({})", reason.location) };
    let remedy = if reason.remedy.is_empty() { String::new() } else { format!(". {}", reason.remedy) };
    format!("{}{place}{remedy}", reason.what)
}

fn evidence(evidence: &Evidence) -> EvidenceView {
    EvidenceView { file: evidence.file.clone(), line: evidence.line, why: evidence.why.clone() }
}

fn shown(objective: &Objective) -> ObjectiveView {
    ObjectiveView {
        metric: objective.metric.clone(),
        target: objective.target,
        direction: objective.direction.clone(),
        value: objective.value.filter(|value| value.is_finite()),
        source: objective.source.clone(),
        split: objective.split.clone(),
    }
}

impl RunView {
    /// Whether its outcome has been said.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.state != State::Running
    }

    fn pushed(&mut self, push: &PushReceived, event: &Recorded) {
        self.run = event.envelope.run.to_string();
        self.repository = push.repository.clone();
        self.commit = push.commit.clone();
        self.started = event.envelope.time.to_string();
        self.sequence = event.sequence.0;
    }

    fn classified(&mut self, code: &CodeClassified) {
        let workload = code.workload.clone().unwrap_or_default();
        let settings = code.settings.clone().unwrap_or_default();
        self.objective = Some(shown(&settings.objective(&workload.task)));
        self.warnings = code.warnings.iter().map(evidence).collect();
        self.workload = Some(WorkloadView {
            framework: workload.framework,
            era: workload.era,
            image: workload.image,
            entry: workload.entry.map(|entry| entry.path).unwrap_or_default(),
            task: workload.task,
            family: workload.family,
            requirements: code
                .requirements
                .iter()
                .map(|need| format!("{}{}", need.name, need.specifier))
                .collect(),
            confidence: code.confidence,
            evidence: code.evidence.iter().map(evidence).collect(),
            knobs: code.knobs.len(),
        });
    }

    fn proposed(&mut self, proposed: &TrialProposed) {
        self.trials.push(TrialView {
            trial: proposed.trial,
            state: "proposed".to_owned(),
            proposal: proposed.proposal.clone(),
            why: proposed.why.clone(),
            patch: proposed.patch.clone(),
            ..TrialView::default()
        });
    }

    fn trial(&mut self, number: u32) -> Option<&mut TrialView> {
        self.trials.iter_mut().find(|trial| trial.trial == number)
    }

    fn attempt(&mut self, trial: u32, number: u32) -> Option<&mut AttemptView> {
        self.trial(trial)?.attempts.iter_mut().find(|attempt| attempt.attempt == number)
    }

    fn attempt_started(&mut self, started: &TrainingStarted) {
        let from = started.resumed_from.as_ref();
        let step = from.map_or(0, |from| from.step);
        let (trial, attempt) = (started.trial, started.attempt);
        self.current = Some(Current { trial, attempt, step, ..Current::default() });
        let Some(trial) = self.trial(started.trial) else { return };
        trial.state = "running".to_owned();
        trial.attempts.push(AttemptView {
            attempt: started.attempt,
            state: "running".to_owned(),
            resumed_from_step: from.map(|from| from.step),
            resumed_from_sequence: from.map(|from| from.sequence),
            container: started.container.clone(),
            image: started.image.clone(),
            host: started.host.clone(),
            ..AttemptView::default()
        });
    }

    fn crashed(&mut self, crashed: &TrainingCrashed) {
        if let Some(trial) = self.trial(crashed.trial) {
            trial.state = "crashed".to_owned();
            if trial.attempts.iter().all(|attempt| attempt.attempt != crashed.attempt) {
                trial.attempts.push(AttemptView { attempt: crashed.attempt, ..AttemptView::default() });
            }
        }
        if let Some(attempt) = self.attempt(crashed.trial, crashed.attempt) {
            attempt.state = "crashed".to_owned();
            attempt.exit_code = crashed.exit_code.or(crashed.signal.map(|signal| 128 + signal));
            attempt.reason = crashed.reason.as_ref().map(told);
        }
    }

    fn finished(&mut self, finished: &TrainingFinished) {
        if let Some(attempt) = self.attempt(finished.trial, finished.attempt) {
            attempt.state = "finished".to_owned();
            attempt.exit_code = Some(0);
        }
        let objective = finished.objective.clone().unwrap_or_default();
        let Some(trial) = self.trial(finished.trial) else { return };
        trial.value = objective.value.filter(|value| value.is_finite());
        trial.artifacts = finished.artifacts.clone();
        self.end_trial(finished.trial, "finished");
        self.consider(finished.trial, &objective);
    }

    /// Takes a finished trial as the best where it is.
    fn consider(&mut self, number: u32, objective: &Objective) {
        let Some(value) = objective.value.filter(|value| value.is_finite()) else { return };
        let best = self.objective.as_ref().and_then(|best| best.value);
        if best.is_none_or(|best| objective.better(value, best)) {
            self.objective = Some(shown(objective));
            self.take(number);
        }
    }

    fn take(&mut self, number: u32) {
        self.best_trial = Some(number);
        if let Some(trial) = self.trials.iter().find(|trial| trial.trial == number) {
            self.patch = trial.patch.clone();
            self.artifacts = trial.artifacts.clone();
        }
    }

    fn end_trial(&mut self, number: u32, state: &str) {
        if self.current.as_ref().is_some_and(|current| current.trial == number) {
            self.current = None;
        }
        let Some(trial) = self.trial(number) else { return };
        trial.state = state.to_owned();
        for attempt in trial.attempts.iter_mut().filter(|attempt| attempt.state == "running") {
            attempt.state = "ended".to_owned();
        }
    }

    fn ended(&mut self, outcome: &Event) {
        match outcome {
            Event::ModelAccepted(ModelAccepted { trial, objective, patch, artifacts, .. }) => {
                self.state = State::Accepted;
                self.take(*trial);
                self.objective = objective.as_ref().map(shown).or(self.objective.take());
                self.patch = patch.clone();
                self.artifacts = artifacts.clone();
            }
            Event::RunExhausted(RunExhausted { best_trial, patch, reason, .. }) => {
                self.state = State::Exhausted;
                best_trial.iter().for_each(|trial| self.take(*trial));
                self.patch = patch.clone().or(self.patch.take());
                self.reason = reason.as_ref().map(told);
            }
            Event::RunFailed(failed) => {
                self.state = State::Failed;
                self.reason = failed.reason.as_ref().map(told);
                self.traceback = Some(failed.traceback.clone()).filter(|text| !text.is_empty());
            }
            Event::RunCancelled(cancelled) => {
                self.state = State::Cancelled;
                self.reason = Some(format!("cancelled by {}: {}", cancelled.by, cancelled.reason));
            }
            _ => return,
        }
        self.current = None;
    }
}
