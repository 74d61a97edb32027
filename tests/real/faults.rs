//! SIGKILL in the middle of a training: nothing is lost but time.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::server::Server;
use crate::{assert_resumed, sample};

const EPOCHS: u64 = 30;

#[test]
fn a_killed_training_goes_on_from_its_last_checkpoint() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = Server::up(&dir.path().join("data"), "process");
    let run = server.submit(&sample("digits-epochs", dir.path()));
    let container = server.wait_for_step(&run, 8);
    server.kill_training(&container);
    server.wait(&run);
    assert_resumed(&server, &run, EPOCHS);
}

#[test]
fn a_killed_server_goes_on_where_it_was() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut server = Server::up(&dir.path().join("data"), "process");
    let run = server.submit(&sample("digits-epochs", dir.path()));
    let container = server.wait_for_step(&run, 6);
    server.kill();
    no_broker_is_left(dir.path());
    // The training went on without it; this one ends it, so that there is something to resume.
    server.kill_training(&container);
    server.start();
    server.wait(&run);
    assert_resumed(&server, &run, EPOCHS);
}

#[test]
fn a_training_that_outlives_its_server_is_adopted() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut server = Server::up(&dir.path().join("data"), "process");
    let run = server.submit(&sample("digits-epochs", dir.path()));
    server.wait_for_step(&run, 4);
    server.kill();
    server.start();
    server.wait(&run);
    let view = crate::assert_ended(&server, &run, "accepted");
    assert_eq!(view["trials"][0]["attempts"].as_array().map(Vec::len), Some(1), "{view:#}");
    let steps = server.steps(&run);
    assert!((1..=EPOCHS).all(|epoch| steps.contains(&epoch)), "{steps:?}");
}

/// The embedded broker goes with its server, however that ends.
fn no_broker_is_left(dir: &std::path::Path) {
    let began = Instant::now();
    loop {
        let output = Command::new("ps").args(["-eo", "args="]).output().expect("ps");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let config = dir.join("data/nats/nats.conf").display().to_string();
        if !text.contains(&config) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "nats-server is left behind");
        std::thread::sleep(Duration::from_millis(100));
    }
}
