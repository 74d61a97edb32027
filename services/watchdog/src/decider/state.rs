//! What the watchdog knows of a run: the fold of its events.

use std::collections::{BTreeMap, BTreeSet};

use anneal_proto::v1::{CheckpointSaved, ResumedFrom, TrainingCrashed, TrainingStarted};
use anneal_proto::{Event, EventId, Recorded, Sequence, TrialNo};

use crate::policy::History;

/// Checkpoints of a trial that are remembered: more than can be found unusable one after the other before the
/// restarts run out.
const CHECKPOINTS: usize = 8;

/// What the watchdog knows of a run.
#[derive(Debug, Clone, Default)]
pub struct State {
    ended: bool,
    trials: BTreeMap<TrialNo, Trial>,
}

/// An attempt that the log has as running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Its claim's event id.
    pub claim: EventId,
    /// Its trial.
    pub trial: TrialNo,
    /// Its number.
    pub attempt: u32,
    /// The host that claimed it.
    pub host: String,
    /// Its last checkpoint's step; where it was resumed from before it saved one.
    pub step: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Trial {
    crashes: Vec<TrainingCrashed>,
    /// The newest attempt that was asked for or claimed.
    pub(super) attempt: u32,
    live: Option<Live>,
    memory: u64,
    share: u64,
    /// Oldest first.
    checkpoints: Vec<ResumedFrom>,
    /// What the newest claim goes on from.
    resumed_from: u64,
    /// Positions of checkpoints that could not be used.
    unusable: BTreeSet<u64>,
    over: bool,
}

impl State {
    pub(super) fn fold(&mut self, event: &Recorded) {
        self.ended |= event.envelope.event.is_outcome();
        match &event.envelope.event {
            Event::TrainingStarted(started) => {
                self.of(started.trial).started(started, &event.envelope.id);
            }
            Event::TrainingResumeRequested(resume) => {
                let trial = self.of(resume.trial);
                trial.attempt = trial.attempt.max(resume.attempt);
            }
            Event::CheckpointSaved(saved) => self.of(saved.trial).saved(saved, event.sequence),
            Event::TrainingCrashed(crashed) => self.of(crashed.trial).crashed(crashed),
            Event::TrainingFinished(finished) => self.of(finished.trial).over = true,
            Event::TrainingAbandoned(abandoned) => self.of(abandoned.trial).over = true,
            Event::TrialStopped(stopped) => self.of(stopped.trial).over = true,
            _ => {}
        }
    }

    /// A trial that may go on.
    pub(super) fn open(&self, number: TrialNo) -> Option<&Trial> {
        self.trials.get(&number).filter(|trial| !self.ended && !trial.over)
    }

    /// The attempts that the log has as running.
    pub fn live(&self) -> impl Iterator<Item = &Live> {
        let open = self.trials.values().filter(|trial| !self.ended && !trial.over);
        open.filter_map(|trial| trial.live.as_ref())
    }

    fn of(&mut self, number: u32) -> &mut Trial {
        self.trials.entry(TrialNo(number)).or_default()
    }
}

impl Trial {
    fn started(&mut self, started: &TrainingStarted, claim: &EventId) {
        self.attempt = self.attempt.max(started.attempt);
        self.memory = started.memory;
        self.share = started.memory_share;
        self.resumed_from = started.resumed_from.as_ref().map_or(0, |from| from.sequence);
        self.live = Some(Live {
            claim: claim.clone(),
            trial: TrialNo(started.trial),
            attempt: started.attempt,
            host: started.host.clone(),
            step: started.resumed_from.as_ref().map_or(0, |from| from.step),
        });
    }

    fn saved(&mut self, saved: &CheckpointSaved, sequence: Sequence) {
        if let Some(live) = &mut self.live {
            live.step = live.step.max(saved.step);
        }
        let object = saved.object.clone();
        self.checkpoints.push(ResumedFrom { sequence: sequence.0, step: saved.step, object });
        if self.checkpoints.len() > CHECKPOINTS {
            self.checkpoints.remove(0);
        }
    }

    fn crashed(&mut self, crashed: &TrainingCrashed) {
        if crashed.cause() == anneal_proto::v1::CrashCause::Checkpoint {
            self.unusable.insert(self.resumed_from);
        }
        if self.live.as_ref().is_some_and(|live| live.attempt <= crashed.attempt) {
            self.live = None;
        }
        self.crashes.push(crashed.clone());
    }

    pub(super) fn history(&self) -> History<'_> {
        History { crashes: &self.crashes, memory: self.memory, share: self.share }
    }

    /// The last checkpoint, or the newest before it that was not found unusable.
    pub(super) fn usable(&self, last: Option<ResumedFrom>) -> Option<ResumedFrom> {
        let good = |from: &ResumedFrom| !self.unusable.contains(&from.sequence);
        last.filter(good).or_else(|| self.checkpoints.iter().rev().find(|from| good(from)).cloned())
    }
}
