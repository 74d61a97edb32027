//! What a mail says. Words are found once, as blocks; text and HTML are two ways to write them.

mod blocks;
mod html;
mod numbers;
mod text;
mod words;

use anneal_proto::v1::{ObjectRef, Objective, Reason};
use anneal_proto::{Event, EventId, Recorded, RunId, Timestamp};

use crate::state::{End, State, tail};

pub use blocks::Block;

/// Most trials that a mail lists.
const MOST_ROWS: usize = 60;

/// What is told about an outcome. Nothing of it depends on when or how often it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// The outcome event.
    pub about: EventId,
    /// The run.
    pub run: RunId,
    /// When the outcome was said.
    pub time: Timestamp,
    /// How the run ended.
    pub outcome: Outcome,
    /// Name people know the repository by.
    pub repository: String,
    /// Full ref; empty for HEAD.
    pub reference: String,
    /// Full commit id; empty where there is none.
    pub commit: String,
    /// First line of the commit message.
    pub message: String,
    /// What the code is, in words.
    pub workload: String,
    /// What was to be reached, and what was.
    pub objective: Objective,
    /// The trials, in order.
    pub rows: Vec<Row>,
    /// Trials that are not among the rows.
    pub unlisted: usize,
    /// The data that it reads.
    pub data: Vec<String>,
    /// Files to run before it.
    pub before: Vec<String>,
    /// What may be wrong with the code.
    pub warnings: Vec<String>,
    /// The training's own exception.
    pub traceback: String,
    /// The diff that got there.
    pub patch: Option<ObjectRef>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// This trial met the target.
    Accepted(u32),
    /// None did; this one came nearest.
    Exhausted(Option<u32>, Reason),
    /// The work could not be done.
    Failed(Reason),
    /// Somebody ended it.
    Cancelled {
        /// Who.
        by: String,
        /// Why.
        why: String,
    },
}

/// A trial in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number.
    pub trial: u32,
    /// What it reached.
    pub value: Option<f64>,
    /// What was tried, and how it ended when it did not end by itself.
    pub what: String,
    /// Whether it is the best.
    pub best: bool,
}

/// The patch of a letter, as far as it can go with the mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch {
    /// There is none.
    #[default]
    None,
    /// Its bytes.
    Here(Vec<u8>),
    /// Why it is not in the mail.
    Elsewhere(String),
}

impl Letter {
    /// The letter about an outcome event; none about any other.
    #[must_use]
    pub fn about(trigger: &Recorded, state: &State) -> Option<Self> {
        let mut letter = Self {
            about: trigger.envelope.id.clone(),
            run: trigger.envelope.run.clone(),
            time: trigger.envelope.time,
            outcome: Outcome::Cancelled { by: String::new(), why: String::new() },
            repository: state.repository.clone(),
            reference: state.reference.clone(),
            commit: state.commit.clone(),
            message: state.message.clone(),
            workload: state.workload.clone(),
            objective: state.objective.clone(),
            rows: Vec::new(),
            unlisted: 0,
            data: state.data.clone(),
            before: state.before.clone(),
            warnings: state.warnings.clone(),
            traceback: String::new(),
            patch: None,
        };
        letter.tell(&trigger.envelope.event, state)?;
        letter.list(state);
        Some(letter)
    }

    fn tell(&mut self, event: &Event, state: &State) -> Option<()> {
        let mut measured = |objective: &Option<Objective>| {
            if let Some(objective) = objective {
                self.objective = objective.clone();
            }
        };
        match event {
            Event::ModelAccepted(accepted) => {
                measured(&accepted.objective);
                self.outcome = Outcome::Accepted(accepted.trial);
                self.patch.clone_from(&accepted.patch);
            }
            Event::RunExhausted(exhausted) => {
                measured(&exhausted.objective);
                let reason = exhausted.reason.clone().unwrap_or_default();
                self.outcome = Outcome::Exhausted(exhausted.best_trial, reason);
                self.patch.clone_from(&exhausted.patch);
                if exhausted.best_trial.is_none() {
                    self.traceback.clone_from(&state.traceback);
                }
            }
            Event::RunFailed(failed) => {
                self.outcome = Outcome::Failed(failed.reason.clone().unwrap_or_default());
                let own = tail(&failed.traceback);
                own.clone_into(&mut self.traceback);
                if own.is_empty() {
                    self.traceback.clone_from(&state.traceback);
                }
            }
            Event::RunCancelled(cancelled) => {
                let (by, why) = (cancelled.by.clone(), cancelled.reason.clone());
                self.outcome = Outcome::Cancelled { by, why };
            }
            _ => return None,
        }
        Some(())
    }

    fn list(&mut self, state: &State) {
        let best = self.best();
        let row = |(number, trial): (&u32, &crate::state::Trial)| {
            let best = best == Some(*number);
            // What the outcome says of the best is what the decision was made on.
            let value = if best { self.objective.value } else { None };
            let value = value.or_else(|| trial.value(&self.objective));
            Row { trial: *number, value, what: what(trial), best }
        };
        let mut rows: Vec<_> = state.trials.iter().map(row).collect();
        let all = rows.len();
        let last = all.saturating_sub(MOST_ROWS - 2);
        let mut index = 0;
        rows.retain(|row| {
            index += 1;
            index == 1 || row.best || index > last
        });
        self.unlisted = all - rows.len();
        self.rows = rows;
    }

    /// The trial that came nearest, or there.
    #[must_use]
    pub fn best(&self) -> Option<u32> {
        match self.outcome {
            Outcome::Accepted(trial) => Some(trial),
            Outcome::Exhausted(best, _) => best,
            Outcome::Failed(_) | Outcome::Cancelled { .. } => None,
        }
    }

    /// The subject: one line, whatever the repository is called.
    #[must_use]
    pub fn subject(&self) -> String {
        words::subject(self)
    }

    /// The body, to be written in one way or the other.
    #[must_use]
    pub fn blocks(&self, patch: &Patch) -> Vec<Block> {
        words::blocks(self, patch)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self, patch: &Patch) -> String {
        text::write(&self.blocks(patch))
    }

    /// The body as HTML.
    #[must_use]
    pub fn html(&self, patch: &Patch) -> String {
        html::write(&self.subject(), &self.blocks(patch))
    }
}

fn what(trial: &crate::state::Trial) -> String {
    let values: Vec<_> = trial.proposal.iter().map(|(knob, value)| format!("{knob} = {value}")).collect();
    let tried = if values.is_empty() { "the code as pushed".to_owned() } else { values.join(", ") };
    let why =
        if trial.why.is_empty() || values.is_empty() { String::new() } else { format!(" ({})", trial.why) };
    let end = match &trial.end {
        End::Finished => String::new(),
        End::Open => "; not finished".to_owned(),
        End::Stopped(against) => format!("; stopped early: {against}"),
        End::Abandoned(reason) => format!("; given up: {reason}"),
    };
    blocks::one_line(&format!("{tried}{why}{end}"), 300)
}

#[cfg(test)]
mod tests;
