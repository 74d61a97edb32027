//! Walking the hash chain.

use anneal_eventlog::{Faults, Memory};
use anneal_proto::v1::PushReceived;
use anneal_proto::{Event, Recorded, RunId};
use serde_json::{Value, json};

use crate::support::{Gateway, accepted, pushed};

/// A log in which somebody changed the events of a gateway's by hand.
fn forged(gateway: &Gateway, change: impl FnOnce(&mut Vec<Recorded>)) -> Memory {
    let mut events = gateway.log.events();
    change(&mut events);
    for event in &mut events {
        // What reading such a message gives.
        event.digest = event.envelope.digest();
    }
    Memory::resumed(Faults::default(), events, &gateway.log)
}

async fn two_runs() -> (Gateway, RunId, RunId) {
    let gateway = Gateway::start().await;
    let one = gateway.run_of("1", accepted("ada/digits", None)).await;
    let two = gateway.run_of("2", accepted("ada/faces", None)).await;
    (gateway, one, two)
}

async fn verified(gateway: &Gateway, query: &str) -> Value {
    gateway.json(&format!("/api/v1/verify{query}")).await
}

#[tokio::test]
async fn an_intact_log_is_intact() {
    let (gateway, one, _) = two_runs().await;
    assert_eq!(verified(&gateway, "").await, json!({"intact": true, "runs": 2, "events": 18, "objects": 0}));
    let query = format!("?run={one}");
    assert_eq!(
        verified(&gateway, &query).await,
        json!({"intact": true, "runs": 1, "events": 9, "objects": 0})
    );
    let empty = Gateway::start().await;
    assert_eq!(verified(&empty, "").await, json!({"intact": true, "runs": 0, "events": 0, "objects": 0}));
}

#[tokio::test]
async fn an_altered_event_shows_where_it_is() {
    let (gateway, one, two) = two_runs().await;
    let log = forged(&gateway, |events| match &mut events[4].envelope.event {
        Event::TrainingFinished(finished) => finished.duration_ms = 1,
        other => panic!("{other:?}"),
    });
    let altered = Gateway::over(log.clone()).await;
    let told = verified(&altered, &format!("?run={one}")).await;
    let expected = gateway.log.events()[4].digest.to_string();
    let found = log.events()[4].digest.to_string();
    assert_eq!(
        told["broken"],
        json!({"run": one, "at": 6, "to": 5, "expected": expected, "found": found}),
        "{told}"
    );
    assert_eq!(told["intact"], false);
    assert_eq!(verified(&altered, "").await["broken"]["at"], 6);
    assert_eq!(verified(&altered, &format!("?run={two}")).await["intact"], true);
}

#[tokio::test]
async fn an_event_that_belongs_to_another_run_now_is_missed() {
    let (gateway, one, two) = two_runs().await;
    let log = forged(&gateway, |events| events[2].envelope.run = two);
    let told = verified(&Gateway::over(log).await, &format!("?run={one}")).await;
    assert_eq!((&told["intact"], &told["broken"]["at"]), (&json!(false), &json!(4)), "{told}");
    assert_eq!(told["broken"]["found"], Value::Null);
}

/// A first event that is no push any more takes its run out of no list.
#[tokio::test]
async fn a_run_whose_push_was_altered_is_verified_too() {
    let gateway = Gateway::start().await;
    let more = PushReceived { message: "more".to_owned(), ..PushReceived::default() };
    let run = gateway.run_of("1", [pushed("ada/digits"), more.into()]).await;
    let log = forged(&gateway, |events| {
        for event in events {
            event.envelope.event = Event::Unknown { kind: "nothing".to_owned(), body: Vec::new() };
        }
    });
    let altered = Gateway::over(log).await;
    let told = verified(&altered, "").await;
    assert_eq!((&told["intact"], &told["broken"]["run"]), (&json!(false), &json!(run)), "{told}");
}
