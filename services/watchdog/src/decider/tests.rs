use anneal_chassis::testing::{Given, START};
use anneal_proto::v1::{
    CheckpointSaved, CrashCause, ModelAccepted, ObjectRef, Reason, TrainingFinished, TrainingStarted,
};

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
    assert_eq!((resume.attempt, resume.checkpoint.clone()), (2, Some(checkpoint())));
    // A second, and up to a quarter on top.
    assert!((1_000..1_250).contains(&resume.delay_ms), "{resume:?}");
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

fn saved(step: u32) -> Event {
    CheckpointSaved { step, object: Some(ObjectRef::default()), ..CheckpointSaved::default() }.into()
}

fn resumed(attempt: u32, from: &ResumedFrom) -> Event {
    TrainingStarted { attempt, resumed_from: Some(from.clone()), ..TrainingStarted::default() }.into()
}

fn unusable(attempt: u32) -> TrainingCrashed {
    TrainingCrashed { attempt, cause: CrashCause::Checkpoint.into(), ..TrainingCrashed::default() }
}

#[test]
fn an_unusable_checkpoint_is_passed_over_for_the_one_before() {
    let at = |sequence, step| ResumedFrom { sequence, step, object: Some(ObjectRef::default()) };
    // Positions 2 and 3 of the test's run.
    let (before, last) = (at(2, 5), at(3, 6));
    let history = [started(1), saved(5), saved(6), killed(1, 6).into(), resumed(2, &last)];
    let mut given = Given::history(Watchdog::default(), history).outcomes([Some(last.clone())]);
    let then = given.when(unusable(2));
    let Event::TrainingResumeRequested(resume) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!(resume.checkpoint.as_ref(), Some(&before));

    let history =
        [saved(5), saved(6), resumed(2, &at(2, 6)), unusable(2).into(), resumed(3, &at(1, 5))].to_vec();
    let mut given = Given::history(Watchdog::default(), history).outcomes([Some(at(2, 6))]);
    let then = given.when(unusable(3));
    let Event::TrainingResumeRequested(resume) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!(resume.checkpoint, None, "both are unusable: it starts over");
}

#[test]
fn a_training_out_of_memory_gets_more() {
    let started =
        TrainingStarted { attempt: 1, memory: 1 << 30, memory_share: 8 << 30, ..Default::default() };
    let mut given = Given::history(Watchdog::default(), [started.into()]).outcomes([None]);
    let crash = TrainingCrashed { cause: CrashCause::OutOfMemory.into(), ..killed(1, 2) };
    let then = given.when(crash);
    let Event::TrainingResumeRequested(resume) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!(resume.memory, 2 << 30);
}

#[test]
fn what_runs_is_known_by_host_until_it_ends() {
    let claim = TrainingStarted { attempt: 1, host: "a".to_owned(), ..TrainingStarted::default() };
    let given = Given::history(Watchdog::default(), [claim.clone().into(), saved(4)]);
    let live: Vec<_> =
        given.state().live().map(|live| (live.host.as_str(), live.attempt, live.step)).collect();
    assert_eq!(live, [("a", 1, 4)]);
    for end in
        [Event::from(killed(1, 4)), TrainingFinished::default().into(), ModelAccepted::default().into()]
    {
        let given = Given::history(Watchdog::default(), [claim.clone().into(), end]);
        assert_eq!(given.state().live().count(), 0);
    }
}
