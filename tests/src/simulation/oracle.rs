//! What must hold when everything is over, whatever went wrong.

use std::collections::BTreeMap;

use anneal_eventlog::{read_run, verify_run};
use anneal_proto::v1::{CrashCause, ObjectRef};
use anneal_proto::{Event, Kind, Recorded};

use super::effects::Post;
use super::engine::{AttemptName, Engines};
use super::services::{LiveStates, lock};
use super::shapes::Shape;
use super::world::World;

/// What a run came to, without what may differ between two ways there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    kind: Option<Kind>,
    what: String,
    trials: usize,
}

/// The outcome of a history.
pub(crate) fn outcome_of(history: &[Recorded]) -> Outcome {
    let events = || history.iter().map(|event| &event.envelope.event);
    let outcome = events().find(|event| event.is_outcome());
    let object = |object: &Option<ObjectRef>| object.as_ref().map(|object| object.digest.clone());
    let what = match outcome {
        Some(Event::ModelAccepted(accepted)) => {
            let value = accepted.objective.as_ref().and_then(|objective| objective.value);
            let kept: Vec<_> =
                accepted.artifacts.iter().map(|kept| (&kept.path, object(&kept.object))).collect();
            format!("trial {}: {value:?}, {:?}, {kept:?}", accepted.trial, object(&accepted.patch))
        }
        Some(Event::RunExhausted(exhausted)) => {
            let value = exhausted.objective.as_ref().and_then(|objective| objective.value);
            format!("trial {:?}: {value:?}, {:?}", exhausted.best_trial, object(&exhausted.patch))
        }
        Some(Event::RunFailed(failed)) => failed.reason.clone().unwrap_or_default().code,
        _ => String::new(),
    };
    // A cancelled run has as many trials as it had time for.
    let kind = outcome.and_then(Event::kind);
    let trials = events().filter(|event| matches!(event, Event::TrialProposed(_))).count();
    let trials = if kind == Some(Kind::RunCancelled) { 0 } else { trials };
    Outcome { kind, what, trials }
}

/// Everything that an oracle looks at.
pub(crate) struct Judge<'a> {
    pub(crate) world: &'a World,
    pub(crate) engines: &'a Engines,
    pub(crate) post: &'a Post,
    pub(crate) live: &'a LiveStates,
    pub(crate) expected: Option<&'a BTreeMap<Shape, Outcome>>,
}

