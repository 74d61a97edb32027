//! What this host claims. Pure.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use anneal_chassis::{Decider, Decision, Input, Say};
use anneal_proto::v1::{
    CodeClassified, CrashCause, ObjectRef, PushReceived, Reason, ResumedFrom, SourceFetched, TrainingCrashed,
    TrainingStarted, TrialProposed,
};
use anneal_proto::{
    AttemptNo, Digest, Event, EventId, Kind, Recorded, RunId, Sequence, Step, Timestamp, TrialNo,
};

/// Claims attempts for one host.
#[derive(Debug, Clone)]
pub struct Claimer {
    /// The host's name.
    pub host: String,
    /// `docker` or `process`.
    pub executor: &'static str,
    /// Memory that a training begins with, in bytes; 0 for no limit.
    pub memory: u64,
    /// The most memory that a training may have here, in bytes; 0 where that is not known.
    pub share: u64,
}

/// What the trainer knows of a run.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Where it was pushed from, fit for a directory's name: runs of one project share downloaded data sets.
    pub project: String,
    /// The tree to train.
    pub source: Option<SourceFetched>,
    /// What it is.
    pub code: Option<CodeClassified>,
    /// Whether the run's outcome has been said.
    pub ended: bool,
    /// Its trials.
    pub trials: BTreeMap<TrialNo, Trial>,
}

/// What the trainer knows of a trial.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// What is to be trained.
    pub proposed: Option<TrialProposed>,
    /// The attempt that was claimed last.
    pub current: Option<Attempt>,
    /// Whether it is over: finished, abandoned or stopped.
    pub over: bool,
}

/// An attempt that somebody claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// The claim's event id: what its reports derive their ids from.
    pub claim: EventId,
    /// What was claimed.
    pub started: TrainingStarted,
    /// When it was claimed.
    pub time: Timestamp,
    /// Trace context of the claim.
    pub traceparent: Option<String>,
    /// Whether it ended.
    pub ended: bool,
    /// Step of its last saved checkpoint.
    pub checkpoint: Step,
}

/// Get ready to start an attempt: image or environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepare {
    /// Image profile, or the image that the repository names.
    pub image: String,
    /// What the repository needs besides.
    pub requirements: Vec<String>,
}

/// What came of getting ready.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// The attempt can start.
    Ready {
        /// Image reference or environment path.
        image: String,
        /// Digest of the image or of the requirements.
        digest: String,
    },
    /// It cannot, and trying again would not help.
    Impossible(Reason),
}

impl State {
    /// The attempts of this run that run on a host, as the log has it.
    pub fn live_on<'a>(&'a self, host: &'a str) -> impl Iterator<Item = (TrialNo, &'a Attempt)> {
        let trials = self.trials.iter().filter(|(_, trial)| !self.ended && !trial.over);
        let current = trials.filter_map(|(number, trial)| Some((*number, trial.current.as_ref()?)));
        current.filter(move |(_, attempt)| !attempt.ended && attempt.started.host == host)
    }

    /// The attempt, if the log has it as running.
    #[must_use]
    pub fn live(&self, trial: TrialNo, claim: &EventId) -> Option<&Attempt> {
        let trial = self.trials.get(&trial).filter(|trial| !self.ended && !trial.over)?;
        trial.current.as_ref().filter(|attempt| !attempt.ended && attempt.claim == *claim)
    }

    fn attempt(&mut self, trial: u32, number: u32) -> Option<&mut Attempt> {
        let current = self.trials.get_mut(&TrialNo(trial))?.current.as_mut()?;
        (current.started.attempt == number).then_some(current)
    }
}

/// A name that people recognise, and a digest, because two projects may look alike without their slashes.
fn project(push: &PushReceived) -> String {
    let name = format!("{}-{}", push.forge, push.repository);
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let digest = Digest::of_parts(&[push.forge.as_str(), push.repository.as_str()]);
    format!("{}-{}", name.chars().take(80).map(plain).collect::<String>(), &digest.hex()[..8])
}

/// Name of an attempt's container: the same however often it is derived.
#[must_use]
pub(crate) fn container_name(run: &RunId, trial: TrialNo, attempt: AttemptNo) -> String {
    format!("anneal-{run}-t{trial}-a{attempt}")
}

/// The attempt that a trigger asks for.
struct Wanted {
    trial: TrialNo,
    attempt: AttemptNo,
    from: Option<ResumedFrom>,
    delay: Duration,
    /// 0 leaves it to the host.
    memory: u64,
}

impl Wanted {
    fn of(trigger: &Event) -> Option<Self> {
        match trigger {
            Event::TrialProposed(proposed) => Some(Self {
                trial: TrialNo(proposed.trial),
                attempt: AttemptNo(1),
                from: None,
                delay: Duration::ZERO,
                memory: 0,
            }),
            Event::TrainingResumeRequested(resume) => Some(Self {
                trial: TrialNo(resume.trial),
                attempt: AttemptNo(resume.attempt),
                from: resume.checkpoint.clone(),
                delay: Duration::from_millis(resume.delay_ms),
                memory: resume.memory,
            }),
            _ => None,
        }
    }
}

impl Decider for Claimer {
    const NAME: &'static str = "trainer";
    const CONSUMES: &'static [Kind] = &[Kind::TrialProposed, Kind::TrainingResumeRequested];
    type State = State;
    type Effect = Prepare;
    type Outcome = Prepared;

