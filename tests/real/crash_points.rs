//! Every service is killed right after each event that it appends, and right before it acknowledges. Started again,
//! it comes to the same outcome: one of each, nothing lost, nothing twice.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::services::Stack;
use crate::watchdog::epochs;
use crate::{assert_ended, project, sample};

/// What a service says, and so where it can die, while a sample is tuned to its target.
const POINTS: &[(&str, &[&str])] = &[
    ("fetcher", &["source_fetched", "ack"]),
    ("classifier", &["code_classified", "ack"]),
    ("tuner", &["trial_proposed", "model_accepted", "ack"]),
    ("trainer", &["training_started", "training_finished", "ack"]),
    ("notifier", &["notification_sent", "ack"]),
];

/// The same where a training is killed once in between.
const CRASHED: &[(&str, &[&str])] = &[
    ("trainer", &["checkpoint_saved", "training_crashed"]),
    ("watchdog", &["training_resume_requested", "ack"]),
];

/// The events of a run that must come once and no more, whatever happened to whoever said them.
fn assert_said_once(events: &[Value]) {
    let once = ["push_received", "source_fetched", "code_classified", "model_accepted", "notification_sent"];
    for kind in once {
        let count = events.iter().filter(|event| event["type"] == kind).count();
        assert_eq!(count, 1, "{kind}: {events:#?}");
    }
    let of_trials = ["trial_proposed", "training_finished"];
    for kind in of_trials {
        let said = events.iter().filter(|event| event["type"] == kind);
        let mut trials: Vec<_> = said.map(|event| event["data"]["trial"].as_u64()).collect();
        let all = trials.len();
        trials.dedup();
        assert_eq!(trials.len(), all, "{kind}: {events:#?}");
    }
}

/// Trains with a service that dies at a point once.
fn survives(stack: &mut Stack, service: &'static str, point: &str, dir: &Path, in_epochs: bool) {
    let at = format!("{service}:{point}");
    stack.kill(service);
    stack.launch_as(service, service, &[("ANNEAL_CRASH_AT", &at)]);
    let server = stack.server();
    let work = dir.join(format!("{service}-{point}"));
    std::fs::create_dir(&work).expect("made");
    let source = if in_epochs { project("epochs", &work, &epochs("")) } else { sample("digits-knn", &work) };
    let run = server.submit(&source);
    if in_epochs && point != "checkpoint_saved" {
        // Once it has a checkpoint to go on from.
        let container = server.wait_for_step(&run, 4);
        server.kill_training(&container);
    }
    let began = Instant::now();
    while !stack.has_died(service) {
        assert!(began.elapsed() < Duration::from_secs(120), "{at}: it does not come there");
        std::thread::sleep(Duration::from_millis(50));
    }
    stack.launch(service);
    server.wait(&run);
    assert_ended(&server, &run, "accepted");
    assert_said_once(&server.events(&run));
}

#[test]
fn a_service_that_dies_between_any_two_steps_changes_nothing_but_time() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut stack = Stack::start(&dir.path().join("data"));
    for (service, points) in POINTS {
        for point in *points {
            survives(&mut stack, service, point, dir.path(), false);
        }
    }
}

#[test]
fn a_service_that_dies_while_a_training_is_brought_back_changes_nothing_but_time() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut stack = Stack::start(&dir.path().join("data"));
    for (service, points) in CRASHED {
        for point in *points {
            survives(&mut stack, service, point, dir.path(), true);
        }
    }
}
