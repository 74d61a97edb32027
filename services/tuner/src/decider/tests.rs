use anneal_chassis::testing::{Given, START, Then};
use anneal_proto::v1::{
    ClassificationFailed, CodeClassified, FetchFailed, Metric, PushReceived, Reason, RunCancelled, Settings,
    SourceFetched, TrainingAbandoned, TrainingFinished,
};
use anneal_proto::{Event, Timestamp};
use anneal_source::knobs::find_in;

use super::*;

const SOURCE: &str = "from sklearn.neural_network import MLPClassifier\n\
                      m = MLPClassifier(hidden_layer_sizes=(4,), max_iter=5)\n";

fn object(name: &str) -> ObjectRef {
    ObjectRef { bucket: "patches".into(), digest: name.into(), size: 1 }
}

fn pushed() -> Vec<Event> {
    let fetched = SourceFetched { object: Some(object("source")), ..SourceFetched::default() };
    vec![PushReceived::default().into(), fetched.into()]
}

fn classified(settings: Settings) -> CodeClassified {
    let knobs = find_in(&[("train.py", SOURCE)]);
    CodeClassified { knobs, settings: Some(settings), ..CodeClassified::default() }
}

fn finished(trial: u32, accuracy: f64) -> TrainingFinished {
    let metric =
        |name: &str| Metric { name: name.into(), value: accuracy, split: "test".into(), ..Metric::default() };
    TrainingFinished { trial, attempt: 1, metrics: vec![metric("accuracy")], ..TrainingFinished::default() }
}

fn abandoned(trial: u32, code: &str) -> TrainingAbandoned {
    let reason = Reason { code: code.into(), what: "it fails".into(), ..Reason::default() };
    TrainingAbandoned { trial, reason: Some(reason), traceback: "Traceback".into() }
}

/// A run that was pushed and read, with trial 0 proposed.
fn run(settings: Settings) -> Given<Tuner> {
    let mut given = Given::history(Tuner, pushed());
    given.when(classified(settings));
    given
}

/// What a rewriter would answer to what the decider asks next.
fn stored(given: &mut Given<Tuner>, event: impl Into<Event>) -> (Then<Rewrite>, Rewrite) {
    let event = event.into();
    let rewrite = given.when(event).effects.pop().expect("a rewrite");
    let outcome = Rewritten::Stored { rewrite: rewrite.clone(), patch: object("patch"), changed: Vec::new() };
    *given = std::mem::replace(given, Given::history(Tuner, [])).outcomes([outcome]);
    // Any event of the run will do as the trigger: decisions follow from the state.
    (given.again(Timestamp(START.0 + 100_000), 0), rewrite)
}

fn only(then: &Then<Rewrite>) -> &Event {
    assert_eq!(then.said.len(), 1, "{:?}", then.said);
    &then.said[0]
}

#[test]
fn the_code_is_trained_as_pushed_first() {
    let mut given = Given::history(Tuner, pushed());
    let then = given.when(classified(Settings::default()));
    let Event::TrialProposed(trial) = only(&then) else { panic!("{then:?}") };
    assert_eq!((trial.trial, trial.why.as_str(), trial.budget), (0, "as pushed", 19));
    assert_eq!((&trial.patch, trial.proposal.len()), (&None, 0));
}

#[test]
fn a_repeated_trigger_changes_nothing() {
    let mut given = run(Settings::default());
    let then = given.again(START, 2);
    assert_eq!((then.said.len(), then.last), (0, Decision::Nothing("the code as pushed is in training")));
}

#[test]
fn a_run_that_cannot_start_fails_with_the_reason() {
    let reason = Reason { code: "commit_missing".into(), ..Reason::default() };
    let causes: [Event; 2] = [
        FetchFailed { reason: Some(reason.clone()) }.into(),
        ClassificationFailed { reason: Some(reason.clone()), evidence: Vec::new() }.into(),
    ];
    for cause in causes {
        let then = Given::history(Tuner, pushed()).when(cause);
        let Event::RunFailed(failed) = only(&then) else { panic!("{then:?}") };
        assert_eq!(failed.reason.as_ref(), Some(&reason));
    }
}

