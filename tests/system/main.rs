//! Ring b: every service over an in-memory log with a simulated clock. Every message is delivered twice,
//! and the pipeline is resumed from every prefix of its log.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anneal_eventlog::{Faults, Memory, verify_run};
use anneal_proto::v1::Settings;
use anneal_proto::{Event, Kind, Recorded};
use anneal_tests::{Outcome, Repository, Script, Simulated, System, outcome_of, simulated_clock};

const TWICE: Faults = Faults { deliver_twice: true };
const LIMIT: Duration = Duration::from_secs(3_600);

/// Pushes a repository on a fresh system and waits for the end; the log and the history.
async fn run(repository: &Path, settings: Settings) -> (Memory, Vec<Recorded>) {
    let data = tempfile::tempdir().expect("temporary directory");
    let log = Memory::new(TWICE);
    let system =
        System::start(Arc::new(log.clone()), simulated_clock(), Arc::new(Simulated::default()), data.path());
    let run = system.push(repository, settings).await;
    system.finished(&run, LIMIT).await;
    // Everything that was delivered once more has come by then.
    tokio::time::sleep(Duration::from_secs(120)).await;
    system.stop().await;
    assert!(verify_run(&log, &run).await.expect("readable").is_ok());
    assert_eq!(log.dead_letters(), []);
    (log.clone(), log.events())
}

/// The outcome when the system starts over a prefix of a log, having forgotten everything else.
async fn resumed(log: &Memory, events: &[Recorded]) -> Outcome {
    let data = tempfile::tempdir().expect("temporary directory");
    let run = events[0].envelope.run.clone();
    let log = Memory::resumed(TWICE, events.to_vec(), log);
    let system =
        System::start(Arc::new(log.clone()), simulated_clock(), Arc::new(Simulated::default()), data.path());
    let history = system.finished(&run, LIMIT).await;
    system.stop().await;
    assert!(verify_run(&log, &run).await.expect("readable").is_ok());
    outcome_of(&history)
}

async fn same_from_every_prefix(repository: &Path, settings: Settings) -> Outcome {
    let (log, events) = run(repository, settings).await;
    let whole = outcome_of(&events);
    assert_eq!(whole.notifications, 1);
    for cut in 1..events.len() {
        let outcome = resumed(&log, &events[..cut]).await;
        let last = events[cut - 1].envelope.event.name();
        assert_eq!(outcome, whole, "cut after event {cut} of {}, {last}", events.len());
    }
    whole
}

fn repositories() -> tempfile::TempDir {
    tempfile::tempdir().expect("temporary directory")
}

#[tokio::test(start_paused = true)]
async fn a_model_that_meets_its_target_as_pushed_is_accepted() {
    let dir = repositories();
    let repository = Repository::training(dir.path(), "good", &Script::default());
    let outcome = same_from_every_prefix(repository.path(), Settings::default()).await;
    assert_eq!((outcome.kind, outcome.trials), (Kind::ModelAccepted, 1));
}

#[tokio::test(start_paused = true)]
async fn a_model_under_its_target_is_tuned_until_it_meets_it() {
    let dir = repositories();
    let script = Script { accuracy: 0.4, ..Script::default() };
    let repository = Repository::training(dir.path(), "under", &script);
    let outcome = same_from_every_prefix(repository.path(), Settings::default()).await;
    assert_eq!((outcome.kind, outcome.trials), (Kind::ModelAccepted, 2));
}

#[tokio::test(start_paused = true)]
async fn a_budget_ends_with_the_best_there_was() {
    let dir = repositories();
    let script = Script { accuracy: 0.1, ..Script::default() };
    let repository = Repository::training(dir.path(), "hopeless", &script);
    let settings = Settings { trials: Some(3), ..Settings::default() };
    let outcome = same_from_every_prefix(repository.path(), settings).await;
    assert_eq!((outcome.kind, outcome.trials), (Kind::RunExhausted, 3));
}

#[tokio::test(start_paused = true)]
async fn a_killed_training_goes_on_from_its_last_checkpoint() {
    let dir = repositories();
    let script = Script { steps: 6, killed_after: Some(4), ..Script::default() };
    let repository = Repository::training(dir.path(), "killed", &script);
    let (_, events) = run(repository.path(), Settings::default()).await;
    let starts: Vec<Option<u32>> = events.iter().filter_map(resumed_step).collect();
    assert_eq!(starts, [None, Some(4)]);
    let outcome = same_from_every_prefix(repository.path(), Settings::default()).await;
    assert_eq!(outcome.kind, Kind::ModelAccepted);
}

