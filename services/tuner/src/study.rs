//! What the tuner knows of a run: the fold of its events.

use std::sync::Arc;

use anneal_proto::v1::{
    Artifact, CodeClassified, Domain, Knob, ObjectRef, Objective, Reason, Settings, TrainingFinished,
    TrialProposed,
};
use anneal_proto::{Event, Recorded, Timestamp};

use anneal_source::knobs::patience;

use crate::objective::{Measured, measure};
use crate::search::space::{Space, Values};
use crate::search::{Fate, Tried};

/// What the tuner knows of a run.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// When the push arrived.
    pub(crate) pushed: Option<Timestamp>,
    /// Archive of the pushed tree.
    pub(crate) source: Option<ObjectRef>,
    /// Why the run cannot go on.
    pub(crate) failure: Option<Reason>,
    /// What the code is; absent until it was read.
    pub(crate) code: Option<Arc<Code>>,
    /// By trial number.
    pub(crate) trials: Vec<Trial>,
    /// Whether the outcome has been said.
    pub(crate) ended: bool,
}

/// What was read from the code, made ready for the search.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) settings: Settings,
    pub(crate) knobs: Vec<Knob>,
    pub(crate) space: Space,
    /// What is searched at first: each next space begins at a number of trials.
    pub(crate) stages: Vec<(usize, Space)>,
    /// Without a value.
    pub(crate) objective: Objective,
}

/// One trial.
#[derive(Debug, Clone)]
pub(crate) struct Trial {
    pub(crate) values: Values,
    pub(crate) patch: Option<ObjectRef>,
    pub(crate) end: Option<End>,
}

/// How a trial ended.
#[derive(Debug, Clone)]
pub(crate) enum End {
    Finished { measured: Option<Measured>, reported: Vec<String>, artifacts: Vec<Artifact> },
    Abandoned { reason: Reason, traceback: String },
    Stopped,
}

impl State {
    /// Folds one event in. What is unknown, late or repeated changes nothing.
    pub(crate) fn fold(&mut self, event: &Recorded) {
        match &event.envelope.event {
            Event::PushReceived(_) => self.pushed = self.pushed.or(Some(event.envelope.time)),
            Event::SourceFetched(fetched) => self.source = fetched.object.clone(),
            Event::FetchFailed(failed) => self.failure = failed.reason.clone(),
            Event::ClassificationFailed(failed) => self.failure = failed.reason.clone(),
            Event::CodeClassified(classified) if self.code.is_none() => {
                self.pushed = self.pushed.or(Some(event.envelope.time));
                self.code = Some(Arc::new(Code::of(classified)));
            }
            Event::TrialProposed(proposed) => self.proposed(proposed),
            Event::TrainingFinished(finished) => self.finished(finished),
            Event::TrainingAbandoned(abandoned) => {
                let reason = abandoned.reason.clone().unwrap_or_default();
                self.end(abandoned.trial, End::Abandoned { reason, traceback: abandoned.traceback.clone() });
            }
            Event::TrialStopped(stopped) => self.end(stopped.trial, End::Stopped),
            other => self.ended |= other.is_outcome(),
        }
    }

    fn proposed(&mut self, proposed: &TrialProposed) {
        if proposed.trial as usize == self.trials.len() {
            let values = proposed.proposal.clone().into_iter().collect();
            self.trials.push(Trial { values, patch: proposed.patch.clone(), end: None });
        }
    }

    fn finished(&mut self, finished: &TrainingFinished) {
        let Some(code) = self.code.clone() else { return };
        let measured = measure(&code.objective, &finished.metrics);
        let mut reported: Vec<String> = finished.metrics.iter().map(|metric| metric.name.clone()).collect();
        reported.sort();
        reported.dedup();
        self.end(finished.trial, End::Finished { measured, reported, artifacts: finished.artifacts.clone() });
    }

    fn end(&mut self, trial: u32, end: End) {
        if let Some(trial) = self.trials.get_mut(trial as usize) {
            trial.end.get_or_insert(end);
        }
    }

    /// Trials that are still in training.
    pub(crate) fn in_flight(&self) -> usize {
        self.trials.iter().filter(|trial| trial.end.is_none()).count()
    }

    /// The trials as the search sees them.
    pub(crate) fn tried(&self) -> Vec<Tried> {
        self.trials.iter().map(|trial| Tried { values: trial.values.clone(), fate: trial.fate() }).collect()
    }
}

impl Trial {
    fn fate(&self) -> Fate {
        match &self.end {
            None => Fate::Pending,
            Some(End::Finished { measured: Some(measured), .. }) if measured.value.is_finite() => {
                Fate::Scored { value: measured.value, train: measured.train }
            }
            Some(_) => Fate::Failed,
        }
    }

    /// What was measured.
    pub(crate) fn measured(&self) -> Option<&Measured> {
        match &self.end {
            Some(End::Finished { measured, .. }) => measured.as_ref(),
            _ => None,
        }
    }
}

/// Settings alone first, then also the network's shape, then also other estimators.
fn stages(knobs: &[Knob]) -> Vec<(usize, Space)> {
    let mut starts: Vec<usize> = knobs.iter().map(patience).collect();
    starts.sort_unstable();
    starts.dedup();
    let until = |start: usize| -> Vec<Knob> {
        knobs.iter().filter(|knob| patience(knob) <= start).cloned().collect()
    };
    starts.into_iter().map(|start| (start, Space::of(&until(start)))).collect()
}

impl Code {
    /// The spaces to look for the next trial in, after so many: where nothing is left in one, the next.
    pub(crate) fn spaces(&self, trials: usize) -> &[(usize, Space)] {
        let begun = self.stages.iter().rposition(|(start, _)| *start <= trials).unwrap_or(0);
        &self.stages[begun.min(self.stages.len())..]
    }

    fn of(classified: &CodeClassified) -> Self {
        let settings = classified.settings.clone().unwrap_or_default();
        let task = classified.workload.as_ref().map_or("", |workload| workload.task.as_str());
        let mut knobs = classified.knobs.clone();
        for knob in &mut knobs {
            if let Some(own) = settings.space.get(&knob.id) {
                knob.domain = Some(Domain { choices: own.values.clone(), ..Domain::default() });
            }
        }
        Self {
            objective: settings.objective(task),
            space: Space::of(&knobs),
            stages: stages(&knobs),
            settings,
            knobs,
        }
    }
}
