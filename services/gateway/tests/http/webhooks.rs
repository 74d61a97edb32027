//! GitHub's webhooks.

use anneal_eventlog::{EventLog as _, Faults, Memory};
use anneal_proto::Event;
use anneal_proto::v1::{ObjectRef, PushReceived};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Gateway, SECRET, refused, told};

const COMMIT: &str = "8d5a1f0c2b7e4936a0fe5d3c1b9a7e6f4d2c0b8a";

fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

/// A delivery without a signature.
fn unsigned(gateway: &Gateway, event: &str, delivery: &str, body: &[u8]) -> RequestBuilder {
    let request = gateway.post("/webhooks/github").header("content-type", "application/json");
    request.header("x-github-event", event).header("x-github-delivery", delivery).body(body.to_vec())
}

fn signed(gateway: &Gateway, event: &str, delivery: &str, body: &[u8]) -> RequestBuilder {
    unsigned(gateway, event, delivery, body).header("x-hub-signature-256", signature(SECRET, body))
}

fn delivered(gateway: &Gateway, event: &str, delivery: &str, body: &Value) -> RequestBuilder {
    signed(gateway, event, delivery, body.to_string().as_bytes())
}

fn push() -> Value {
    json!({
        "ref": "refs/heads/main", "before": "1".repeat(40), "after": COMMIT,
        "created": false, "deleted": false, "forced": false, "base_ref": null, "commits": [],
        "repository": {"id": 7, "name": "digits", "full_name": "ada/digits", "private": false,
            "clone_url": "https://forge.example/ada/digits.git"},
        "pusher": {"name": "ada", "email": "ada@example.org"},
        "sender": {"login": "ada-l"},
        "head_commit": {"id": COMMIT, "message": "Widen the layer\n\nIt was too narrow.",
            "author": {"name": "Ada", "email": "author@example.org"}},
    })
}

/// What was pushed; there must be one event, and it must be that.
fn only_push(gateway: &Gateway) -> PushReceived {
    let mut events = gateway.log.events();
    assert_eq!(events.len(), 1, "{events:?}");
    match events.remove(0).envelope.event {
        Event::PushReceived(push) => push,
        other => panic!("{other:?}"),
    }
}

fn nothing_is_stored(gateway: &Gateway) {
    assert_eq!(gateway.log.events(), []);
    assert!(gateway.log.forge_deliveries().is_empty());
    assert!(gateway.log.dead_letters().is_empty());
}