impl Judge<'_> {
    /// Judges the whole simulation.
    pub(crate) async fn all(&self, shapes: &[Shape]) {
        for shape in shapes {
            let history = read_run(&self.world.memory, &shape.run()).await.unwrap_or_default();
            self.outcome(*shape, &history);
            self.mail(*shape, &history);
            self.chain(*shape, &history).await;
            self.claims(*shape, &history);
            self.checkpoints(*shape, &history);
            self.signals(*shape, &history);
            self.replay(*shape, &history).await;
        }
        for letter in self.world.memory.dead_letters() {
            self.world.violated("nothing_given_up", format!("{letter:?}"));
        }
        for (host, container) in self.engines.running() {
            self.world.violated("nothing_left_running", format!("{container} on {host}"));
        }
        let outcomes = self.post.count();
        if outcomes != shapes.len() {
            let what = format!("{outcomes} mails for {} runs", shapes.len());
            self.world.violated("one_mail", what);
        }
    }

    fn outcome(&self, shape: Shape, history: &[Recorded]) {
        let ends = history.iter().filter(|event| event.envelope.event.is_outcome()).count();
        if ends != 1 {
            self.world.violated("ends_once", format!("{} has {ends} outcomes", shape.name()));
        }
        let found = outcome_of(history);
        let expected = self.expected.and_then(|expected| expected.get(&shape));
        if let Some(expected) = expected.filter(|expected| **expected != found) {
            let what = format!("{}: {found:?} instead of {expected:?}", shape.name());
            self.world.violated("same_outcome", what);
        }
    }

    fn mail(&self, shape: Shape, history: &[Recorded]) {
        let Some(about) = history.iter().find(|event| event.envelope.event.is_outcome()) else { return };
        let about = about.envelope.id.as_str();
        let told = |event: &&Recorded| {
            matches!(event.envelope.event, Event::NotificationSent(_) | Event::NotificationFailed(_))
        };
        let told: Vec<_> = history.iter().filter(told).map(|event| event.envelope.event.name()).collect();
        if told != [Kind::NotificationSent.as_str()] {
            self.world.violated("one_mail", format!("{}: {told:?}", shape.name()));
        }
        let (mails, unanswered) = self.post.about(about);
        let mut ids = mails.clone();
        ids.dedup();
        // A server that took a mail and could not say so gets it again, under the same Message-ID.
        if ids.len() != 1 || mails.len() > 1 + unanswered {
            let what = format!("{}: {mails:?}, {unanswered} of them without an answer", shape.name());
            self.world.violated("one_mail", what);
        }
    }

    async fn chain(&self, shape: Shape, history: &[Recorded]) {
        let run = shape.run();
        let all = self.world.memory.events().iter().filter(|event| event.envelope.run == run).count();
        match verify_run(&self.world.memory, &run).await {
            Ok(Ok(count)) if count == all && count == history.len() => {}
            other => {
                let what = format!("{}: {other:?}, of {all} events", shape.name());
                self.world.violated("chain_verifies", what);
            }
        }
    }

    /// Each attempt is claimed once, and after the one before it has ended.
    fn claims(&self, shape: Shape, history: &[Recorded]) {
        let mut current: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
        for event in history {
            match &event.envelope.event {
                Event::TrainingStarted(started) => {
                    let before = current.insert(started.trial, (started.attempt, true));
                    let next = before.is_none_or(|(attempt, runs)| !runs && started.attempt > attempt);
                    if !next {
                        let what = format!(
                            "{}: trial {} attempt {} is claimed after {before:?}",
                            shape.name(),
                            started.trial,
                            started.attempt
                        );
                        self.world.violated("one_at_a_time", what);
                    }
                }
                Event::TrainingCrashed(crashed) => {
                    current.insert(crashed.trial, (crashed.attempt, false));
                }
                _ => {}
            }
        }
    }

    /// A training goes on from the last checkpoint that was saved, and what it saved is in the log when it ends.
    fn checkpoints(&self, shape: Shape, history: &[Recorded]) {
        let mut last: BTreeMap<u32, (u64, u32)> = BTreeMap::new();
        for event in history {
            match &event.envelope.event {
                Event::CheckpointSaved(saved) => _ = last.insert(saved.trial, (event.sequence.0, saved.step)),
                Event::TrainingResumeRequested(resume) => {
                    let from = resume.checkpoint.as_ref().map(|from| (from.sequence, from.step));
                    if from != last.get(&resume.trial).copied() {
                        let what =
                            format!("{}: {from:?} instead of {:?}", shape.name(), last.get(&resume.trial));
                        self.world.violated("no_checkpoint_skipped", what);
                    }
                }
                Event::TrainingCrashed(crashed) if crashed.cause() != CrashCause::Lost => {
                    self.saved(shape, crashed.trial, crashed.attempt, last.get(&crashed.trial));
                }
                Event::TrainingFinished(finished) => {
                    self.saved(shape, finished.trial, finished.attempt, last.get(&finished.trial));
                }
                _ => {}
            }
        }
    }

    fn saved(&self, shape: Shape, trial: u32, attempt: u32, last: Option<&(u64, u32)>) {
        let name = AttemptName { run: shape.run().to_string(), trial, attempt };
        let written = self.engines.facts(&name).map_or(0, |facts| facts.checkpoint);
        if written > last.map_or(0, |(_, step)| *step) {
            let what = format!("{}: {name:?} wrote step {written}, and {last:?} is saved", shape.name());
            self.world.violated("no_checkpoint_skipped", what);
        }
    }

    /// Each step of an attempt is told once; none is lost of an attempt whose end its own trainer told.
    fn signals(&self, shape: Shape, history: &[Recorded]) {
        let mut told: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
        for signal in self.world.memory.signals() {
            if let (true, Event::EpochCompleted(step)) =
                (signal.envelope.run == shape.run(), &signal.envelope.event)
            {
                told.entry((step.trial, step.attempt)).or_default().push(step.step);
            }
        }
        for event in history {
            let (trial, attempt) = match &event.envelope.event {
                Event::TrainingCrashed(crashed) if crashed.cause() != CrashCause::Lost => {
                    (crashed.trial, crashed.attempt)
                }
                Event::TrainingFinished(finished) => (finished.trial, finished.attempt),
                _ => continue,
            };
            let name = AttemptName { run: shape.run().to_string(), trial, attempt };
            let written = self.engines.facts(&name).unwrap_or_default().steps;
            let heard = told.get(&(trial, attempt)).cloned().unwrap_or_default();
            if written != heard {
                let what = format!("{}: {name:?} reported {written:?}, told {heard:?}", shape.name());
                self.world.violated("each_step_told_once", what);
            }
        }
    }

    async fn replay(&self, shape: Shape, history: &[Recorded]) {
        let live = lock(self.live).clone();
        for live in live.values() {
            if let Some(what) = live.differs(&shape.run(), history).await {
                self.world.violated("live_equals_replay", format!("{}: {what}", shape.name()));
            }
        }
    }
}
