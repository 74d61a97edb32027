//! What the notifier knows of one run: everything a mail tells.

use std::collections::{BTreeMap, BTreeSet};

use anneal_proto::v1::{
    CodeClassified, DataSet, Evidence, Metric, Objective, PushReceived, Settings, SourceFetched,
    TrialProposed,
};
use anneal_proto::{Event, Recorded};

/// Most bytes of a traceback that are kept: its end says what happened.
const MOST_TRACEBACK: usize = 16 * 1024;

/// The fold of a run's events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// Ids of outcome events that were told, or could not be.
    pub told: BTreeSet<String>,
    /// Name people know the repository by.
    pub repository: String,
    /// Full ref; empty for HEAD.
    pub reference: String,
    /// Full commit id; empty where there is none.
    pub commit: String,
    /// First line of the commit message.
    pub message: String,
    /// Addresses that the settings name.
    pub mail: Vec<String>,
    /// The pusher's address.
    pub pusher: String,
    /// The commit author's address.
    pub author: String,
    /// What the code is, in words; empty before that is known.
    pub workload: String,
    /// What the run is to reach.
    pub objective: Objective,
    /// The data that it reads, and where that comes from.
    pub data: Vec<String>,
    /// Files to run before it, in order: they write what it reads.
    pub before: Vec<String>,
    /// What may go wrong with the code.
    pub warnings: Vec<String>,
    /// Trials by number.
    pub trials: BTreeMap<u32, Trial>,
    /// End of the last traceback of any trial.
    pub traceback: String,
}

/// One version of the source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    /// Knob to value.
    pub proposal: BTreeMap<String, String>,
    /// Why these values.
    pub why: String,
    /// What was measured in the end.
    pub metrics: Vec<Metric>,
    /// How it ended.
    pub end: End,
}

/// How a trial ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum End {
    /// Not yet.
    #[default]
    Open,
    /// By itself.
    Finished,
    /// It could not win.
    Stopped(String),
    /// It was given up.
    Abandoned(String),
}

impl State {
    pub(crate) fn evolve(&mut self, event: &Recorded) {
        match &event.envelope.event {
            Event::PushReceived(push) => self.pushed(push),
            Event::SourceFetched(fetched) => self.fetched(fetched),
            Event::CodeClassified(classified) => self.classified(classified),
            Event::ClassificationFailed(failed) => self.warnings = lines(&failed.evidence),
            Event::TrialProposed(proposed) => self.proposed(proposed),
            Event::TrainingFinished(finished) => {
                let trial = self.trial(finished.trial);
                trial.metrics = finished.metrics.clone();
                trial.end = End::Finished;
            }
            Event::TrialStopped(stopped) => {
                self.trial(stopped.trial).end = End::Stopped(stopped.against.clone());
            }
            Event::TrainingCrashed(crashed) => self.broke(&crashed.traceback),
            Event::TrainingAbandoned(abandoned) => {
                let why = abandoned.reason.as_ref().map(|reason| reason.what.clone()).unwrap_or_default();
                self.trial(abandoned.trial).end = End::Abandoned(why);
                self.broke(&abandoned.traceback);
            }
            Event::NotificationSent(sent) => _ = self.told.insert(sent.about.clone()),
            Event::NotificationFailed(failed) => _ = self.told.insert(failed.about.clone()),
            _ => {}
        }
    }

    fn pushed(&mut self, push: &PushReceived) {
        self.repository.clone_from(&push.repository);
        self.reference.clone_from(&push.r#ref);
        self.commit.clone_from(&push.commit);
        self.message.clone_from(&push.message);
        self.pusher = push.pusher.as_ref().map(|person| person.email.clone()).unwrap_or_default();
        self.settled_for(push.settings.as_ref(), "");
    }

    fn fetched(&mut self, fetched: &SourceFetched) {
        if !fetched.commit.is_empty() {
            self.commit.clone_from(&fetched.commit);
        }
        if !fetched.message.is_empty() {
            self.message.clone_from(&fetched.message);
        }
        self.author = fetched.author.as_ref().map(|person| person.email.clone()).unwrap_or_default();
    }

    fn classified(&mut self, classified: &CodeClassified) {
        let workload = classified.workload.clone().unwrap_or_default();
        let entry = workload.entry.map(|entry| entry.path).unwrap_or_default();
        let words = [&workload.framework, &workload.family, &workload.task, &entry];
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).map(String::as_str).collect();
        self.workload = words.join(", ");
        let origin = |data: &DataSet| format!("{} ({})", data.name, data.kind.replace('_', " "));
        self.data = classified.data.iter().map(origin).collect();
        let steps = classified.before.iter().filter_map(|step| step.entry.as_ref());
        self.before = steps.map(|entry| entry.path.clone()).collect();
        self.warnings = lines(&classified.warnings);
        self.settled_for(classified.settings.as_ref(), &workload.task);
    }

    fn settled_for(&mut self, settings: Option<&Settings>, task: &str) {
        let settings = settings.cloned().unwrap_or_default();
        self.objective = settings.objective(task);
        self.mail = settings.mail;
    }

    fn proposed(&mut self, proposed: &TrialProposed) {
        let trial = self.trial(proposed.trial);
        trial.proposal.clone_from(&proposed.proposal);
        trial.why.clone_from(&proposed.why);
    }

    fn trial(&mut self, number: u32) -> &mut Trial {
        self.trials.entry(number).or_default()
    }

    fn broke(&mut self, traceback: &str) {
        if !traceback.is_empty() {
            tail(traceback).clone_into(&mut self.traceback);
        }
    }
}

impl Trial {
    /// What it reached: the last value of the objective's metric, measured on the objective's data or else
    /// on that which says most.
    #[must_use]
    pub fn value(&self, objective: &Objective) -> Option<f64> {
        let splits = [objective.split.as_str(), "test", "validation", "unknown", "", "train"];
        let of = |split: &&str| {
            let mut values = self.metrics.iter().filter(|m| m.name == objective.metric && m.split == **split);
            values.next_back().map(|metric| metric.value)
        };
        splits.iter().find_map(of).filter(|value| value.is_finite())
    }
}

/// The end of a traceback, from a line's beginning.
pub(crate) fn tail(traceback: &str) -> &str {
    let mut start = traceback.len().saturating_sub(MOST_TRACEBACK);
    while !traceback.is_char_boundary(start) {
        start += 1;
    }
    match traceback[start..].split_once('\n') {
        Some((_, rest)) if start > 0 => rest,
        _ => &traceback[start..],
    }
}

fn lines(evidence: &[Evidence]) -> Vec<String> {
    let line = |at: &Evidence| match at.file.is_empty() {
        true => at.why.clone(),
        false => format!("{}: {}", at.place(), at.why),
    };
    evidence.iter().map(line).collect()
}
