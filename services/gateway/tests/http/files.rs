//! What a run left.

use anneal_chassis::{Cause, Say, envelope};
use anneal_eventlog::{Bucket, EventLog as _};
use anneal_proto::v1::{Artifact, LogWritten, ModelAccepted, ObjectRef, TrainingFinished, TrialProposed};
use anneal_proto::{Event, RunId};
use serde_json::json;

use crate::support::{Gateway, accepted, pushed, refused, send};

const DIFF: &str = "--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-width = 2\n+width = 64\n";

async fn kept(gateway: &Gateway, bucket: Bucket, text: &str) -> ObjectRef {
    gateway.log.put(bucket, text.as_bytes().to_vec()).await.expect("kept")
}

async fn text(gateway: &Gateway, path: &str) -> String {
    let answer = send(gateway.get(path)).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("text")
}

#[tokio::test]
async fn the_patch_is_the_best_trials() {
    let gateway = Gateway::start().await;
    let patch = kept(&gateway, Bucket::Patches, DIFF).await;
    let run = gateway.run_of("1", accepted("ada/digits", Some(patch))).await;
    let answer = send(gateway.get(&format!("/api/v1/runs/{run}/patch"))).await;
    assert_eq!(answer.headers()["content-type"], "text/x-diff; charset=utf-8");
    assert_eq!(answer.text().await.expect("text"), DIFF);
}

#[tokio::test]
async fn why_there_is_no_patch_is_said() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let path = format!("/api/v1/runs/{run}/patch");
    let answer = refused(gateway.get(&path), 404, "no_patch").await;
    assert!(
        answer["error"]["message"].as_str().is_some_and(|text| text.ends_with("with a value")),
        "{answer}"
    );
    gateway.say(&run, TrialProposed::default().into()).await;
    gateway.say(&run, ModelAccepted::default().into()).await;
    let answer = refused(gateway.get(&path), 404, "no_patch").await;
    assert!(answer["error"]["message"].as_str().is_some_and(|text| text.ends_with("as pushed")), "{answer}");
}

#[tokio::test]
async fn a_patch_that_was_lost_is_told_from_a_broker_that_is_away() {
    let gateway = Gateway::start().await;
    let lost = ObjectRef { bucket: "patches".to_owned(), digest: "sha256:0".to_owned(), size: 1 };
    let run = gateway.run_of("1", accepted("ada/digits", Some(lost))).await;
    refused(gateway.get(&format!("/api/v1/runs/{run}/patch")), 500, "object_lost").await;
    assert!(text(&gateway, &format!("/runs/{run}")).await.contains("ada/digits"));
}

#[tokio::test]
async fn artifacts_are_listed_and_given() {
    let gateway = Gateway::start().await;
    let model = kept(&gateway, Bucket::Models, "weights").await;
    let artifact = |path: &str| Artifact {
        path: path.to_owned(),
        format: "joblib".to_owned(),
        object: Some(model.clone()),
    };
    let artifacts = vec![artifact("model.pkl"), artifact("out/best model.pkl")];
    let objective = anneal_proto::v1::Settings::default().objective("classification");
    let objective = Some(anneal_proto::v1::Objective { value: Some(0.5), ..objective });
    let finished = TrainingFinished { attempt: 1, artifacts, objective, ..TrainingFinished::default() };
    let events: [Event; 3] = [pushed("ada/digits"), TrialProposed::default().into(), finished.into()];
    let run = gateway.run_of("1", events).await;
    let path = format!("/api/v1/runs/{run}/artifacts");
    assert_eq!(
        gateway.json(&path).await[1],
        json!({"path": "out/best model.pkl", "format": "joblib", "digest": model.digest, "size": 7})
    );
    for name in ["model.pkl", "out/best%20model.pkl"] {
        let answer = send(gateway.get(&format!("{path}/{name}"))).await;
        assert_eq!(answer.headers()["content-type"], "application/octet-stream");
        assert_eq!(answer.text().await.expect("text"), "weights", "{name}");
    }
    refused(gateway.get(&format!("{path}/other.pkl")), 404, "no_artifact").await;
}

async fn print(gateway: &Gateway, run: &RunId, (trial, attempt): (u32, u32), line: &str) {
    let log = LogWritten { trial, attempt, text: format!("{line}\n"), ..LogWritten::default() };
    let cause = Cause::outside(line);
    let said = envelope(&gateway.context, "test", run, Say::new(log), &cause, None);
    gateway.log.signal(said).await.expect("published");
}

#[tokio::test]
async fn output_is_told_as_it_was_printed() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let other = gateway.run_of("2", [pushed("ada/faces")]).await;
    print(&gateway, &run, (0, 1), "one").await;
    print(&gateway, &other, (0, 1), "not ours").await;
    print(&gateway, &run, (0, 2), "two").await;
    print(&gateway, &run, (1, 1), "three ü").await;
    let path = format!("/api/v1/runs/{run}/logs");
    assert_eq!(text(&gateway, &path).await, "one\ntwo\nthree ü\n");
    assert_eq!(text(&gateway, &format!("{path}?trial=0")).await, "one\ntwo\n");
    assert_eq!(text(&gateway, &format!("{path}?trial=0&attempt=2")).await, "two\n");
    assert_eq!(text(&gateway, &format!("{path}?trial=7")).await, "");
    let lines = gateway.get(&format!("{path}?attempt=2")).header("accept", "application/x-ndjson");
    let told = send(lines).await.text().await.expect("text");
    let told: serde_json::Value = serde_json::from_str(&told).expect("one object");
    assert_eq!((&told["trial"], &told["attempt"], &told["text"]), (&json!(0), &json!(2), &json!("two\n")));
}

#[tokio::test]
async fn output_is_followed_to_the_runs_end() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    print(&gateway, &run, (0, 1), "one").await;
    let path = format!("/api/v1/runs/{run}/logs?follow=true");
    let followed = text(&gateway, &path);
    let goes_on = async {
        // Longer than a pause that ends what is not followed.
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        print(&gateway, &run, (0, 1), "two").await;
        gateway.say(&run, ModelAccepted::default().into()).await;
    };
    assert_eq!(tokio::join!(followed, goes_on).0, "one\ntwo\n");
}
