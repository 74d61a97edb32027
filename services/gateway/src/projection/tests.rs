use std::collections::BTreeMap;

use anneal_chassis::Say;
use anneal_chassis::testing::recorded;
use anneal_proto::v1::{
    Artifact, CheckpointSaved, Entry, FetchFailed, Metric, ObjectRef, Requirement, ResumedFrom, RunCancelled,
    RunFailed, Settings, SourceFetched, TrainingAbandoned, TrialStopped, Workload,
};
use serde_json::{Value, json};

use super::*;

const RUN: &str = "the id of the test's run";

fn object(digest: &str) -> ObjectRef {
    ObjectRef { bucket: "patches".to_owned(), digest: digest.to_owned(), size: 1 }
}

fn reason(what: &str) -> Option<Reason> {
    Some(Reason {
        code: "c".to_owned(),
        what: what.to_owned(),
        location: "train.py:3".to_owned(),
        remedy: "Do this.".to_owned(),
    })
}

fn accuracy(value: Option<f64>) -> Option<Objective> {
    Some(Objective {
        metric: "accuracy".to_owned(),
        target: 0.8,
        direction: "maximize".to_owned(),
        value,
        source: "hook".to_owned(),
        split: "test".to_owned(),
    })
}

fn pushed() -> Event {
    PushReceived { repository: "o/r".to_owned(), commit: "c0ffee".to_owned(), ..PushReceived::default() }
        .into()
}

fn classified() -> Event {
    let seen = |line, why: &str| Evidence::at("train.py", line, why);
    let need = Requirement {
        name: "scikit-learn".to_owned(),
        specifier: ">=1.0".to_owned(),
        ..Requirement::default()
    };
    CodeClassified {
        workload: Some(Workload {
            framework: "sklearn".to_owned(),
            era: "1".to_owned(),
            image: "sklearn".to_owned(),
            entry: Some(Entry { path: "train.py".to_owned(), ..Entry::default() }),
            task: "classification".to_owned(),
            family: "mlp".to_owned(),
        }),
        requirements: vec![need],
        settings: Some(Settings::default()),
        knobs: vec![anneal_proto::v1::Knob::default(); 2],
        evidence: vec![seen(1, "imports sklearn")],
        confidence: 0.9,
        warnings: vec![seen(9, "reads a file that is not there")],
        ..CodeClassified::default()
    }
    .into()
}

fn proposed(trial: u32, why: &str) -> Event {
    let changed = (trial > 0).then(|| ("width".to_owned(), "64".to_owned()));
    TrialProposed {
        trial,
        proposal: BTreeMap::from_iter(changed),
        patch: (trial > 0).then(|| object("patch")),
        why: why.to_owned(),
        ..TrialProposed::default()
    }
    .into()
}

fn started(trial: u32, attempt: u32, resumed_from: Option<ResumedFrom>) -> Event {
    TrainingStarted {
        trial,
        attempt,
        host: "h".to_owned(),
        container: format!("t{trial}a{attempt}"),
        image: "sklearn".to_owned(),
        resumed_from,
        ..TrainingStarted::default()
    }
    .into()
}

fn saved(trial: u32, attempt: u32, step: u32) -> Event {
    CheckpointSaved { trial, attempt, step, ..CheckpointSaved::default() }.into()
}

fn crashed(trial: u32, attempt: u32) -> Event {
    TrainingCrashed {
        trial,
        attempt,
        signal: Some(9),
        reason: reason("killed"),
        ..TrainingCrashed::default()
    }
    .into()
}

fn finished(trial: u32, attempt: u32, value: f64) -> Event {
    let artifact = Artifact { path: format!("model-{trial}.pkl"), ..Artifact::default() };
    TrainingFinished {
        trial,
        attempt,
        artifacts: vec![artifact],
        objective: accuracy(Some(value)),
        ..TrainingFinished::default()
    }
    .into()
}

fn accepted(trial: u32, value: f64) -> Event {
    ModelAccepted {
        trial,
        objective: accuracy(Some(value)),
        patch: Some(object("patch")),
        artifacts: vec![Artifact { path: "model.pkl".to_owned(), ..Artifact::default() }],
        trials: 2,
    }
    .into()
}

fn told_developer() -> Event {
    NotificationSent {
        channel: "mail".to_owned(),
        to: "dev@example.org".to_owned(),
        message_id: "<1@anneal>".to_owned(),
        about: String::new(),
    }
    .into()
}

/// A run that crashes, resumes, is tuned and accepted.
fn history() -> Vec<Event> {
    let checkpoint = ResumedFrom { sequence: 6, step: 4, object: None };
    vec![
        pushed(),
        SourceFetched { commit: "c0ffee00".to_owned(), ..SourceFetched::default() }.into(),
        classified(),
        proposed(0, "as pushed"),
        started(0, 1, None),
        saved(0, 1, 4),
        crashed(0, 1),
        started(0, 2, Some(checkpoint)),
        finished(0, 2, 0.5),
        proposed(1, "wider"),
        started(1, 1, None),
        finished(1, 1, 0.93),
        accepted(1, 0.93),
        told_developer(),
    ]
}

