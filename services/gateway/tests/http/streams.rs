//! Event streams: one JSON object a line, and server-sent events.

use std::time::Duration;

use anneal_chassis::{Cause, Say, envelope};
use anneal_eventlog::EventLog as _;
use anneal_proto::RunId;
use anneal_proto::v1::{EpochCompleted, LogWritten, SourceFetched};
use futures::{Stream, StreamExt as _};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Gateway, PATIENCE, accepted, pushed, refused, send};

const NDJSON: &str = "application/x-ndjson";

/// All objects of a stream that ends.
async fn all(request: RequestBuilder) -> Vec<Value> {
    let answer = send(request.header("accept", NDJSON)).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &NDJSON.parse().expect("text"))
    );
    let text = answer.text().await.expect("an end");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Lines of a stream as they come.
async fn lines(request: RequestBuilder) -> impl Stream<Item = String> {
    let bytes = send(request).await.bytes_stream();
    let texts = bytes.map(|chunk| String::from_utf8(chunk.expect("a chunk").to_vec()).expect("UTF-8"));
    // The gateway writes whole lines.
    texts.flat_map(|text| futures::stream::iter(text.lines().map(str::to_owned).collect::<Vec<_>>()))
}

async fn next(lines: &mut (impl Stream<Item = String> + Unpin)) -> Option<String> {
    tokio::time::timeout(PATIENCE, lines.next()).await.expect("in time")
}

async fn next_object(lines: &mut (impl Stream<Item = String> + Unpin)) -> Value {
    serde_json::from_str(&next(lines).await.expect("a line")).expect("JSON")
}

fn types(objects: &[Value]) -> Vec<&str> {
    objects.iter().map(|object| object["type"].as_str().expect("a type")).collect()
}

fn fetched() -> anneal_proto::Event {
    SourceFetched { files: 3, ..SourceFetched::default() }.into()
}

#[tokio::test]
async fn events_of_a_run_are_told_line_by_line() {
    let gateway = Gateway::start().await;
    gateway.run_of("other", [pushed("ada/faces")]).await;
    let run = gateway.run_of("1", [pushed("ada/digits"), fetched()]).await;
    let path = format!("/api/v1/runs/{run}/events?follow=false");
    let told = all(gateway.get(&path)).await;
    assert_eq!(types(&told), ["push_received", "source_fetched"]);
    let names: Vec<&str> = told[0].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["attempt", "causation", "data", "id", "run", "seq", "time", "trial", "type"]);
    assert_eq!((&told[1]["run"], &told[1]["seq"]), (&json!(run), &json!(3)));
    assert_eq!((&told[1]["data"]["files"], &told[1]["trial"]), (&json!(3), &Value::Null));
    assert_eq!(types(&all(gateway.get(&format!("{path}&after=2"))).await), ["source_fetched"]);
    assert_eq!(all(gateway.get(&format!("{path}&after=3"))).await, [] as [Value; 0]);
    refused(gateway.get(&format!("{path}&after=x")), 400, "malformed_query").await;
}

