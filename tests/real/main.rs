//! Ring c: the real binaries on a real broker, real processes and containers, with the samples.
//!
//! Slow, and so few. Everything they make is in temporary directories, but for the Python environment,
//! which is kept in the cache that `scripts/test` names.

mod containers;
mod crash_points;
mod faults;
mod isolation;
mod processes;
mod server;
mod services;
mod watchdog;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use server::Server;

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// A sample's own copy, as a git repository with one commit.
fn sample(name: &str, parent: &Path) -> PathBuf {
    let copy = parent.join(name);
    let status =
        Command::new("cp").arg("-r").arg(root().join("tests/samples").join(name)).arg(&copy).status();
    assert!(status.expect("cp").success());
    committed(copy)
}

/// A repository of one script.
fn project(name: &str, parent: &Path, script: &str) -> PathBuf {
    let dir = parent.join(name);
    std::fs::create_dir(&dir).expect("made");
    std::fs::write(dir.join("train.py"), script).expect("written");
    committed(dir)
}

fn committed(dir: PathBuf) -> PathBuf {
    git(&dir, &["init", "--quiet"]);
    git(&dir, &["add", "."]);
    let who = ["-c", "user.name=Dev", "-c", "user.email=dev@example.org"];
    git(&dir, &[&who[..], &["commit", "--quiet", "-m", "First try"]].concat());
    dir
}

fn git(dir: &Path, arguments: &[&str]) {
    let status = Command::new("git").args(arguments).current_dir(dir).status().expect("git");
    assert!(status.success(), "git {arguments:?}");
}

/// What every run must come to: its state, one mail, an unbroken chain.
fn assert_ended(server: &Server, run: &str, state: &str) -> Value {
    let view = server.show(run);
    assert_eq!(view["state"], state, "{view:#}");
    assert_eq!(view["notifications"].as_array().map(Vec::len), Some(1), "{view:#}");
    assert_eq!(server.mails(run).len(), 1, "one mail for {run}");
    server.anneal(&["verify", run]);
    view
}

/// `digits-knn` is accepted as pushed.
fn accepted_as_pushed(server: &Server, parent: &Path) {
    let run = server.submit(&sample("digits-knn", parent));
    server.wait(&run);
    let view = assert_ended(server, &run, "accepted");
    assert_eq!((view["best_trial"].as_u64(), view["trials"].as_array().map(Vec::len)), (Some(0), Some(1)));
}

/// `digits-mlp` is accepted at a later trial, with a patch that applies to the pushed commit and gives the
/// same score when the patched script is run by hand.
fn tuned_until_accepted(server: &Server, parent: &Path) {
    let repository = sample("digits-mlp", parent);
    let run = server.submit(&repository);
    server.wait(&run);
    let view = assert_ended(server, &run, "accepted");
    assert!(view["best_trial"].as_u64() > Some(0), "{view:#}");
    assert!(view["trials"][0]["value"].as_f64() < Some(0.8), "{view:#}");
    let patch = parent.join(format!("{run}.patch"));
    std::fs::write(&patch, server.anneal(&["patch", &run])).expect("written");
    git(&repository, &["apply", patch.to_str().expect("UTF-8")]);
    let score = view["objective"]["value"].as_f64().expect("a value");
    let output = Command::new(python()).arg("train.py").current_dir(&repository).output().expect("python");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.contains(&format!("test accuracy: {score:.3}")), "{score} and {printed}");
}

/// A Python with what the sklearn image has.
fn python() -> PathBuf {
    let given = std::env::var_os("ANNEAL_TEST_PYTHON").map(PathBuf::from);
    given.unwrap_or_else(|| {
        let environments = server::cache().join("environments");
        let entries = std::fs::read_dir(environments).expect("an environment that a run made").flatten();
        let mut found = entries.map(|entry| entry.path().join("bin/python"));
        found
            .find(|path| path.to_string_lossy().contains("/sklearn-"))
            .expect("an environment of the sklearn profile")
    })
}

/// `always-fails` is abandoned after the second identical traceback, which is in the mail.
fn abandoned_with_its_traceback(server: &Server, parent: &Path) {
    let run = server.submit(&sample("always-fails", parent));
    server.wait(&run);
    let view = assert_ended(server, &run, "failed");
    let attempts = view["trials"][0]["attempts"].as_array().map(Vec::len);
    assert_eq!(attempts, Some(2), "{view:#}");
    let mail = server.mails(&run).remove(0);
    assert!(mail.contains("ValueError: X has 72 features"), "{mail}");
}

/// `not-ml` fails with a reason.
fn refused_with_a_reason(server: &Server, parent: &Path) {
    let run = server.submit(&sample("not-ml", parent));
    server.wait(&run);
    let view = assert_ended(server, &run, "failed");
    assert!(view["reason"].as_str().is_some_and(|reason| reason.contains("trains a model")), "{view:#}");
}

/// Every epoch was trained at least once, and the last attempt went on from the last checkpoint event.
fn assert_resumed(server: &Server, run: &str, epochs: u64) {
    let view = assert_ended(server, run, "accepted");
    let attempt =
        view["trials"][0]["attempts"].as_array().and_then(|all| all.last()).cloned().expect("an attempt");
    let from = attempt["resumed_from_step"].as_u64().expect("resumed from a checkpoint");
    let events = server.events(run);
    let checkpoint = attempt["resumed_from_sequence"].as_u64().expect("the event that was replayed");
    let start = events.iter().rposition(|event| event["type"] == "training_started").expect("started");
    let last = events[..start].iter().rev().find(|event| event["type"] == "checkpoint_saved").expect("saved");
    assert_eq!((last["seq"].as_u64(), last["data"]["step"].as_u64()), (Some(checkpoint), Some(from)));
    let steps = server.steps(run);
    for epoch in 1..=epochs {
        assert!(steps.contains(&epoch), "epoch {epoch} is missing: {steps:?}");
    }
}
