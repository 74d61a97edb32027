use anneal_chassis::testing::{Given, START};
use anneal_proto::v1::{CrashCause, ModelAccepted, ObjectRef, Reason, TrainingFinished, TrainingStarted};

use super::*;

fn started(attempt: u32) -> Event {
    TrainingStarted { attempt, ..TrainingStarted::default() }.into()
}

fn killed(attempt: u32, step: u32) -> TrainingCrashed {
    TrainingCrashed { attempt, step, cause: CrashCause::Signal.into(), ..TrainingCrashed::default() }
}

fn raised(attempt: u32) -> TrainingCrashed {
    TrainingCrashed {
        attempt,
        step: 1,
        cause: CrashCause::Exit.into(),
        fingerprint: "f".to_owned(),
        traceback: "Traceback: ValueError".to_owned(),
        reason: Some(Reason { what: "ValueError".to_owned(), ..Reason::default() }),
        ..TrainingCrashed::default()
    }
}

fn checkpoint() -> ResumedFrom {
    ResumedFrom { sequence: 12, step: 6, object: Some(ObjectRef::default()) }
}

#[test]
fn a_killed_training_goes_on_from_its_last_checkpoint() {
    let mut given = Given::history(Watchdog::default(), [started(1)]).outcomes([Some(checkpoint())]);
    let then = given.when(killed(1, 6));
    assert_eq!(then.effects, [LastCheckpoint { trial: TrialNo(0) }]);
    let Event::TrainingResumeRequested(resume) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!((resume.attempt, resume.checkpoint.clone(), resume.delay_ms), (2, Some(checkpoint()), 1_000));
}

#[test]
fn without_a_checkpoint_it_starts_over() {
    let mut given = Given::history(Watchdog::default(), [started(1)]).outcomes([None]);
    let then = given.when(killed(1, 0));
    let Event::TrainingResumeRequested(resume) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!(resume.checkpoint, None);
}

#[test]
fn a_crash_delivered_twice_is_judged_once() {
    let mut given = Given::history(Watchdog::default(), [started(1)]).outcomes([None, None]);
    assert_eq!(given.when(killed(1, 0)).said.len(), 1);
    assert_eq!(given.again(START, 1).said, []);
}

#[test]
fn the_second_identical_traceback_ends_the_trial() {
    let mut given = Given::history(Watchdog::default(), [started(1)]).outcomes([None]);
    given.when(raised(1));
    let mut given = Given::history(Watchdog::default(), [started(1), raised(1).into(), started(2)]);
    let then = given.when(raised(2));
    let Event::TrainingAbandoned(abandoned) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!(abandoned.reason.as_ref().map(|reason| reason.code.as_str()), Some("deterministic"));
    assert_eq!(abandoned.traceback, "Traceback: ValueError");
}

#[test]
fn what_is_over_stays_over() {
    for end in [Event::from(TrainingFinished::default()), ModelAccepted::default().into()] {
        let mut given = Given::history(Watchdog::default(), [started(1), end]);
        assert_eq!(given.when(killed(1, 0)).said, []);
    }
}
