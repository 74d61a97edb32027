//! The read model: what `anneal show` tells of a run, folded from its events.

#[cfg(test)]
mod tests;
mod view;

use anneal_proto::v1::{
    CodeClassified, EpochCompleted, Evidence, ModelAccepted, NotificationFailed, NotificationSent, Objective,
    PushReceived, Reason, RunExhausted, TrainingCrashed, TrainingFinished, TrainingStarted, TrialProposed,
};
use anneal_proto::{Event, Recorded};

pub use view::{
    AttemptView, Current, EvidenceView, NotificationView, ObjectiveView, RunView, State, TrialView,
    WorkloadView,
};

/// Folds an event into the view. What it does not know changes nothing but the times.
pub fn fold(view: &mut RunView, event: &Recorded) {
    let envelope = &event.envelope;
    view.updated = envelope.time.to_string();
    if view.run.is_empty() {
        view.run = envelope.run.to_string();
        view.started = envelope.time.to_string();
        view.sequence = event.sequence.0;
    }
    if let Some(kind) = envelope.event.kind() {
        view.stage = kind.as_str().to_owned();
    }
    match &envelope.event {
        Event::PushReceived(push) => view.pushed(push),
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
        Event::NotificationSent(sent) => view.notifications.push(told_to(sent)),
        Event::NotificationFailed(failed) => view.notifications.push(not_told_to(failed)),
        other => view.ended(other),
    }
    view.refresh();
}

/// Folds a finished step into the view. It may come before its training's start: streams do not wait for
/// each other.
pub fn fold_signal(view: &mut RunView, done: &EpochCompleted) {
    let over = view.attempt(done.trial, done.attempt).is_some_and(|attempt| attempt.state != "running");
    if over || view.has_ended() {
        return;
    }
    let current = view.progress_of(done.trial, done.attempt);
    current.step = current.step.max(done.step);
    current.total = done.total.or(current.total);
    for metric in done.metrics.iter().filter(|metric| metric.value.is_finite()) {
        let split = if metric.split == "unknown" { String::new() } else { format!("{} ", metric.split) };
        current.metrics.insert(format!("{split}{}", metric.name), metric.value);
    }
    view.refresh();
}

fn told_to(sent: &NotificationSent) -> NotificationView {
    NotificationView {
        state: "sent".to_owned(),
        channel: sent.channel.clone(),
        to: sent.to.clone(),
        message_id: Some(sent.message_id.clone()),
        reason: None,
    }
}

fn not_told_to(failed: &NotificationFailed) -> NotificationView {
    NotificationView {
        state: "failed".to_owned(),
        channel: failed.channel.clone(),
        to: failed.to.clone(),
        message_id: None,
        reason: failed.reason.as_ref().map(told),
    }
}

/// A reason as one text.
fn told(reason: &Reason) -> String {
    let place = if reason.location.is_empty() { String::new() } else { format!(" ({})", reason.location) };
    let remedy = if reason.remedy.is_empty() { String::new() } else { format!(". {}", reason.remedy) };
    format!("{}{place}{remedy}", reason.what)
}

fn evidence(evidence: &Evidence) -> EvidenceView {
    EvidenceView {
        file: evidence.file.clone(),
        line: evidence.line,
        why: evidence.why.clone(),
        cell: evidence.cell,
    }
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

    fn pushed(&mut self, push: &PushReceived) {
        self.repository = push.repository.clone();
        self.commit = push.commit.clone();
    }

    fn progress_of(&mut self, trial: u32, attempt: u32) -> &mut Current {
        let new = Current { trial, attempt, ..Current::default() };
        self.progress.entry((trial, attempt)).or_insert(new)
    }

    /// Sees to it that `current` is the progress of what runs.
    fn refresh(&mut self) {
        let running = self.trials.iter().rev().find_map(|trial| {
            let attempt = trial.attempts.iter().rev().find(|attempt| attempt.state == "running")?;
            Some((trial.trial, attempt.attempt))
        });
        self.current = running.and_then(|running| self.progress.get(&running).cloned());
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
        let current = self.progress_of(started.trial, started.attempt);
        current.step = current.step.max(from.map_or(0, |from| from.step));
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
        self.progress.remove(&(crashed.trial, crashed.attempt));
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

    /// Takes a finished trial as the best where it is. The outcome of a run that has ended stands.
    fn consider(&mut self, number: u32, objective: &Objective) {
        if self.has_ended() {
            return;
        }
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
        self.progress.retain(|(trial, _), _| *trial != number);
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
        self.progress.clear();
        let open = self.trials.iter().filter(|trial| matches!(trial.state.as_str(), "proposed" | "running"));
        let open: Vec<u32> = open.map(|trial| trial.trial).collect();
        open.into_iter().for_each(|trial| self.end_trial(trial, "stopped"));
    }
}