#[tokio::test]
async fn a_signed_push_is_a_run() {
    let gateway = Gateway::start().await;
    let (status, body) = told(delivered(&gateway, "push", "d-1", &push())).await;
    assert_eq!(status, 202, "{body}");
    let run = body["run"].as_str().expect("a run");
    let said = only_push(&gateway);
    assert_eq!(
        (said.forge.as_str(), said.repository.as_str(), said.clone_url.as_str()),
        ("github", "ada/digits", "https://forge.example/ada/digits.git")
    );
    assert_eq!((said.r#ref.as_str(), said.commit.as_str()), ("refs/heads/main", COMMIT));
    assert_eq!((said.delivery.as_str(), said.message.as_str()), ("d-1", "Widen the layer"));
    let pusher = said.pusher.expect("a pusher");
    assert_eq!((pusher.name.as_str(), pusher.email.as_str()), ("ada", "ada@example.org"));
    assert_eq!(pusher.username, "ada-l");
    assert_eq!(gateway.json(&format!("/api/v1/runs/{run}")).await["repository"], "ada/digits");
    assert_eq!(gateway.counted("webhook_accepted").await, 1);
    let (subject, raw) = gateway.log.forge_deliveries().remove("d-1").expect("published");
    assert_eq!(subject.as_str(), "anneal.v1.forge.github.ada.digits.push");
    assert_eq!(raw, push().to_string().into_bytes());
}

#[tokio::test]
async fn a_delivery_that_comes_twice_is_one_run() {
    let gateway = Gateway::start().await;
    let (_, first) = told(delivered(&gateway, "push", "d-1", &push())).await;
    let (status, again) = told(delivered(&gateway, "push", "d-1", &push())).await;
    assert_eq!((status, &again), (202, &first));
    only_push(&gateway);
    let (_, other) = told(delivered(&gateway, "push", "d-2", &push())).await;
    assert_ne!(other, first);
    assert_eq!(gateway.json("/api/v1/runs").await.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn deliveries_that_come_at_once_are_one_run() {
    let gateway = Gateway::start().await;
    let body = push();
    let requests = (0..8).map(|_| told(delivered(&gateway, "push", "d-1", &body)));
    let answers = futures::future::join_all(requests).await;
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == 202), "{answers:?}");
    only_push(&gateway);
}

#[tokio::test]
async fn what_is_not_signed_with_the_secret_leaves_nothing() {
    let gateway = Gateway::start().await;
    let body = push().to_string().into_bytes();
    let tampered = [body.as_slice(), b" "].concat();
    let with = |signature: &str| {
        unsigned(&gateway, "push", "d", &body).header("x-hub-signature-256", signature.to_owned())
    };
    let sha1 = unsigned(&gateway, "push", "d", &body).header("x-hub-signature", "sha1=00");
    let wrong = [
        unsigned(&gateway, "push", "d", &body),
        sha1,
        with(&signature("another secret", &body)),
        with(&signature(SECRET, &tampered)),
        with(&signature(SECRET, &body)[7..]),
        with(&signature(SECRET, &body)[..40]),
        with("sha256="),
        unsigned(&gateway, "ping", "d", b"{}"),
    ];
    let count = wrong.len() as u64;
    for request in wrong {
        refused(request, 401, "bad_signature").await;
    }
    nothing_is_stored(&gateway);
    assert_eq!(gateway.counted("webhook_unsigned").await, count);
    assert_eq!(gateway.counted("webhook_accepted").await, 0);
}

#[tokio::test]
async fn what_is_too_large_leaves_nothing() {
    let flags = ["--github-secret", SECRET, "--max-webhook-bytes", "1000"];
    let gateway = Gateway::with(Memory::new(Faults::default()), &flags).await;
    let mut large = push();
    large["padding"] = json!("x".repeat(1000));
    refused(delivered(&gateway, "push", "d", &large), 413, "webhook_too_large").await;
    nothing_is_stored(&gateway);
    assert_eq!(gateway.counted("webhook_too_large").await, 1);
    assert_eq!(told(delivered(&gateway, "push", "d", &push())).await.0, 202);
}

#[tokio::test]
async fn tags_and_deleted_branches_are_published_and_not_trained() {
    let gateway = Gateway::start().await;
    let mut tag = push();
    tag["ref"] = json!("refs/tags/v1.0");
    let mut deleted = push();
    deleted["deleted"] = json!(true);
    deleted["after"] = json!("0".repeat(40));
    deleted["head_commit"] = Value::Null;
    let mut notes = push();
    notes["ref"] = json!("refs/notes/commits");
    for (delivery, body, word) in
        [("d-1", tag, "tags"), ("d-2", deleted, "deleted"), ("d-3", notes, "branches")]
    {
        let (status, answer) = told(delivered(&gateway, "push", delivery, &body)).await;
        assert_eq!(status, 202, "{answer}");
        assert!(answer["ignored"].as_str().is_some_and(|why| why.contains(word)), "{answer}");
        let (subject, raw) = gateway.log.forge_deliveries().remove(delivery).expect("published");
        assert_eq!(subject.as_str(), "anneal.v1.forge.github.ada.digits.push");
        assert_eq!(raw, body.to_string().into_bytes());
    }
    assert_eq!(gateway.log.events(), []);
}

#[tokio::test]
async fn the_first_push_of_a_branch_is_a_run() {
    let gateway = Gateway::start().await;
    let mut body = push();
    body["before"] = json!("0".repeat(40));
    body["created"] = json!(true);
    body["ref"] = json!("refs/heads/feature/wide layer");
    assert_eq!(told(delivered(&gateway, "push", "d", &body)).await.0, 202);
    assert_eq!(only_push(&gateway).r#ref, "refs/heads/feature/wide layer");
}

#[tokio::test]
async fn a_push_without_pusher_and_head_commit_is_a_run() {
    let gateway = Gateway::start().await;
    let mut body = push();
    for key in ["pusher", "head_commit", "sender", "deleted", "commits"] {
        body.as_object_mut().expect("an object").remove(key);
    }
    assert_eq!(told(delivered(&gateway, "push", "d-1", &body)).await.0, 202);
    let said = only_push(&gateway);
    assert_eq!((said.commit.as_str(), said.message.as_str()), (COMMIT, ""));

    let gateway = Gateway::start().await;
    let mut body = push();
    body["pusher"] = json!({"name": "ada"});
    assert_eq!(told(delivered(&gateway, "push", "d-1", &body)).await.0, 202);
    let pusher = only_push(&gateway).pusher.expect("a pusher");
    assert_eq!((pusher.name.as_str(), pusher.email.as_str()), ("ada", "author@example.org"));
}

#[tokio::test]
async fn other_events_are_published_and_not_trained() {
    let gateway = Gateway::start().await;
    let ping = json!({"zen": "Keep it logically awesome.", "hook_id": 1, "repository": null});
    assert_eq!(told(delivered(&gateway, "ping", "p", &ping)).await, (200, json!({"pong": true})));
    let release = json!({"action": "published", "repository": {"full_name": "ada/digits"}});
    let (status, answer) = told(delivered(&gateway, "release", "r", &release)).await;
    assert!(status == 202 && answer["ignored"].is_string(), "{answer}");
    let published = gateway.log.forge_deliveries();
    assert_eq!(published["p"].0.as_str(), "anneal.v1.forge.github._._.ping");
    assert_eq!(published["r"].0.as_str(), "anneal.v1.forge.github.ada.digits.release");
    assert_eq!(gateway.log.events(), []);
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_is_refused() {
    let gateway = Gateway::start().await;
    for body in ["", "{", "\u{0}", "payload=%7B%7D"] {
        let body = refused(signed(&gateway, "push", "d", body.as_bytes()), 400, "malformed_payload").await;
        assert!(body["error"]["remedy"].as_str().is_some_and(|text| text.contains("application/json")));
    }
    nothing_is_stored(&gateway);
    for body in [json!([]), json!({}), json!(null), json!({"ref": 5, "after": COMMIT})] {
        refused(delivered(&gateway, "push", "d", &body), 400, "malformed_payload").await;
    }
    for (event, delivery) in [("", "d"), ("push", "")] {
        refused(delivered(&gateway, event, delivery, &push()), 400, "malformed_webhook").await;
    }
    assert_eq!(gateway.log.events(), []);
    assert_eq!(gateway.counted("webhook_refused").await, 10);
}

#[tokio::test]
async fn only_http_is_cloned() {
    let gateway = Gateway::start().await;
    let urls =
        ["file:///etc", "/etc", "ssh://git@forge.example/x", "git@forge.example:x", "ext::sh -c id", ""];
    for url in urls {
        let mut body = push();
        body["repository"]["clone_url"] = json!(url);
        refused(delivered(&gateway, "push", "d", &body), 400, "malformed_payload").await;
    }
    let mut body = push();
    body["after"] = json!("--upload-pack=id");
    refused(delivered(&gateway, "push", "d", &body), 400, "malformed_payload").await;
    assert_eq!(gateway.log.events(), []);
}

#[tokio::test]
async fn without_a_secret_nothing_is_accepted() {
    for flags in [&[][..], &["--github-secret", ""]] {
        let gateway = Gateway::with(Memory::new(Faults::default()), flags).await;
        let body = push().to_string().into_bytes();
        let empty =
            unsigned(&gateway, "push", "d", &body).header("x-hub-signature-256", signature("", &body));
        for request in [unsigned(&gateway, "push", "d", &body), empty] {
            refused(request, 503, "no_webhook_secret").await;
        }
        nothing_is_stored(&gateway);
    }
}

/// A broker takes no message of that size; the run must come of it all the same.
#[tokio::test]
async fn what_is_too_large_for_a_message_is_published_as_an_object() {
    let gateway = Gateway::start().await;
    let mut large = push();
    large["commits"] = json!(["x".repeat(600 * 1024)]);
    assert_eq!(told(delivered(&gateway, "push", "d-1", &large)).await.0, 202);
    assert_eq!(only_push(&gateway).commit, COMMIT);
    let (_, published) = gateway.log.forge_deliveries().remove("d-1").expect("published");
    let published: Value = serde_json::from_slice(&published).expect("JSON");
    let text = |key: &str| published["object"][key].as_str().unwrap_or_default().to_owned();
    let object = ObjectRef { bucket: text("bucket"), digest: text("digest"), size: 0 };
    let kept = gateway.log.object(&object).await.expect("kept");
    assert_eq!(kept, large.to_string().into_bytes());
}