/// Loses the checkpoint of a step as soon as the training has crashed.
async fn lose_checkpoint(log: Memory, lost: u32) {
    loop {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let events = log.events();
        let crashed = events.iter().any(|event| matches!(event.envelope.event, Event::TrainingCrashed(_)));
        let saved = events.iter().find_map(|event| match &event.envelope.event {
            Event::CheckpointSaved(saved) if saved.step == lost => saved.object.clone(),
            _ => None,
        });
        if let Some(object) = saved.filter(|_| crashed) {
            return log.lose(&object);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_checkpoint_is_passed_over_for_the_one_before() {
    let dir = repositories();
    let script = Script { steps: 6, killed_after: Some(4), ..Script::default() };
    let repository = Repository::training(dir.path(), "lost", &script);
    let (data, log) = (tempfile::tempdir().expect("temporary directory"), Memory::new(TWICE));
    let system =
        System::start(Arc::new(log.clone()), simulated_clock(), Arc::new(Simulated::default()), data.path());
    let losing = tokio::spawn(lose_checkpoint(log.clone(), 4));
    let run = system.push(repository.path(), Settings::default()).await;
    let history = system.finished(&run, LIMIT).await;
    system.stop().await;
    losing.await.expect("lost");
    assert_eq!(outcome_of(&history).kind, Kind::ModelAccepted);
    let starts: Vec<Option<u32>> = history.iter().filter_map(resumed_step).collect();
    assert_eq!(starts, [None, Some(4), Some(3)]);
}

/// Where an attempt was started from, of its claim.
fn resumed_step(event: &Recorded) -> Option<Option<u32>> {
    match &event.envelope.event {
        Event::TrainingStarted(started) => Some(started.resumed_from.as_ref().map(|from| from.step)),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn an_exception_that_comes_twice_ends_the_run_with_its_traceback() {
    let dir = repositories();
    let script = Script { raises_after: Some(2), ..Script::default() };
    let repository = Repository::training(dir.path(), "raises", &script);
    let outcome = same_from_every_prefix(repository.path(), Settings::default()).await;
    assert_eq!((outcome.kind, outcome.what.as_str()), (Kind::RunFailed, "deterministic"));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_training_fails_with_a_reason() {
    let dir = repositories();
    let app = "from flask import Flask\n\napp = Flask(__name__)  # not keras\n";
    let repository = Repository::with(dir.path(), "web", &[("app.py", app)]);
    let outcome = same_from_every_prefix(repository.path(), Settings::default()).await;
    assert_eq!((outcome.kind, outcome.what.as_str()), (Kind::RunFailed, "no_training_entry"));
}

/// A tree that cannot be trained, and the code of the reason that its developer is told.
const UNTRAINABLE: &[(&str, &[(&str, &str)])] = &[
    ("no_python", &[("main.R", "print('hello')\n")]),
    ("entry_syntax_error", &[("train.py", "from sklearn.svm import SVC\nSVC(.fit(X, y)\n")]),
    ("manifest_unknown_key", &[("train.py", KNN), ("anneal.toml", "trails = 3\n")]),
    ("manifest_wrong_type", &[("train.py", KNN), ("anneal.toml", "trials = \"many\"\n")]),
    ("manifest_syntax", &[("train.py", KNN), ("anneal.toml", "trials = = 3\n")]),
    ("entry_missing", &[("train.py", KNN), ("anneal.toml", "entry = \"other.py\"\n")]),
];

const KNN: &str = "from sklearn.neighbors import KNeighborsClassifier\nKNeighborsClassifier().fit(X, y)\n";

#[tokio::test(start_paused = true)]
async fn what_cannot_be_trained_ends_with_what_where_and_what_to_do() {
    for (code, files) in UNTRAINABLE {
        let dir = repositories();
        let repository = Repository::with(dir.path(), code, files);
        let (_, events) = run(repository.path(), Settings::default()).await;
        let outcome = outcome_of(&events);
        assert_eq!((outcome.kind, outcome.what.as_str(), outcome.notifications), (Kind::RunFailed, *code, 1));
        let failed = events.iter().find_map(|event| match &event.envelope.event {
            Event::RunFailed(failed) => failed.reason.clone(),
            _ => None,
        });
        let reason = failed.expect("a reason");
        assert!(!reason.what.is_empty() && !reason.remedy.is_empty(), "{reason:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_fetched_ends_with_what_where_and_what_to_do() {
    let dir = repositories();
    let (_, events) = run(&dir.path().join("nowhere"), Settings::default()).await;
    let outcome = outcome_of(&events);
    assert_eq!(
        (outcome.kind, outcome.what.as_str(), outcome.notifications),
        (Kind::RunFailed, "not_found", 1)
    );
}
