//! Dead letters by HTTP.

use anneal_eventlog::{DeadLetter, EventLog as _};
use anneal_proto::Sequence;
use serde_json::{Value, json};

use crate::support::{Gateway, accepted, told};

async fn with_a_letter() -> Gateway {
    let gateway = Gateway::start().await;
    let run = gateway.run_of("1", accepted("ada/digits", None)).await;
    let reason = "it never works".to_owned();
    let service = "tuner".to_owned();
    let letter = DeadLetter { service, sequence: Sequence(3), run: Some(run), reason, trace: None };
    gateway.log.bury(letter).await.expect("buried");
    gateway
}

#[tokio::test]
async fn a_letter_is_listed_shown_with_its_message_and_settled() {
    let gateway = with_a_letter().await;
    let letters = gateway.json("/api/v1/dead").await;
    assert_eq!((&letters[0]["number"], &letters[0]["reason"]), (&json!(1), &json!("it never works")));
    let shown = gateway.json("/api/v1/dead/1").await;
    assert_eq!(shown["message"]["seq"], 3, "{shown}");
    let (status, answer) = told(gateway.post("/api/v1/dead/1/retry")).await;
    assert_eq!((status, &answer["settled"]), (200, &json!("retried")));
    assert_eq!(gateway.json("/api/v1/dead").await[0]["settled"], "retried");
    let (_, answer) = told(gateway.post("/api/v1/dead/1/drop")).await;
    assert_eq!(answer["settled"], "dropped");
}

#[tokio::test]
async fn a_letter_that_is_not_there_is_said_to_be_missing() {
    let gateway = with_a_letter().await;
    let (status, answer) = told(gateway.post("/api/v1/dead/9/retry")).await;
    assert_eq!((status, &answer["error"]["code"]), (404, &Value::from("no_such_letter")), "{answer}");
}
