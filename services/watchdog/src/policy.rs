//! The restart policy, as a table.
//!
//! | what happened | decision |
//! |---|---|
//! | image or requirements could not be built | build once more; the second time abandon |
//! | it could not be started for another reason | abandon: trying again would not help |
//! | import error, syntax error, missing file, prompt without an answer | abandon at once, with what to do |
//! | its disk quota is used up | abandon at once, with what to do |
//! | out of memory under its limit | resume with twice the memory, up to the host's share |
//! | out of memory with all of the host's share | abandon, with what it had |
//! | the same traceback at the same step as before | abandon: it is deterministic |
//! | a second hang at the same step | abandon: it is deterministic |
//! | its checkpoint cannot be used | resume from the one before, without one from the start |
//! | more restarts than allowed without a step of progress | abandon |
//! | anything else: killed, lost, hung, first exception | resume, after 1 s × 2ⁿ, at most 60 s |
//!
//! Every delay has up to a quarter on top, derived from the attempt, so that trainings that died together do not
//! come back together.

use std::time::Duration;

use anneal_proto::v1::{CrashCause, Reason, TrainingCrashed};

/// How often, and after how long, a training is restarted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Restarts without progress before a trial is abandoned.
    pub restarts: u32,
    /// Delay before the first restart; doubles with each that brings no progress.
    pub first_delay: Duration,
    /// Longest delay.
    pub longest_delay: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self { restarts: 5, first_delay: Duration::from_secs(1), longest_delay: Duration::from_secs(60) }
    }
}

/// What a verdict on a trial is based on.
#[derive(Debug, Clone, Copy, Default)]
pub struct History<'a> {
    /// Its crashes, oldest first.
    pub crashes: &'a [TrainingCrashed],
    /// Memory limit of the attempt that crashed last, in bytes; 0 means none.
    pub memory: u64,
    /// The most memory its host may give a training, in bytes; 0 when it is not known.
    pub share: u64,
}

/// What becomes of a crashed training.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It goes on after this delay.
    Resume {
        /// Time to wait, without the part that keeps trainings apart.
        delay: Duration,
        /// Memory limit in bytes; 0 leaves it to the trainer.
        memory: u64,
        /// Why, in words.
        why: String,
    },
    /// It is given up.
    Abandon(Reason),
}

/// Exceptions that come again however often the code is run, and what to do about them.
const HOPELESS: &[(&str, &str)] = &[
    ("ModuleNotFoundError", "add the distribution to requirements.txt"),
    ("ImportError", "check the versions in requirements.txt against what the code imports"),
    ("SyntaxError", "correct the syntax; the place is in the traceback"),
    ("IndentationError", "correct the indentation; the place is in the traceback"),
    ("FileNotFoundError", "commit the file, or make the script create or download it"),
    ("EOFError", "the script asks for input, which nobody can give: use arguments or defaults instead"),
];

/// Reasons for not starting that a second build may not have: an index that answered badly, a full disk.
const REBUILT: &[&str] = &["image_build_failed", "requirements_not_installable"];

impl Policy {
    /// Judges the last of a trial's crashes.
    #[must_use]
    pub fn judge(&self, history: History<'_>) -> Verdict {
        let Some((last, earlier)) = history.crashes.split_last() else {
            return Verdict::Resume { delay: self.first_delay, memory: 0, why: String::new() };
        };
        let told = last.reason.clone().unwrap_or_default();
        let memory = match last.cause() {
            CrashCause::Start => return self.not_started(earlier, told),
            CrashCause::Disk => return Verdict::Abandon(told),
            CrashCause::OutOfMemory if history.memory == 0 || history.memory >= history.share => {
                return Verdict::Abandon(too_large(history, told));
            }
            CrashCause::OutOfMemory => history.memory.saturating_mul(2).min(history.share),
            _ => history.memory,
        };
        if let Some(remedy) = hopeless(last) {
            let remedy = if told.remedy.is_empty() { remedy.to_owned() } else { told.remedy.clone() };
            return Verdict::Abandon(Reason { remedy, ..told });
        }
        if earlier.iter().any(|crash| same(crash, last)) {
            return Verdict::Abandon(deterministic(last, told));
        }
        let fruitless = fruitless(history.crashes);
        if fruitless > self.restarts {
            return Verdict::Abandon(Reason {
                code: "restarts_exhausted".to_owned(),
                what: format!("{fruitless} crashes without a step of progress; the last: {}", told.what),
                ..told
            });
        }
        let doubled = self.first_delay.saturating_mul(1 << (fruitless - 1).min(16));
        let mut why = format!("{}; attempt {} ended at step {}", told.what, last.attempt, last.step);
        if last.cause() == CrashCause::OutOfMemory {
            why = format!("{why}; it gets {} instead of {}", mib(memory), mib(history.memory));
        }
        Verdict::Resume { delay: doubled.min(self.longest_delay), memory, why }
    }

    fn not_started(&self, earlier: &[TrainingCrashed], told: Reason) -> Verdict {
        let code = |crash: &TrainingCrashed| crash.reason.as_ref().map(|reason| reason.code.clone());
        let before = earlier.iter().any(|crash| code(crash).as_deref() == Some(&told.code));
        if before || !REBUILT.contains(&told.code.as_str()) {
            return Verdict::Abandon(told);
        }
        let why = format!("{}; it is built once more", told.what.lines().next().unwrap_or_default());
        Verdict::Resume { delay: self.first_delay, memory: 0, why }
    }
}

fn hopeless(crash: &TrainingCrashed) -> Option<&'static str> {
    let what = &crash.reason.as_ref()?.what;
    let known = HOPELESS.iter().find(|(kind, _)| what.split([':', ' ']).next() == Some(kind));
    known.filter(|_| crash.cause() == CrashCause::Exit).map(|(_, remedy)| *remedy)
}

/// Whether two crashes are one fault: the same traceback, or a hang, at the same step.
fn same(a: &TrainingCrashed, b: &TrainingCrashed) -> bool {
    let hangs = a.cause() == CrashCause::Hang && b.cause() == CrashCause::Hang;
    let traced = !b.fingerprint.is_empty() && a.fingerprint == b.fingerprint;
    a.step == b.step && (hangs || traced)
}

/// Crashes since the trial last got further, the last one included.
fn fruitless(crashes: &[TrainingCrashed]) -> u32 {
    let mut count = 0;
    let mut furthest = None;
    for crash in crashes {
        count = if furthest.is_none_or(|step| crash.step > step) { 1 } else { count + 1 };
        furthest = furthest.max(Some(crash.step));
    }
    count
}

fn deterministic(crash: &TrainingCrashed, told: Reason) -> Reason {
    let what = if crash.cause() == CrashCause::Hang {
        format!("it hung twice at step {}", crash.step)
    } else {
        format!("the same exception came twice at step {}: {}", crash.step, told.what)
    };
    Reason {
        code: "deterministic".to_owned(),
        what,
        remedy: "the traceback shows the place; the training was not started a third time".to_owned(),
        ..told
    }
}

fn too_large(history: History<'_>, told: Reason) -> Reason {
    let had = match history.memory {
        0 => "all memory of its host".to_owned(),
        memory => format!("{}, all that its host gives a training", mib(memory)),
    };
    Reason {
        code: "out_of_memory".to_owned(),
        what: format!("{}; it had {had}", told.what),
        remedy: "make the batch or the model smaller, or train on a host with more memory".to_owned(),
        ..told
    }
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

#[cfg(test)]
mod tests;
