//! The restart policy, as a table.
//!
//! | what happened | decision |
//! |---|---|
//! | it could not be started | abandon: trying again would not help |
//! | import error, syntax error, missing file, prompt without an answer | abandon at once, with what to do |
//! | the same traceback at the same step as before | abandon: it is deterministic |
//! | more restarts than allowed without a step of progress | abandon |
//! | anything else: killed, lost, out of memory, first exception | resume, after 1 s × 2ⁿ, at most 60 s |

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

/// What becomes of a crashed training.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It goes on after this delay.
    Resume {
        /// Time to wait.
        delay: Duration,
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

impl Policy {
    /// Judges the last of a trial's crashes, oldest first.
    #[must_use]
    pub fn judge(&self, crashes: &[TrainingCrashed]) -> Verdict {
        let Some((last, earlier)) = crashes.split_last() else {
            return Verdict::Resume { delay: self.first_delay, why: String::new() };
        };
        let told = last.reason.clone().unwrap_or_default();
        if last.cause() == CrashCause::Start {
            return Verdict::Abandon(told);
        }
        if let Some(remedy) = hopeless(last) {
            let remedy = if told.remedy.is_empty() { remedy.to_owned() } else { told.remedy.clone() };
            return Verdict::Abandon(Reason { remedy, ..told });
        }
        if earlier.iter().any(|crash| same(crash, last)) {
            return Verdict::Abandon(deterministic(last, told));
        }
        let fruitless = fruitless(crashes);
        if fruitless > self.restarts {
            return Verdict::Abandon(Reason {
                code: "restarts_exhausted".to_owned(),
                what: format!("{fruitless} crashes without a step of progress; the last: {}", told.what),
                ..told
            });
        }
        let doubled = self.first_delay.saturating_mul(1 << (fruitless - 1).min(16));
        let why = format!("{}; attempt {} ended at step {}", told.what, last.attempt, last.step);
        Verdict::Resume { delay: doubled.min(self.longest_delay), why }
    }
}

fn hopeless(crash: &TrainingCrashed) -> Option<&'static str> {
    let what = &crash.reason.as_ref()?.what;
    let known = HOPELESS.iter().find(|(kind, _)| what.split([':', ' ']).next() == Some(kind));
    known.filter(|_| crash.cause() == CrashCause::Exit).map(|(_, remedy)| *remedy)
}

fn same(a: &TrainingCrashed, b: &TrainingCrashed) -> bool {
    !b.fingerprint.is_empty() && a.fingerprint == b.fingerprint && a.step == b.step
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
    Reason {
        code: "deterministic".to_owned(),
        what: format!("the same exception came twice at step {}: {}", crash.step, told.what),
        remedy: "the traceback shows the place; the training was not started a third time".to_owned(),
        ..told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crash(cause: CrashCause, step: u32, what: &str, fingerprint: &str) -> TrainingCrashed {
        TrainingCrashed {
            step,
            cause: cause.into(),
            fingerprint: fingerprint.to_owned(),
            reason: Some(Reason { what: what.to_owned(), ..Reason::default() }),
            ..TrainingCrashed::default()
        }
    }

    fn killed(step: u32) -> TrainingCrashed {
        crash(CrashCause::Signal, step, "signal 9", "")
    }

    fn delay(crashes: &[TrainingCrashed]) -> Option<u64> {
        match Policy::default().judge(crashes) {
            Verdict::Resume { delay, .. } => Some(delay.as_secs()),
            Verdict::Abandon(_) => None,
        }
    }

    fn abandoned(crashes: &[TrainingCrashed]) -> Reason {
        match Policy::default().judge(crashes) {
            Verdict::Abandon(reason) => reason,
            verdict @ Verdict::Resume { .. } => panic!("{verdict:?}"),
        }
    }

    #[test]
    fn a_killed_training_goes_on_with_growing_delays_until_restarts_run_out() {
        let delays: Vec<_> = (1..=6).map(|n| delay(&vec![killed(3); n])).collect();
        assert_eq!(delays, [Some(1), Some(2), Some(4), Some(8), Some(16), None]);
        assert_eq!(abandoned(&vec![killed(3); 6]).code, "restarts_exhausted");
    }

    #[test]
    fn progress_starts_the_count_anew() {
        let crashes: Vec<_> = [3, 3, 3, 9].map(killed).to_vec();
        assert_eq!(delay(&crashes), Some(1));
    }

    #[test]
    fn the_same_traceback_at_the_same_step_is_deterministic() {
        let raised = |step, print| crash(CrashCause::Exit, step, "ValueError: shapes", print);
        assert_eq!(delay(&[raised(1, "f")]), Some(1));
        assert_eq!(abandoned(&[raised(1, "f"), raised(1, "f")]).code, "deterministic");
        assert_eq!(delay(&[raised(1, "f"), raised(2, "f")]), Some(1));
        assert_eq!(delay(&[raised(1, "f"), raised(1, "g")]), Some(2));
        // In between it was killed: still the same place.
        assert_eq!(abandoned(&[raised(1, "f"), killed(1), raised(1, "f")]).code, "deterministic");
    }

    #[test]
    fn without_a_traceback_nothing_is_called_deterministic() {
        assert!(delay(&[killed(1), killed(1)]).is_some());
    }

    #[test]
    fn what_cannot_work_is_not_tried_again() {
        let start = crash(CrashCause::Start, 0, "requirements", "");
        assert_eq!(abandoned(&[start]).what, "requirements");
        for kind in ["ModuleNotFoundError", "SyntaxError", "FileNotFoundError", "EOFError"] {
            let reason = abandoned(&[crash(CrashCause::Exit, 0, &format!("{kind}: x"), "f")]);
            assert!(!reason.remedy.is_empty(), "{kind}");
        }
    }
}
