//! Where events are published: the NATS subjects of version 1.

use std::fmt;

use crate::event::Kind;
use crate::ids::{RunId, TrialNo};

/// A NATS subject or subject filter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(String);

impl Subject {
    /// Every event of every run.
    #[must_use]
    pub fn all_runs() -> Self {
        Self("anneal.v1.run.>".to_owned())
    }

    /// Every signal of every run.
    #[must_use]
    pub fn all_signals() -> Self {
        Self("anneal.v1.signal.>".to_owned())
    }

    /// Every event of one run: also the filter of the expected-position check.
    #[must_use]
    pub fn run(run: &RunId) -> Self {
        Self(format!("anneal.v1.run.{run}.>"))
    }

    /// Every signal of one run.
    #[must_use]
    pub fn signals(run: &RunId) -> Self {
        Self(format!("anneal.v1.signal.{run}.>"))
    }

    /// Events of one kind, of all runs.
    #[must_use]
    pub fn kind(kind: Kind) -> Self {
        match kind {
            Kind::CheckpointSaved => Self("anneal.v1.run.*.trial.*.checkpoint_saved".to_owned()),
            kind if kind.is_signal() => Self(format!("anneal.v1.signal.*.*.{kind}")),
            kind => Self(format!("anneal.v1.run.*.{kind}")),
        }
    }

    /// Where an event of this name, run and trial goes. Only checkpoints and signals have the trial in
    /// their subject: the server pays memory for each subject.
    #[must_use]
    pub fn of(run: &RunId, trial: Option<TrialNo>, name: &str) -> Self {
        let trial = trial.unwrap_or_default();
        match name.parse::<Kind>() {
            Ok(Kind::CheckpointSaved) => Self::checkpoints(run, trial),
            Ok(kind) if kind.is_signal() => Self(format!("anneal.v1.signal.{run}.{trial}.{kind}")),
            _ => Self(format!("anneal.v1.run.{run}.{name}")),
        }
    }

    /// Where a trial's checkpoints are.
    #[must_use]
    pub fn checkpoints(run: &RunId, trial: TrialNo) -> Self {
        Self(format!("anneal.v1.run.{run}.trial.{trial}.checkpoint_saved"))
    }

    /// Where a service's dead letters go.
    #[must_use]
    pub fn dead(service: &str) -> Self {
        Self(format!("anneal.v1.dead.{service}"))
    }

    /// Where a service is given a dead letter again.
    #[must_use]
    pub fn dead_retry(service: &str) -> Self {
        Self(format!("anneal.v1.dead.{service}.retry"))
    }

    /// Where it is said that nobody needs a dead letter any more.
    #[must_use]
    pub fn dead_drop(service: &str) -> Self {
        Self(format!("anneal.v1.dead.{service}.drop"))
    }

    /// Everything about dead letters.
    #[must_use]
    pub fn all_dead() -> Self {
        Self("anneal.v1.dead.>".to_owned())
    }

    /// Where the heartbeats of a trainer's host are. Core NATS, not stored.
    #[must_use]
    pub fn heartbeat(host: &str) -> Self {
        Self(format!("anneal.v1.heartbeat.{}", token(host)))
    }

    /// Where a verified webhook of a forge goes.
    #[must_use]
    pub fn forge(forge: &str, owner: &str, repository: &str, event: &str) -> Self {
        let [forge, owner, repository, event] = [forge, owner, repository, event].map(token);
        Self(format!("anneal.v1.forge.{forge}.{owner}.{repository}.{event}"))
    }

    /// The subject as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `subject` is one of those this filter names.
    #[must_use]
    pub fn matches(&self, subject: &Subject) -> bool {
        let mut names = subject.0.split('.');
        for pattern in self.0.split('.') {
            match (pattern, names.next()) {
                (">", Some(_)) => return true,
                ("*", Some(_)) => {}
                (pattern, Some(name)) if pattern == name => {}
                _ => return false,
            }
        }
        names.next().is_none()
    }
}

/// A subject token made of any text: what NATS gives a meaning to becomes `_`.
fn token(text: &str) -> String {
    let clean = |c: char| {
        if c.is_whitespace() || c.is_control() || ".*>".contains(c) { '_' } else { c }
    };
    if text.is_empty() { "_".to_owned() } else { text.chars().map(clean).collect() }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Subject {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> RunId {
        RunId::of_delivery("cli", "r", "1")
    }

    #[test]
    fn a_filter_for_a_kind_finds_events_of_that_kind_alone() {
        for kind in Kind::ALL {
            let subject = Subject::of(&run(), Some(TrialNo(3)), kind.as_str());
            for other in Kind::ALL {
                assert_eq!(Subject::kind(*other).matches(&subject), other == kind, "{other} {subject}");
            }
            assert_eq!(Subject::run(&run()).matches(&subject), !kind.is_signal());
        }
    }

    #[test]
    fn wildcards_stand_for_whole_tokens() {
        let subject = Subject("a.b.c".to_owned());
        assert!(Subject("a.>".to_owned()).matches(&subject));
        assert!(Subject("a.*.c".to_owned()).matches(&subject));
        assert!(!Subject("a.*".to_owned()).matches(&subject));
        assert!(!Subject("a.b.c.>".to_owned()).matches(&subject));
    }

    #[test]
    fn text_from_a_forge_cannot_break_out_of_its_token() {
        let subject = Subject::forge("github", "a.b", "*", "push > x");
        assert_eq!(subject.as_str(), "anneal.v1.forge.github.a_b._.push___x");
    }
}