#[tokio::test]
async fn events_of_all_runs_end_where_the_log_ends() {
    let gateway = Gateway::start().await;
    let path = "/api/v1/events?follow=false";
    assert_eq!(all(gateway.get(path)).await, [] as [Value; 0]);
    gateway.run_of("1", [pushed("ada/digits"), fetched()]).await;
    gateway.run_of("2", [pushed("ada/faces")]).await;
    assert_eq!(types(&all(gateway.get(path)).await), ["push_received", "source_fetched", "push_received"]);
    assert_eq!(types(&all(gateway.get("/api/v1/events?follow=false&after=2")).await), ["push_received"]);
    assert_eq!(all(gateway.get("/api/v1/events?follow=false&after=99")).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_follower_sees_what_comes() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let of_run = gateway.get(&format!("/api/v1/runs/{run}/events")).header("accept", NDJSON);
    let of_all = gateway.get("/api/v1/events").header("accept", NDJSON);
    let (mut of_run, mut of_all) = (lines(of_run).await, lines(of_all).await);
    assert_eq!(next_object(&mut of_run).await["seq"], 1);
    assert_eq!(next_object(&mut of_all).await["seq"], 1);
    gateway.run_of("2", [pushed("ada/faces")]).await;
    gateway.say(&run, fetched()).await;
    assert_eq!(next_object(&mut of_run).await["seq"], 3);
    assert_eq!(next_object(&mut of_all).await["seq"], 2);
    assert_eq!(next_object(&mut of_all).await["seq"], 3);
}

/// What a browser's `EventSource` understands.
#[tokio::test]
async fn server_sent_events_go_on_where_they_broke_off() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", accepted("ada/digits", None)).await;
    let path = format!("/api/v1/runs/{run}/events");
    let answer = send(gateway.get(&format!("{path}?follow=false"))).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let text = answer.text().await.expect("an end");
    let first: Vec<&str> = text.lines().take(4).collect();
    assert_eq!((first[0], first[2], first[3]), ("event: push_received", "id: 1", ""));
    let data: Value = serde_json::from_str(first[1].strip_prefix("data: ").expect("data")).expect("JSON");
    assert_eq!(data["seq"], 1);
    assert_eq!(text.matches("\nid: ").count(), 9);

    // A browser repeats the query of its first try.
    for query in ["?follow=false", "?follow=false&after=2"] {
        let again = gateway.get(&format!("{path}{query}")).header("last-event-id", "7");
        let text = send(again).await.text().await.expect("an end");
        let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
        assert_eq!(ids, ["8", "9"], "{query}");
    }
    let garbage = gateway.get(&format!("{path}?follow=false")).header("last-event-id", "x");
    assert_eq!(send(garbage).await.text().await.expect("an end"), text);

    let mut live = lines(gateway.get(&path).header("last-event-id", "9")).await;
    gateway.say(&run, fetched()).await;
    assert_eq!(next(&mut live).await.as_deref(), Some("event: source_fetched"));
}

async fn signal(gateway: &Gateway, run: &RunId, key: &str, event: anneal_proto::Event) {
    let said = envelope(&gateway.context, "test", run, Say::new(event), &Cause::outside(key), None);
    gateway.log.signal(said).await.expect("published");
}

#[tokio::test]
async fn signals_come_where_they_are_asked_for() {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let other = gateway.run_of("2", [pushed("ada/faces")]).await;
    signal(&gateway, &other, "0", EpochCompleted { step: 99, ..EpochCompleted::default() }.into()).await;
    signal(&gateway, &run, "1", LogWritten { text: "hello".to_owned(), ..LogWritten::default() }.into())
        .await;
    signal(&gateway, &run, "2", EpochCompleted { step: 1, ..EpochCompleted::default() }.into()).await;
    let path = format!("/api/v1/runs/{run}/events?signals=true");
    let mut told = lines(gateway.get(&path).header("accept", NDJSON)).await;
    let mut two = [next_object(&mut told).await, next_object(&mut told).await];
    two.sort_by_key(|object| object["type"].to_string());
    assert_eq!(types(&two), ["epoch_completed", "push_received"]);
    assert_eq!((&two[0]["seq"], &two[0]["data"]["step"]), (&Value::Null, &json!(1)));
    let ends = all(gateway.get(&format!("{path}&follow=false"))).await;
    assert_eq!(types(&ends), ["push_received", "epoch_completed"]);
    signal(&gateway, &run, "3", EpochCompleted { step: 2, ..EpochCompleted::default() }.into()).await;
    assert_eq!(next_object(&mut told).await["data"]["step"], 2);
}

#[tokio::test]
async fn followers_do_not_keep_it_from_draining() {
    let mut gateway = Gateway::start().await;
    let run = gateway.run_of("1", [pushed("ada/digits")]).await;
    let of_all = gateway.get("/api/v1/events").header("accept", NDJSON);
    let mut all = lines(of_all).await;
    let mut one = lines(gateway.get(&format!("/api/v1/runs/{run}/events?signals=true"))).await;
    let mut logs = lines(gateway.get(&format!("/api/v1/runs/{run}/logs?follow=true"))).await;
    next(&mut all).await;
    next(&mut one).await;
    tokio::time::timeout(Duration::from_secs(5), gateway.stop()).await.expect("it drains");
    assert_eq!((next(&mut all).await, next(&mut logs).await), (None, None));
}
