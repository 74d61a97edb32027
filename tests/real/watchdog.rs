//! The watchdog's table on real processes: what hangs, what is slow, what is too large.

use std::path::Path;

use serde_json::Value;

use crate::server::Server;
use crate::{assert_ended, project};

/// A training of twelve epochs; `{}` is run in each.
const EPOCHS: &str = r#"
import os, threading, time
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score

X, y = load_digits(return_X_y=True)
X = X / 16.0
model = SGDClassifier(random_state=0)
for epoch in range(1, 13):
    model.partial_fit(X[:1200], y[:1200], classes=np.arange(10))
    print("epoch", epoch, "accuracy", accuracy_score(y[1200:], model.predict(X[1200:])))
    time.sleep(0.2)
    {}
print("test accuracy:", accuracy_score(y[1200:], model.predict(X[1200:])))
"#;

pub(crate) fn epochs(inside: &str) -> String {
    EPOCHS.replace("{}", &inside.replace('\n', "\n    "))
}

fn crashes(server: &Server, run: &str) -> Vec<Value> {
    let events = server.events(run).into_iter().filter(|event| event["type"] == "training_crashed");
    events.map(|event| event["data"].clone()).collect()
}

fn attempts(view: &Value) -> Vec<Value> {
    view["trials"][0]["attempts"].as_array().cloned().unwrap_or_default()
}

fn server(dir: &Path, settings: &[(&'static str, &str)]) -> Server {
    Server::up_with(&dir.join("data"), "process", settings)
}

#[test]
fn a_training_that_hangs_says_where_is_ended_and_goes_on() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = server(dir.path(), &[("ANNEAL_HANG_SECONDS", "3")]);
    let marker = dir.path().join("hung-once");
    let inside = "def waits_for_nobody():\n    threading.Event().wait()\n\
                  if epoch == 6 and not os.path.exists('MARKER'):\n    open('MARKER', 'w').close()\n    waits_for_nobody()";
    let script = epochs(&inside.replace("MARKER", marker.to_str().expect("UTF-8")));
    let run = server.submit(&project("hangs", dir.path(), &script));
    server.wait(&run);
    let view = assert_ended(&server, &run, "accepted");
    let crashes = crashes(&server, &run);
    assert_eq!(crashes.len(), 1, "{crashes:#?}");
    assert_eq!(crashes[0]["reason"]["code"], "hang", "{crashes:#?}");
    let stacks = crashes[0]["stacks"].as_str().unwrap_or_default();
    assert!(stacks.contains("waits_for_nobody") && stacks.contains("train.py"), "{stacks}");
    assert!(attempts(&view)[1]["resumed_from_step"].as_u64() >= Some(4), "{view:#}");
}

#[test]
fn a_slow_and_silent_training_is_left_alone() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = server(dir.path(), &[("ANNEAL_HANG_SECONDS", "2")]);
    let inside = "if epoch == 6:\n    end = time.monotonic() + 9\n    while time.monotonic() < end:\n        sum(range(10000))";
    let run = server.submit(&project("slow", dir.path(), &epochs(inside)));
    server.wait(&run);
    let view = assert_ended(&server, &run, "accepted");
    assert_eq!(attempts(&view).len(), 1, "{view:#}");
}

#[test]
fn a_training_that_needs_more_memory_gets_it_and_goes_on() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let limits = [("ANNEAL_TRAINING_MEMORY_MIB", "700"), ("ANNEAL_TRAINING_MOST_MEMORY_MIB", "4096")];
    let server = server(dir.path(), &[&limits[..], &[("ANNEAL_HANG_SECONDS", "6")]].concat());
    let inside = "if epoch == 6:\n    large = np.ones((1100, 1024, 128))\n    time.sleep(2)";
    let run = server.submit(&project("large", dir.path(), &epochs(inside)));
    server.wait(&run);
    let view = assert_ended(&server, &run, "accepted");
    let crashes = crashes(&server, &run);
    assert!(crashes.iter().all(|crash| crash["reason"]["code"] == "out_of_memory"), "{crashes:#?}");
    assert_eq!(crashes.len(), 1, "{crashes:#?}");
    let started = server.events(&run).into_iter().filter(|event| event["type"] == "training_started");
    let memory: Vec<_> = started.filter_map(|event| event["data"]["memory"].as_u64()).collect();
    assert_eq!(memory, [700 << 20, 1400 << 20]);
    assert!(attempts(&view)[1]["resumed_from_step"].as_u64() >= Some(4), "{view:#}");
}

#[test]
fn a_training_that_fills_its_disk_is_ended_with_what_to_do() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = server(dir.path(), &[("ANNEAL_TRAINING_DISK_MIB", "100"), ("ANNEAL_HANG_SECONDS", "60")]);
    let inside = "if epoch == 6:\n    open('big', 'wb').write(bytes(300 << 20))\n    time.sleep(60)";
    let run = server.submit(&project("fills", dir.path(), &epochs(inside)));
    server.wait(&run);
    let view = assert_ended(&server, &run, "failed");
    assert_eq!(attempts(&view).len(), 1, "{view:#}");
    let mail = server.mails(&run).remove(0);
    assert!(mail.contains("MiB of disk; 100 MiB are allowed"), "{mail}");
}