    fn evolve(state: &mut State, event: &Recorded) {
        state.ended |= event.envelope.event.is_outcome();
        match &event.envelope.event {
            Event::PushReceived(push) => state.project = project(push),
            Event::SourceFetched(fetched) => state.source = Some(fetched.clone()),
            Event::CodeClassified(code) => state.code = Some(code.clone()),
            Event::TrialProposed(proposed) => {
                state.trials.entry(TrialNo(proposed.trial)).or_default().proposed = Some(proposed.clone());
            }
            Event::TrainingStarted(started) => {
                let trial = state.trials.entry(TrialNo(started.trial)).or_default();
                let from = started.resumed_from.as_ref().map_or(0, |from| from.step);
                trial.current = Some(Attempt {
                    claim: event.envelope.id.clone(),
                    started: started.clone(),
                    time: event.envelope.time,
                    traceparent: event.envelope.traceparent.clone(),
                    ended: false,
                    checkpoint: Step(from),
                });
            }
            Event::CheckpointSaved(saved) => {
                if let Some(attempt) = state.attempt(saved.trial, saved.attempt) {
                    attempt.checkpoint = attempt.checkpoint.max(Step(saved.step));
                }
            }
            Event::TrainingCrashed(crashed) => {
                let claimed = state.attempt(crashed.trial, crashed.attempt);
                if let Some(attempt) = claimed {
                    attempt.ended = true;
                } else {
                    state.never_started(event, crashed);
                }
            }
            Event::TrainingFinished(finished) => state.over(finished.trial),
            Event::TrainingAbandoned(abandoned) => state.over(abandoned.trial),
            Event::TrialStopped(stopped) => state.over(stopped.trial),
            _ => {}
        }
    }

    fn decide(&self, state: &State, input: &Input<'_, Prepared>) -> Decision<Prepare> {
        let Some(wanted) = Wanted::of(&input.trigger.envelope.event) else {
            return Decision::Nothing("asks for no attempt");
        };
        let (Some(code), Some(_)) = (&state.code, &state.source) else {
            return Decision::Nothing("a trial of a run without source");
        };
        let trial = state.trials.get(&wanted.trial);
        if state.ended || trial.is_none_or(|trial| trial.over) {
            return Decision::Nothing("the trial is over");
        }
        let current = trial.and_then(|trial| trial.current.as_ref());
        if current.is_some_and(|current| current.started.attempt >= wanted.attempt.0) {
            return Decision::Nothing("claimed already");
        }
        let waited = input.now.since(input.trigger.envelope.time);
        if waited < wanted.delay {
            return Decision::Wait(wanted.delay - waited);
        }
        match input.outcome {
            None => Decision::Perform(prepare(code)),
            Some(Prepared::Ready { image, digest }) => {
                self.claim(&input.trigger.envelope.run, wanted, image, digest).into()
            }
            Some(Prepared::Impossible(reason)) => cannot_start(&wanted, reason).into(),
        }
    }
}

impl State {
    fn over(&mut self, trial: u32) {
        self.trials.entry(TrialNo(trial)).or_default().over = true;
    }

    /// An attempt that crashed before it was claimed counts as claimed and ended.
    fn never_started(&mut self, event: &Recorded, crashed: &TrainingCrashed) {
        let trial = self.trials.entry(TrialNo(crashed.trial)).or_default();
        let newer = trial.current.as_ref().is_none_or(|current| current.started.attempt < crashed.attempt);
        if newer {
            let started = TrainingStarted {
                trial: crashed.trial,
                attempt: crashed.attempt,
                ..TrainingStarted::default()
            };
            trial.current = Some(Attempt {
                claim: event.envelope.id.clone(),
                started,
                time: event.envelope.time,
                traceparent: None,
                ended: true,
                checkpoint: Step(crashed.step),
            });
        }
    }
}

fn prepare(code: &CodeClassified) -> Prepare {
    let image = code.workload.as_ref().map(|workload| workload.image.clone()).unwrap_or_default();
    let image = code.settings.as_ref().and_then(|settings| settings.image.clone()).unwrap_or(image);
    let requirements = code.requirements.iter().map(|need| format!("{}{}", need.name, need.specifier));
    Prepare { image, requirements: requirements.collect() }
}

fn cannot_start(wanted: &Wanted, reason: &Reason) -> Say {
    let crashed = TrainingCrashed {
        trial: wanted.trial.0,
        attempt: wanted.attempt.0,
        cause: CrashCause::Start.into(),
        reason: Some(reason.clone()),
        ..TrainingCrashed::default()
    };
    Say::of_attempt(crashed, wanted.trial, wanted.attempt)
}

impl Claimer {
    /// What is asked for, as far as this host has it; what a training begins with where nothing is.
    fn granted(&self, asked: u64) -> u64 {
        let most = if self.share == 0 { u64::MAX } else { self.share };
        asked.max(self.memory).min(most)
    }

    fn claim(&self, run: &RunId, wanted: Wanted, image: &str, digest: &str) -> Say {
        let started = TrainingStarted {
            trial: wanted.trial.0,
            attempt: wanted.attempt.0,
            executor: self.executor.to_owned(),
            host: self.host.clone(),
            container: container_name(run, wanted.trial, wanted.attempt),
            image: image.to_owned(),
            image_digest: digest.to_owned(),
            resumed_from: wanted.from,
            memory: self.granted(wanted.memory),
            memory_share: self.share,
        };
        Say::of_attempt(started, wanted.trial, wanted.attempt)
    }
}

/// The checkpoint that an attempt goes on from.
#[must_use]
pub(crate) fn resume_object(started: &TrainingStarted) -> Option<(Sequence, Step, ObjectRef)> {
    let from = started.resumed_from.as_ref()?;
    Some((Sequence(from.sequence), Step(from.step), from.object.clone()?))
}
