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

fn judge(crashes: &[TrainingCrashed], memory: u64, share: u64) -> Verdict {
    Policy::default().judge(History { crashes, memory, share })
}

fn delay(crashes: &[TrainingCrashed]) -> Option<u64> {
    match judge(crashes, 0, 0) {
        Verdict::Resume { delay, .. } => Some(delay.as_secs()),
        Verdict::Abandon(_) => None,
    }
}

fn abandoned(verdict: Verdict) -> Reason {
    match verdict {
        Verdict::Abandon(reason) => reason,
        Verdict::Resume { .. } => panic!("{verdict:?}"),
    }
}

fn given_up(crashes: &[TrainingCrashed]) -> Reason {
    abandoned(judge(crashes, 0, 0))
}

fn memory(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Resume { memory, .. } => memory,
        Verdict::Abandon(_) => panic!("{verdict:?}"),
    }
}

#[test]
fn a_killed_training_goes_on_with_growing_delays_until_restarts_run_out() {
    let delays: Vec<_> = (1..=6).map(|n| delay(&vec![killed(3); n])).collect();
    assert_eq!(delays, [Some(1), Some(2), Some(4), Some(8), Some(16), None]);
    assert_eq!(given_up(&vec![killed(3); 6]).code, "restarts_exhausted");
}

#[test]
fn the_delay_has_an_end() {
    let policy = Policy { restarts: 50, ..Policy::default() };
    let crashes = vec![killed(3); 40];
    let Verdict::Resume { delay, .. } = policy.judge(History { crashes: &crashes, memory: 0, share: 0 })
    else {
        panic!("abandoned")
    };
    assert_eq!(delay, Duration::from_secs(60));
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
    assert_eq!(given_up(&[raised(1, "f"), raised(1, "f")]).code, "deterministic");
    assert_eq!(delay(&[raised(1, "f"), raised(2, "f")]), Some(1));
    assert_eq!(delay(&[raised(1, "f"), raised(1, "g")]), Some(2));
    // In between it was killed: still the same place.
    assert_eq!(given_up(&[raised(1, "f"), killed(1), raised(1, "f")]).code, "deterministic");
}

#[test]
fn without_a_traceback_nothing_is_called_deterministic() {
    assert!(delay(&[killed(1), killed(1)]).is_some());
}

#[test]
fn a_second_hang_at_the_same_step_is_deterministic() {
    let hung = |step| crash(CrashCause::Hang, step, "no progress", "");
    assert_eq!(delay(&[hung(4)]), Some(1));
    assert_eq!(delay(&[hung(4), hung(7)]), Some(1));
    assert_eq!(given_up(&[hung(4), killed(4), hung(4)]).code, "deterministic");
}

#[test]
fn what_cannot_work_is_not_tried_again() {
    for kind in ["ModuleNotFoundError", "SyntaxError", "FileNotFoundError", "EOFError"] {
        let reason = given_up(&[crash(CrashCause::Exit, 0, &format!("{kind}: x"), "f")]);
        assert!(!reason.remedy.is_empty(), "{kind}");
    }
    assert_eq!(given_up(&[crash(CrashCause::Disk, 3, "20 GiB", "")]).what, "20 GiB");
}

fn not_started(code: &str) -> TrainingCrashed {
    let mut crash = crash(CrashCause::Start, 0, "it says why", "");
    crash.reason.as_mut().expect("given").code = code.to_owned();
    crash
}

#[test]
fn a_failed_build_is_tried_once_more() {
    let failed = || not_started("image_build_failed");
    assert_eq!(delay(&[failed()]), Some(1));
    assert_eq!(given_up(&[failed(), failed()]).code, "image_build_failed");
    assert_eq!(given_up(&[not_started("no_such_image")]).code, "no_such_image");
}

#[test]
fn out_of_memory_gets_twice_as_much_up_to_the_hosts_share() {
    let crashes = [crash(CrashCause::OutOfMemory, 2, "killed for its memory", "")];
    assert_eq!(memory(judge(&crashes, 1 << 30, 8 << 30)), 2 << 30);
    assert_eq!(memory(judge(&crashes, 6 << 30, 8 << 30)), 8 << 30);
    let reason = abandoned(judge(&crashes, 8 << 30, 8 << 30));
    assert_eq!(reason.code, "out_of_memory");
    assert!(reason.what.contains("8192 MiB"), "{reason:?}");
    assert_eq!(given_up(&crashes).code, "out_of_memory");
}

#[test]
fn what_was_raised_stays_raised() {
    assert_eq!(memory(judge(&[killed(1)], 4 << 30, 8 << 30)), 4 << 30);
}

#[test]
fn an_unusable_checkpoint_does_not_end_a_trial() {
    assert_eq!(delay(&[killed(4), crash(CrashCause::Checkpoint, 4, "corrupt", "")]), Some(2));
}