fn folded(events: impl IntoIterator<Item = Event>) -> RunView {
    let mut view = RunView::default();
    for (index, event) in events.into_iter().enumerate() {
        fold(&mut view, &recorded(index, Say::new(event)));
    }
    view
}

fn shown(view: &RunView) -> Value {
    let mut value = serde_json::to_value(view).expect("JSON");
    assert_eq!(value["run"].as_str().map(str::len), Some(12));
    value["run"] = json!(RUN);
    value
}

fn done(trial: u32, attempt: u32, step: u32, accuracy: f64) -> EpochCompleted {
    let metric = |split: &str, value| Metric {
        name: "accuracy".to_owned(),
        value,
        split: split.to_owned(),
        ..Metric::default()
    };
    EpochCompleted {
        trial,
        attempt,
        step,
        total: Some(10),
        metrics: vec![metric("validation", accuracy), metric("unknown", accuracy), metric("train", f64::NAN)],
        ..EpochCompleted::default()
    }
}

#[test]
fn a_whole_history_is_told() {
    let attempt = |attempt: u32, container: &str| {
        json!({"attempt": attempt, "state": "finished", "resumed_from_step": null, "resumed_from_sequence": null,
            "exit_code": 0, "reason": null, "container": container, "image": "sklearn", "host": "h",
            "checkpoint_step": null})
    };
    let mut first = attempt(1, "t0a1");
    first["state"] = json!("crashed");
    first["exit_code"] = json!(137);
    first["reason"] = json!("killed (train.py:3). Do this.");
    first["checkpoint_step"] = json!(4);
    let mut second = attempt(2, "t0a2");
    second["resumed_from_step"] = json!(4);
    second["resumed_from_sequence"] = json!(6);
    let expected = json!({
        "run": RUN, "repository": "o/r", "commit": "c0ffee00", "state": "accepted",
        "stage": "notification_sent",
        "started": "2026-11-18T11:06:40.000Z", "updated": "2026-11-18T11:06:53.000Z",
        "workload": {"framework": "sklearn", "era": "1", "image": "sklearn", "entry": "train.py",
            "task": "classification", "family": "mlp", "requirements": ["scikit-learn>=1.0"],
            "confidence": 0.9, "evidence": [{"file": "train.py", "line": 1, "why": "imports sklearn", "cell": 0}],
            "knobs": 2},
        "objective": {"metric": "accuracy", "target": 0.8, "direction": "maximize", "value": 0.93,
            "source": "hook", "split": "test"},
        "best_trial": 1,
        "trials": [
            {"trial": 0, "state": "finished", "value": 0.5, "proposal": {}, "why": "as pushed",
                "attempts": [first, second]},
            {"trial": 1, "state": "finished", "value": 0.93, "proposal": {"width": "64"}, "why": "wider",
                "attempts": [attempt(1, "t1a1")]},
        ],
        "current": null,
        "notifications": [{"state": "sent", "channel": "mail", "to": "dev@example.org",
            "message_id": "<1@anneal>", "reason": null}],
        "warnings": [{"file": "train.py", "line": 9, "why": "reads a file that is not there", "cell": 0}],
        "reason": null, "traceback": null,
    });
    let view = folded(history());
    assert_eq!(shown(&view), expected);
    assert_eq!(view.patch, Some(object("patch")));
    assert_eq!(view.artifacts[0].path, "model.pkl");
}

#[test]
fn every_prefix_of_a_history_is_told() {
    for length in 1..history().len() {
        let view = folded(history().into_iter().take(length));
        assert_eq!(view.has_ended(), length > 12, "{length}");
        assert_eq!(view.current.is_some(), matches!(length, 5 | 6 | 8 | 11), "{length}");
    }
}

#[test]
fn an_unknown_event_changes_only_the_times() {
    let before = folded(history());
    let mut after = before.clone();
    let unknown = Event::Unknown { kind: "model_distilled".to_owned(), body: vec![1, 2] };
    fold(&mut after, &recorded(90, Say::new(unknown)));
    assert_eq!(after.updated, "2026-11-18T11:08:10.000Z");
    after.updated.clone_from(&before.updated);
    assert_eq!(after, before);
}

#[test]
fn events_out_of_any_order_break_nothing() {
    let mut events = history();
    events.reverse();
    let view = folded(events);
    assert_eq!((view.repository.as_str(), view.state), ("o/r", State::Accepted));
}