#[test]
fn code_that_meets_its_target_is_accepted_unchanged() {
    let then = run(Settings::default()).when(finished(0, 0.85));
    let Event::ModelAccepted(accepted) = only(&then) else { panic!("{then:?}") };
    assert_eq!((accepted.trial, &accepted.patch, accepted.trials), (0, &None, 1));
    assert_eq!(accepted.objective.as_ref().and_then(|objective| objective.value), Some(0.85));
}

#[test]
fn code_under_its_target_is_edited_and_the_better_trial_accepted() {
    let mut given = run(Settings::default());
    let (then, rewrite) = stored(&mut given, finished(0, 0.4));
    assert_eq!(rewrite.source, object("source"));
    let Event::TrialProposed(trial) = only(&then) else { panic!("{then:?}") };
    assert_eq!((trial.trial, &trial.patch, trial.budget), (1, &Some(object("patch")), 18));
    assert_eq!(trial.proposal["MLPClassifier.hidden_layer_sizes"], "(100,)");
    let then = given.when(finished(1, 0.97));
    let Event::ModelAccepted(accepted) = only(&then) else { panic!("{then:?}") };
    assert_eq!((accepted.trial, &accepted.patch, accepted.trials), (1, &Some(object("patch")), 2));
}

#[test]
fn an_edit_that_cannot_be_written_gives_way_to_the_next() {
    let mut given = run(Settings::default());
    let first = given.when(finished(0, 0.4)).effects.pop().expect("a rewrite");
    let refused = Rewritten::Refused { rewrite: first.clone(), why: "no".into() };
    let mut given = given.outcomes([refused]);
    let then = given.again(START, 0);
    assert_eq!(then.effects.len(), 2, "asked, refused, asked for another");
    assert_eq!(then.effects[1].refused, std::slice::from_ref(&first.proposal.values));
    assert_ne!(then.effects[1].proposal.values, first.proposal.values);
}

#[test]
fn a_training_that_fails_as_pushed_ends_the_run_and_a_later_one_does_not() {
    let then = run(Settings::default()).when(abandoned(0, "exception"));
    let Event::RunFailed(failed) = only(&then) else { panic!("{then:?}") };
    assert_eq!(failed.traceback, "Traceback");

    let mut given = run(Settings::default());
    let (_, first) = stored(&mut given, finished(0, 0.4));
    let then = given.when(abandoned(1, "exception"));
    assert_ne!(then.effects[0].proposal.values, first.proposal.values);
}

#[test]
fn a_training_that_measures_nothing_ends_the_run_with_what_to_do() {
    let metrics = vec![Metric { name: "mae".into(), ..Metric::default() }];
    let then = run(Settings::default()).when(TrainingFinished { metrics, ..TrainingFinished::default() });
    let Event::RunFailed(failed) = only(&then) else { panic!("{then:?}") };
    let reason = failed.reason.clone().expect("a reason");
    assert_eq!(reason.code, "no_metric");
    assert!(reason.what.ends_with("without reporting accuracy; it reported mae"), "{}", reason.what);
    assert!(reason.remedy.contains("set `metric`"));
}

#[test]
fn the_budget_ends_the_study_with_its_best_trial() {
    let mut given = run(Settings { trials: Some(3), ..Settings::default() });
    stored(&mut given, finished(0, 0.4));
    stored(&mut given, finished(1, 0.6));
    let then = given.when(finished(2, 0.5));
    let Event::RunExhausted(exhausted) = only(&then) else { panic!("{then:?}") };
    assert_eq!((exhausted.best_trial, exhausted.trials), (Some(1), 3));
    assert_eq!(exhausted.patch, Some(object("patch")));
    let reason = exhausted.reason.clone().expect("a reason");
    assert_eq!(reason.code, "budget");
    assert!(
        reason.what.ends_with("the best accuracy is 0.6000 (trial 1), the target is 0.8"),
        "{}",
        reason.what
    );
}

