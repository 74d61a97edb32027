//! Submitting through the API.

use anneal_eventlog::{EventLog as _, Faults, Memory};
use anneal_proto::Event;
use anneal_proto::v1::PushReceived;
use serde_json::{Value, json};

use crate::support::{Gateway, refused, told};

const PATH: &str = "/api/v1/runs";

fn pushes(gateway: &Gateway) -> Vec<PushReceived> {
    let events = gateway.log.events().into_iter();
    let push = |event| if let Event::PushReceived(push) = event { Some(push) } else { None };
    events.filter_map(|recorded| push(recorded.envelope.event)).collect()
}

async fn submitted(gateway: &Gateway, body: &Value) -> String {
    let (status, answer) = told(gateway.post(PATH).json(body)).await;
    assert_eq!(status, 202, "{answer}");
    answer["run"].as_str().expect("a run").to_owned()
}

#[tokio::test]
async fn a_path_and_a_url_are_runs() {
    let gateway = Gateway::start().await;
    let settings = json!({"target": 0.9, "trials": 3, "entry": "train.py", "mail": ["dev@example.org"],
        "deadline": 60, "tune": false, "args": ["--fast"]});
    let path = json!({"path": "/home/ada/digits/", "ref": "main", "settings": settings});
    let run = submitted(&gateway, &path).await;
    submitted(&gateway, &json!({"url": "https://forge.example/ada/faces.git", "commit": "c0ffee"})).await;
    let [path, url] = pushes(&gateway).try_into().expect("two");
    assert_eq!((path.forge.as_str(), path.repository.as_str()), ("cli", "digits"));
    assert_eq!((path.clone_url.as_str(), path.r#ref.as_str()), ("/home/ada/digits/", "main"));
    let asked = path.settings.expect("settings");
    assert_eq!((asked.target, asked.trials, asked.deadline_seconds), (Some(0.9), Some(3), Some(60)));
    assert_eq!((asked.entry.as_deref(), asked.tune), (Some("train.py"), Some(false)));
    assert_eq!((asked.args, asked.mail), (vec!["--fast".to_owned()], vec!["dev@example.org".to_owned()]));
    assert_eq!((url.repository.as_str(), url.commit.as_str()), ("faces", "c0ffee"));
    let view = gateway.json(&format!("{PATH}/{run}")).await;
    assert_eq!((&view["state"], &view["repository"]), (&json!("running"), &json!("digits")));
}

#[tokio::test]
async fn an_archive_is_a_run() {
    let gateway = Gateway::start().await;
    let tar = vec![7; 4096];
    let upload = |query: &str| {
        let request = gateway.post(&format!("{PATH}{query}")).header("content-type", "application/x-tar");
        request.body(tar.clone())
    };
    let (status, first) = told(upload("?repository=digits&delivery=1")).await;
    assert_eq!(status, 202, "{first}");
    assert_eq!(told(upload("?repository=digits&delivery=1")).await, (202, first));
    let [push] = pushes(&gateway).try_into().expect("one");
    assert_eq!((push.forge.as_str(), push.repository.as_str()), ("api", "digits"));
    assert_eq!(gateway.log.object(&push.source.expect("a source")).await.expect("there"), tar);
    assert_eq!(told(upload("")).await.0, 202);
    refused(upload("").body(Vec::new()), 400, "empty_upload").await;
}

#[tokio::test]
async fn a_delivery_is_one_run_and_submissions_without_one_are_many() {
    let gateway = Gateway::start().await;
    let named = json!({"path": "/home/ada/digits", "delivery": "mine"});
    assert_eq!(submitted(&gateway, &named).await, submitted(&gateway, &named).await);
    assert_eq!(pushes(&gateway).len(), 1);
    let unnamed = json!({"path": "/home/ada/digits"});
    assert_ne!(submitted(&gateway, &unnamed).await, submitted(&gateway, &unnamed).await);
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_a_remedy() {
    let gateway = Gateway::start().await;
    let bodies = [
        json!({"path": "/x", "branch": "main"}),
        json!({"path": "/x", "settings": {"epochs": 3}}),
        json!({"path": "/x", "settings": {"target": "high"}}),
        json!({"path": "/x", "settings": {"trials": 0}}),
        json!({"path": "/x", "settings": {"deadline": 0}}),
        json!({"path": "/x", "settings": {"direction": "up"}}),
        json!({"path": "/x", "url": "https://forge.example/x"}),
        json!({"path": ""}),
        json!({}),
        json!([]),
    ];
    for body in bodies {
        refused(gateway.post(PATH).json(&body), 400, "malformed_submission").await;
    }
    let unknown = gateway.post(PATH).json(&json!({"path": "/x", "branch": "main"}));
    let answer = refused(unknown, 400, "malformed_submission").await;
    assert!(answer["error"]["message"].as_str().is_some_and(|text| text.contains("`branch`")), "{answer}");
    assert!(pushes(&gateway).is_empty());
}

/// Any page in the developer's browser may send these to a local port without asking.
#[tokio::test]
async fn a_web_page_elsewhere_cannot_submit() {
    let gateway = Gateway::start().await;
    let body = json!({"url": "https://evil.example/x.git"}).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let request = gateway.post(PATH).header("content-type", kind).body(body.clone());
        refused(request, 415, "unknown_content_type").await;
    }
    refused(gateway.post(PATH).body(body), 415, "unknown_content_type").await;
    assert!(pushes(&gateway).is_empty());
}

#[tokio::test]
async fn an_archive_over_the_limit_is_refused() {
    let log = Memory::new(Faults::default());
    let gateway = Gateway::with(log, &["--max-upload-bytes", "100"]).await;
    let request = gateway.post(PATH).header("content-type", "application/x-tar").body(vec![0; 101]);
    refused(request, 413, "upload_refused").await;
    assert!(pushes(&gateway).is_empty());
}