/// Streams do not wait for each other: where steps fall among the events must not matter.
#[test]
fn live_and_replayed_are_the_same() {
    let steps = [done(0, 1, 3, 0.1), done(0, 1, 4, 0.2), done(0, 2, 5, 0.3)];
    let upto = 8;
    let at = |view: &mut RunView, index: usize| {
        fold(view, &recorded(index, Say::new(history().swap_remove(index))));
    };
    let views = (0..=upto).map(|early| {
        let mut view = RunView::default();
        (0..early).for_each(|index| at(&mut view, index));
        steps.iter().for_each(|step| fold_signal(&mut view, step));
        (early..upto).for_each(|index| at(&mut view, index));
        view
    });
    for (early, view) in views.enumerate() {
        let metrics = BTreeMap::from([("accuracy".to_owned(), 0.3), ("validation accuracy".to_owned(), 0.3)]);
        let current = Current { trial: 0, attempt: 2, step: 5, total: Some(10), metrics };
        assert_eq!(view.current, Some(current), "{early}");
        assert_eq!(view.progress.len(), 1, "{early}");
    }
}

#[test]
fn a_late_step_of_a_training_that_ended_is_nothing() {
    let mut view = folded(history());
    let before = view.clone();
    fold_signal(&mut view, &done(1, 1, 99, 0.1));
    assert_eq!(view, before);
}

#[test]
fn of_trainings_at_once_the_newest_that_runs_is_told() {
    let mut events: Vec<Event> = history().into_iter().take(3).collect();
    events.extend([proposed(0, ""), proposed(1, ""), started(0, 1, None), started(1, 1, None)]);
    assert_eq!(folded(events.clone()).current.map(|current| current.trial), Some(1));
    events.push(TrialStopped { trial: 1, ..TrialStopped::default() }.into());
    let view = folded(events.clone());
    assert_eq!(view.current.as_ref().map(|current| current.trial), Some(0));
    assert_eq!(
        (view.trials[1].state.as_str(), view.trials[1].attempts[0].state.as_str()),
        ("stopped", "ended")
    );
    events.push(RunCancelled { by: "developer".to_owned(), reason: "asked for".to_owned() }.into());
    let view = folded(events);
    assert_eq!((view.current.as_ref(), view.trials[0].state.as_str()), (None, "stopped"));
    assert_eq!(view.reason.as_deref(), Some("cancelled by developer: asked for"));
}

#[test]
fn the_best_is_the_best_in_the_objectives_direction() {
    let loss = |trial, value| {
        let objective = Objective { direction: "minimize".to_owned(), ..accuracy(value).expect("one") };
        Event::from(TrainingFinished { trial, objective: Some(objective), ..TrainingFinished::default() })
    };
    let events = [
        pushed(),
        proposed(0, ""),
        proposed(1, ""),
        proposed(2, ""),
        loss(0, Some(0.4)),
        loss(1, Some(0.2)),
        loss(2, Some(f64::NAN)),
    ];
    let view = folded(events);
    assert_eq!(view.best_trial, Some(1));
    assert_eq!(view.objective.and_then(|objective| objective.value), Some(0.2));
    assert_eq!(view.trials[2].value, None);
}

#[test]
fn what_finishes_after_the_end_does_not_change_the_outcome() {
    let mut events = history();
    events.extend([proposed(2, ""), finished(2, 1, 0.99)]);
    let view = folded(events);
    assert_eq!(
        (view.best_trial, view.objective.and_then(|objective| objective.value)),
        (Some(1), Some(0.93))
    );
}

#[test]
fn a_run_that_ends_badly_says_why() {
    let failed = RunFailed { reason: reason("no Python here"), traceback: "Traceback".to_owned() };
    let view = folded([pushed(), FetchFailed { reason: None }.into(), failed.into()]);
    assert_eq!(view.state, State::Failed);
    assert_eq!(view.reason.as_deref(), Some("no Python here (train.py:3). Do this."));
    assert_eq!(view.traceback.as_deref(), Some("Traceback"));

    let mut events: Vec<Event> = history().into_iter().take(9).collect();
    let abandoned = TrainingAbandoned { trial: 0, ..TrainingAbandoned::default() };
    let exhausted = RunExhausted { best_trial: Some(0), reason: reason("spent"), ..RunExhausted::default() };
    let untold = NotificationFailed { reason: reason("no server"), ..NotificationFailed::default() };
    events.extend([abandoned.into(), exhausted.into(), untold.into()]);
    let view = folded(events);
    assert_eq!((view.state, view.best_trial), (State::Exhausted, Some(0)));
    assert_eq!(view.trials[0].state, "abandoned");
    assert_eq!(view.artifacts[0].path, "model-0.pkl");
    assert_eq!((view.notifications[0].state.as_str(), &view.notifications[0].message_id), ("failed", &None));
}
