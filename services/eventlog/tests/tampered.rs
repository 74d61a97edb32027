//! A log whose files were changed behind the broker's back: what is missing or altered is found.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use anneal_eventlog::embedded::Embedded;
use anneal_eventlog::{Bucket, EventLog, JetStream, verify_objects, verify_run};
use anneal_proto::v1::{ObjectRef, PushReceived, SourceFetched};
use anneal_proto::{Recorded, RunId};
use support::{envelope, link};

const SECOND: &str = "the second event's own words";

fn run() -> RunId {
    RunId::of_delivery("test", "tampered", "1")
}

async fn connect(broker: &Embedded) -> JetStream {
    JetStream::connect_when_up(&broker.url, &broker.credentials, "test").await.expect("connected")
}

/// Three events, the second of which names an object.
async fn written(log: &JetStream) -> Vec<Recorded> {
    let object = log.put(Bucket::Sources, b"the pushed tree".to_vec()).await.expect("put");
    let push = PushReceived { repository: "o/r".to_owned(), ..PushReceived::default() };
    let first = log.append(envelope(&run(), push, "1", None)).await.expect("appended");
    let fetched =
        SourceFetched { commit: SECOND.to_owned(), object: Some(object), ..SourceFetched::default() };
    let second = log.append(envelope(&run(), fetched, "2", link(&first))).await.expect("appended");
    let third =
        log.append(envelope(&run(), SourceFetched::default(), "3", link(&second))).await.expect("appended");
    vec![first, second, third]
}

/// The broker's files below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&entry.path())),
            _ => found.push(entry.path()),
        }
    }
    found
}

/// Replaces bytes, of the same length, wherever the broker keeps them.
fn replace(dir: &Path, old: &[u8], new: &[u8]) {
    assert_eq!(old.len(), new.len());
    let mut replaced = 0;
    for path in files(dir) {
        let mut bytes = fs::read(&path).expect("readable");
        let places: Vec<usize> =
            (0..bytes.len().saturating_sub(old.len())).filter(|at| bytes[*at..].starts_with(old)).collect();
        for at in &places {
            bytes[*at..*at + new.len()].copy_from_slice(new);
        }
        if !places.is_empty() {
            fs::write(&path, bytes).expect("written");
            replaced += places.len();
        }
    }
    assert!(replaced > 0, "nowhere to be found");
}

#[tokio::test]
async fn an_event_whose_bytes_were_changed_is_found() {
    let data = tempfile::tempdir().expect("temporary directory");
    let broker = Embedded::start(data.path()).await.expect("a broker");
    let log = connect(&broker).await;
    let events = written(&log).await;
    assert_eq!(verify_run(&log, &run()).await.expect("readable"), Ok(3));
    broker.stop().await;
    replace(data.path(), SECOND.as_bytes(), "the second event's own WORDS".as_bytes());
    let broker = Embedded::start(data.path()).await.expect("a broker");
    let log = connect(&broker).await;
    let broken = verify_run(&log, &run()).await.expect("readable").expect_err("broken");
    // Its checksum no longer holds, so the broker does not give it out; what came after it points at nothing.
    assert_eq!((broken.at, broken.to), (events[2].sequence, events[1].sequence));
    broker.stop().await;
}

#[tokio::test]
async fn an_object_that_is_missing_is_found() {
    let data = tempfile::tempdir().expect("temporary directory");
    let broker = Embedded::start(data.path()).await.expect("a broker");
    let log = connect(&broker).await;
    let events = written(&log).await;
    assert_eq!(verify_objects(&log, &run()).await.expect("readable"), Ok(1));
    let lost =
        ObjectRef { bucket: "models".to_owned(), digest: format!("sha256:{}", "0".repeat(64)), size: 1 };
    let naming = SourceFetched { object: Some(lost), ..SourceFetched::default() };
    let fourth = log.append(envelope(&run(), naming, "4", link(&events[2]))).await.expect("appended");
    let broken = verify_objects(&log, &run()).await.expect("readable").expect_err("broken");
    assert_eq!(broken.at, fourth.sequence);
    assert!(broken.why.contains("there is no object"), "{broken:?}");
    broker.stop().await;
}
