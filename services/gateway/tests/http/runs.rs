//! Listing, showing and cancelling runs; what else there is to ask.

use std::collections::BTreeSet;

use anneal_proto::v1::{EpochCompleted, TrainingStarted, TrialProposed};
use anneal_proto::{Event, Kind};
use serde_json::{Value, json};

use crate::support::{Gateway, accepted, pushed, refused, send, told};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn has(value: &Value, names: &[&str]) {
    let missing: Vec<_> = names.iter().filter(|name| !keys(value).contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?} of {value:#}");
}

/// The names that scripts rely on.
#[tokio::test]
async fn a_run_is_shown_with_the_names_of_the_contract() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", accepted("ada/digits", None)).await;
    let view = gateway.json(&format!("/api/v1/runs/{run}")).await;
    has(&view, &["run", "repository", "commit", "state", "workload", "objective", "best_trial", "trials"]);
    has(&view, &["notifications", "reason"]);
    let workload = ["framework", "era", "image", "entry", "task", "family", "requirements", "confidence"];
    has(&view["workload"], &workload);
    has(&view["workload"], &["evidence"]);
    has(&view["objective"], &["metric", "target", "direction", "value", "source"]);
    has(&view["trials"][1], &["trial", "state", "value", "proposal", "attempts"]);
    let attempt = &view["trials"][1]["attempts"][0];
    has(attempt, &["attempt", "state", "resumed_from_step", "exit_code", "reason"]);
    assert_eq!((&view["state"], &view["best_trial"]), (&json!("accepted"), &json!(1)));
    assert_eq!((&view["objective"]["value"], &view["reason"]), (&json!(0.934), &Value::Null));
}

#[tokio::test]
async fn runs_are_listed_the_newest_first() {
    let gateway = Gateway::start().await;
    let old = gateway.run_of("1", accepted("ada/old", None)).await;
    let new = gateway.run_of("2", [pushed("ada/new")]).await;
    let list = |query: &'static str| {
        let gateway = &gateway;
        async move {
            let runs = gateway.json(&format!("/api/v1/runs{query}")).await;
            let runs = runs.as_array().cloned().unwrap_or_default();
            runs.iter().map(|view| view["run"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(list("").await, [new.as_str(), old.as_str()]);
    assert_eq!(list("?limit=1").await, [new.as_str()]);
    assert_eq!(list("?state=accepted").await, [old.as_str()]);
    assert_eq!(list("?state=failed").await, [""; 0]);
    refused(gateway.get("/api/v1/runs?state=fine"), 400, "malformed_query").await;
    refused(gateway.get("/api/v1/runs?limit=-1"), 400, "malformed_query").await;
}

#[tokio::test]
async fn a_run_that_is_not_there_is_not_found() {
    let gateway = Gateway::start().await;
    for run in ["aaaaaaaaaaaa", "x", "..%2f..%2fetc"] {
        for rest in ["", "/events", "/patch", "/logs", "/artifacts", "/artifacts/model.pkl"] {
            refused(gateway.get(&format!("/api/v1/runs/{run}{rest}")), 404, "no_such_run").await;
        }
        refused(gateway.post(&format!("/api/v1/runs/{run}/cancel")), 404, "no_such_run").await;
        refused(gateway.get(&format!("/api/v1/verify?run={run}")), 404, "no_such_run").await;
        refused(gateway.get(&format!("/runs/{run}")), 404, "no_such_run").await;
    }
    refused(gateway.get("/api/v2"), 404, "no_such_path").await;
}

#[tokio::test]
async fn a_run_is_cancelled_once() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let cancel = || gateway.post(&format!("/api/v1/runs/{run}/cancel"));
    assert_eq!(told(cancel()).await, (200, json!({"run": run, "state": "cancelled"})));
    let view = gateway.json(&format!("/api/v1/runs/{run}")).await;
    assert_eq!(view["state"], "cancelled");
    assert!(view["reason"].as_str().is_some_and(|why| why.contains("developer")), "{view}");
    refused(cancel(), 409, "run_ended").await;
    let said = gateway.log.events();
    let causes: Vec<_> = said.iter().map(|event| event.envelope.causation.clone()).collect();
    assert_eq!(causes, [None, Some(said[0].envelope.id.clone())]);
}

#[tokio::test]
async fn a_run_that_ended_is_not_cancelled() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", accepted("ada/digits", None)).await;
    refused(gateway.post(&format!("/api/v1/runs/{run}/cancel")), 409, "run_ended").await;
    assert!(gateway.log.events().iter().all(|event| event.envelope.event.kind() != Some(Kind::RunCancelled)));
}

/// Those who lose the race for the append look again, and see that it has ended.
#[tokio::test]
async fn a_run_that_many_cancel_at_once_is_cancelled_once() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let cancels = (0..8).map(|_| told(gateway.post(&format!("/api/v1/runs/{run}/cancel"))));
    let statuses: Vec<u16> = futures::future::join_all(cancels).await.iter().map(|answer| answer.0).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
    assert_eq!(gateway.log.events().len(), 2);
}

/// A gateway that starts anew shows what the one before it showed, before it answers.
#[tokio::test]
async fn live_and_replayed_are_the_same() {
    let gateway = Gateway::start().await;
    gateway.run_of("1", accepted("ada/digits", None)).await;
    let proposed: Event = TrialProposed::default().into();
    let started = TrainingStarted { attempt: 1, ..TrainingStarted::default() }.into();
    let run = gateway.run_of("2", [pushed("ada/faces"), proposed, started]).await;
    let done = EpochCompleted { attempt: 1, step: 3, total: Some(9), ..EpochCompleted::default() };
    signal(&gateway, &run, done.into()).await;
    let path = format!("/api/v1/runs/{run}");
    until(&gateway, &path, |view| view["current"]["step"] == 3).await;
    let again = Gateway::over(gateway.log.clone()).await;
    until(&again, &path, |view| view["current"]["step"] == 3).await;
    assert_eq!(gateway.json("/api/v1/runs").await, again.json("/api/v1/runs").await);
}

async fn signal(gateway: &Gateway, run: &anneal_proto::RunId, event: Event) {
    use anneal_eventlog::EventLog as _;
    let (say, cause) = (anneal_chassis::Say::new(event), anneal_chassis::Cause::outside("signal"));
    let envelope = anneal_chassis::envelope(&gateway.context, "test", run, say, &cause, None);
    gateway.log.signal(envelope).await.expect("published");
}

async fn until(gateway: &Gateway, path: &str, done: impl Fn(&Value) -> bool) {
    let wait = async {
        while !done(&gateway.json(path).await) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, wait).await.expect("it comes");
}

#[tokio::test]
async fn it_is_well_and_says_so() {
    let gateway = Gateway::start().await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(send(gateway.get(path)).await.status(), 200, "{path}");
    }
    let described = gateway.json("/api/v1/openapi.json").await;
    let paths = keys(&described["paths"]);
    let served = ["", "/{run}", "/{run}/cancel", "/{run}/events", "/{run}/patch", "/{run}/logs"];
    for path in served {
        assert!(paths.contains(format!("/api/v1/runs{path}").as_str()), "{path} in {paths:?}");
    }
    let run = gateway.run_of("1", accepted("ada/digits", None)).await;
    let view = gateway.json(&format!("/api/v1/runs/{run}")).await;
    let names = keys(&described["components"]["schemas"]["Run"]["properties"]);
    assert!(names.is_subset(&keys(&view)), "{names:?}");
}
