//! `anneal up` with trainings in containers. Where Docker is not required and not there, these say so and
//! pass.

use std::fs;
use std::process::Command;

use anneal_trainer::Config;
use anneal_trainer::executor::{Images, PrepareError};
use clap::Parser as _;

use crate::server::Server;
use crate::{abandoned_with_its_traceback, accepted_as_pushed, assert_resumed, sample, tuned_until_accepted};

/// Whether an engine answers; a failure where one is required.
pub(crate) fn docker() -> bool {
    let asked = Command::new("docker").args(["version", "--format", "{{.Server.Version}}"]).output();
    let there = asked.is_ok_and(|output| output.status.success());
    let required =
        std::env::var("ANNEAL_REQUIRE").is_ok_and(|list| list.split(',').any(|name| name == "docker"));
    assert!(there || !required, "a Docker engine is required and none answers");
    if !there {
        eprintln!("SKIPPED: no Docker engine answers");
    }
    there
}

#[test]
fn the_samples_end_as_they_should() {
    if !docker() {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = Server::up(&dir.path().join("data"), "docker");
    accepted_as_pushed(&server, dir.path());
    tuned_until_accepted(&server, dir.path());
    abandoned_with_its_traceback(&server, dir.path());
}

#[test]
fn a_killed_container_goes_on_from_its_last_checkpoint() {
    if !docker() {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = Server::up(&dir.path().join("data"), "docker");
    let run = server.submit(&sample("digits-epochs", dir.path()));
    let container = server.wait_for_step(&run, 8);
    let killed = Command::new("docker").args(["kill", &container]).output().expect("docker");
    assert!(killed.status.success(), "{killed:?}");
    server.wait(&run);
    assert_resumed(&server, &run, 30);
}

const KERAS: &str = r#"import numpy as np
from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(3)
X, y = load_digits(return_X_y=True)
X = (X / 16.0).reshape(-1, 8, 8, 1).astype("float32")
order = np.random.permutation(len(X))
train, test = order[:1300], order[1300:]

model = keras.Sequential([
    layers.Input((8, 8, 1)),
    layers.Conv2D(16, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X[train], y[train], epochs=60, batch_size=16, verbose=0, validation_split=0.1)
loss, accuracy = model.evaluate(X[test], y[test], verbose=0)
print("Test accuracy: %.4f" % accuracy)
"#;

/// A CNN in Keras goes to the Keras image, and goes on at its next epoch when its container is killed.
#[test]
fn a_keras_training_is_checkpointed_and_resumed() {
    if !docker() {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    let repository = dir.path().join("digits-cnn");
    fs::create_dir(&repository).expect("made");
    fs::write(repository.join("train.py"), KERAS).expect("written");
    let server = Server::up(&dir.path().join("data"), "docker");
    let run = server.submit(&repository);
    let container = server.wait_for_step(&run, 5);
    let killed = Command::new("docker").args(["kill", &container]).output().expect("docker");
    assert!(killed.status.success(), "{killed:?}");
    server.wait(&run);
    assert_resumed(&server, &run, 60);
    let view = server.show(&run);
    let workload = &view["workload"];
    assert_eq!((workload["image"].as_str(), workload["family"].as_str()), (Some("keras"), Some("cnn")));
    assert_eq!(view["objective"]["split"], "test", "{view:#}");
}

/// Whoever cannot have an image is told why, and where the whole log of its build is.
#[tokio::test]
async fn the_log_of_a_build_that_failed_is_kept() {
    if !docker() {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    let flags = ["trainer".as_ref(), "--data".as_ref(), dir.path().as_os_str()];
    let config = Config::parse_from(flags);
    let images = Images::connect(&config).await.expect("an engine");
    let needs = ["no-such-distribution-for-anneal==1.0".to_owned()];
    let Err(PrepareError::Impossible(reason)) = images.ready("sklearn", &needs).await else {
        panic!("an image of what does not exist")
    };
    assert_eq!(reason.code, "image_build_failed");
    assert!(reason.what.contains("no-such-distribution-for-anneal"), "{}", reason.what);
    let (_, path) = reason.what.rsplit_once("the whole log: ").expect("it says where the log is");
    let log = fs::read_to_string(path).expect("it is there");
    assert!(log.starts_with("Step 1/") && log.contains("no-such-distribution-for-anneal"), "{log}");
}