#[test]
fn the_deadline_ends_the_study() {
    let mut given = run(Settings { deadline_seconds: Some(30), ..Settings::default() });
    let then = given.when(finished(0, 0.4));
    let Event::RunExhausted(exhausted) = only(&then) else { panic!("{then:?}") };
    assert_eq!(exhausted.reason.as_ref().map(|reason| reason.code.as_str()), Some("deadline"));
}

#[test]
fn source_that_must_not_or_cannot_be_edited_is_not() {
    let untunable = CodeClassified { settings: Some(Settings::default()), ..CodeClassified::default() };
    let off = classified(Settings { tune: Some(false), ..Settings::default() });
    for (code, classified) in [("no_knobs", untunable), ("tuning_off", off)] {
        let mut given = Given::history(Tuner, pushed());
        given.when(classified);
        let then = given.when(finished(0, 0.4));
        let Event::RunExhausted(exhausted) = only(&then) else { panic!("{then:?}") };
        assert_eq!(exhausted.reason.as_ref().map(|reason| reason.code.as_str()), Some(code));
    }
}

#[test]
fn trials_in_flight_are_as_many_as_asked_for() {
    let mut given = run(Settings { parallel: Some(2), ..Settings::default() });
    let (then, first) = stored(&mut given, finished(0, 0.4));
    assert_eq!(then.said.len(), 1);
    let second = then.effects.last().expect("asked for the next at once");
    assert_eq!((second.trial, first.trial), (TrialNo(2), TrialNo(1)));
    assert_ne!(second.proposal.values, first.proposal.values);
}

#[test]
fn trials_that_all_fail_alike_at_the_start_stop_the_study() {
    let mut given = run(Settings::default());
    stored(&mut given, finished(0, 0.4));
    stored(&mut given, abandoned(1, "shape"));
    stored(&mut given, abandoned(2, "shape"));
    let then = given.when(abandoned(3, "shape"));
    let Event::RunExhausted(exhausted) = only(&then) else { panic!("{then:?}") };
    assert_eq!(exhausted.best_trial, Some(0));
    assert_eq!(exhausted.reason.as_ref().map(|reason| reason.code.as_str()), Some("failing"));
}

#[test]
fn a_trial_that_diverges_is_information() {
    let mut given = run(Settings::default());
    stored(&mut given, finished(0, f64::NAN));
    let then = given.when(finished(1, 0.9));
    assert!(matches!(only(&then), Event::ModelAccepted(accepted) if accepted.trial == 1), "{then:?}");
}

#[test]
fn a_cancelled_run_is_left_alone() {
    let mut given = run(Settings::default());
    given.when(RunCancelled::default());
    assert_eq!(given.when(finished(0, 0.9)).last, Decision::Nothing("the run has ended"));
}

#[test]
fn a_replay_proposes_what_was_proposed() {
    let replay = || {
        let mut given = run(Settings::default());
        let mut proposals = Vec::new();
        for trial in 0..12 {
            let (then, _) = stored(&mut given, finished(trial, 0.4 + f64::from(trial % 5) / 20.0));
            proposals.extend(then.said);
        }
        proposals
    };
    assert_eq!(replay(), replay());
}

#[test]
fn a_recorded_run_is_proposed_again_from_every_point() {
    let (mut given, mut log) = (Given::history(Tuner, pushed()), pushed());
    let code = classified(Settings::default());
    log.push(code.clone().into());
    log.extend(given.when(code).said);
    for trial in 0..12 {
        let finished: Event = if trial % 4 == 2 {
            abandoned(trial, "exception").into()
        } else {
            finished(trial, 0.4 + f64::from(trial % 5) / 20.0).into()
        };
        let (then, rewrite) = stored(&mut given, finished.clone());
        let mut replayed = Given::history(Tuner, log.clone());
        assert_eq!(replayed.when(finished.clone()).effects.pop(), Some(rewrite), "trial {}", trial + 1);
        log.push(finished);
        log.extend(then.said);
    }
}
