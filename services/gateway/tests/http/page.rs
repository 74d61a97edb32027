//! The page, in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anneal_chassis::{Cause, Say, envelope};
use anneal_eventlog::{Bucket, EventLog as _};
use anneal_proto::v1::{
    CheckpointSaved, EpochCompleted, Reason, ResumedFrom, RunFailed, TrainingCrashed, TrainingStarted,
    TrialProposed,
};
use anneal_proto::{Event, RunId};

use crate::support::{Gateway, accepted, pushed, send};

const HOSTILE: &str = "<script>alert(1)</script>";
const DIFF: &str = "--- a/train.py\n+++ b/train.py\n@@ -4,3 +4,3 @@\n from sklearn.neural_network import MLPClassifier\n \n\
    -model = MLPClassifier(hidden_layer_sizes=(2,))\n+model = MLPClassifier(hidden_layer_sizes=(64,))\n";

async fn gateway() -> (Gateway, [RunId; 4]) {
    let gateway = Gateway::start().await;
    let patch = gateway.log.put(Bucket::Patches, DIFF.into()).await.expect("kept");
    let accepted = gateway.run_of("1", accepted("ada/digits", Some(patch))).await;
    let reason = Reason {
        what: "`train.py` raises KeyError: 'lable'".to_owned(),
        location: "train.py:12".to_owned(),
        remedy: "Correct it and push again.".to_owned(),
        ..Reason::default()
    };
    let traceback =
        "Traceback (most recent call last):\n  File \"train.py\", line 12\nKeyError: '<lable>'".to_owned();
    let failed = RunFailed { reason: Some(reason), traceback }.into();
    let failed = gateway.run_of("2", [pushed("ada/always-fails"), failed]).await;
    let hostile = gateway.run_of("3", [pushed(HOSTILE)]).await;
    let running = gateway.run_of("4", resumed()).await;
    let step = EpochCompleted { attempt: 2, step: 17, total: Some(40), ..EpochCompleted::default() };
    let said = envelope(&gateway.context, "test", &running, Say::new(step), &Cause::outside("step"), None);
    gateway.log.signal(said).await.expect("published");
    while gateway.json(&format!("/api/v1/runs/{running}")).await["current"]["step"] != 17 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    (gateway, [accepted, failed, hostile, running])
}

/// A training that goes on from a checkpoint.
fn resumed() -> Vec<Event> {
    let from = ResumedFrom { sequence: 30, step: 12, object: None };
    vec![
        pushed("ada/digits-epochs"),
        TrialProposed { why: "the code as pushed".to_owned(), ..TrialProposed::default() }.into(),
        TrainingStarted { attempt: 1, ..TrainingStarted::default() }.into(),
        CheckpointSaved { attempt: 1, step: 12, ..CheckpointSaved::default() }.into(),
        TrainingCrashed { attempt: 1, signal: Some(9), ..TrainingCrashed::default() }.into(),
        TrainingStarted { attempt: 2, resumed_from: Some(from), ..TrainingStarted::default() }.into(),
    ]
}

#[tokio::test]
async fn nothing_of_a_repository_becomes_markup() {
    let (gateway, [_, _, hostile, _]) = gateway().await;
    for path in ["/".to_owned(), format!("/runs/{hostile}")] {
        let answer = send(gateway.get(&path)).await;
        let policy = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        let text = answer.text().await.expect("text");
        assert!(
            text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !text.contains("<script"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_page_without_runs_says_how_to_start_one() {
    let gateway = Gateway::start().await;
    let text = send(gateway.get("/")).await.text().await.expect("text");
    assert!(text.contains("anneal submit"), "{text}");
}

/// Where the pictures go, and a profile nobody has used.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gateway-page");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn has_chromium() -> bool {
    let answer = Command::new("chromium").arg("--version").output();
    let found = answer.is_ok_and(|output| output.status.success());
    let required =
        std::env::var("ANNEAL_REQUIRE").is_ok_and(|names| names.split(',').any(|name| name == "chromium"));
    assert!(found || !required, "ANNEAL_REQUIRE names chromium, and there is none on PATH");
    found
}

/// The document after the browser has read it. Leaves a picture of it.
fn browsed(url: &str, folder: &Path, picture: &str) -> String {
    let mut browser = Command::new("timeout");
    browser.args(["90", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]);
    browser.args(["--no-first-run", "--disable-background-networking", "--disable-component-update"]);
    browser.args(["--disable-sync", "--disable-dev-shm-usage", "--no-proxy-server", "--hide-scrollbars"]);
    browser.args(["--window-size=1100,900", "--dump-dom"]);
    browser.arg(format!("--user-data-dir={}", folder.join("profile").display()));
    browser.arg(format!("--screenshot={}", folder.join(picture).display())).arg(url);
    let output = browser.output().expect("chromium");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let image = std::fs::read(folder.join(picture)).expect("a picture");
    assert!(image.starts_with(b"\x89PNG") && image.len() > 5_000, "{} bytes", image.len());
    text(&output.stdout)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_shows_the_runs() {
    if !has_chromium() {
        println!("skipped: there is no chromium on PATH");
        return;
    }
    let (gateway, [accepted, failed, hostile, running]) = gateway().await;
    let (url, folder) = (gateway.url.clone(), folder());
    let look = move |path: String, picture: &'static str| {
        let (url, folder) = (format!("{url}{path}"), folder.clone());
        async move {
            let seen = tokio::task::spawn_blocking(move || browsed(&url, &folder, picture)).await;
            seen.expect("a document")
        }
    };
    let list = look("/".to_owned(), "runs.png").await;
    for run in [&accepted, &failed, &hostile, &running] {
        assert!(list.contains(&format!("href=\"/runs/{run}\"")), "{run} in {list}");
    }
    assert!(list.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !list.contains("<script"), "{list}");
    let one = look(format!("/runs/{accepted}"), "accepted.png").await;
    for word in ["ada/digits", "accepted", "0.9340", "hidden_layer_sizes=(64,)", "a wider hidden layer"] {
        assert!(one.contains(word), "{word} in {one}");
    }
    let one = look(format!("/runs/{failed}"), "failed.png").await;
    assert!(one.contains("KeyError: '&lt;lable&gt;'") && one.contains("Correct it and push again."), "{one}");
    let one = look(format!("/runs/{running}"), "running.png").await;
    assert!(one.contains("from step 12") && one.contains("step 17 of 40"), "{one}");
    let one = look(format!("/runs/{hostile}"), "hostile.png").await;
    assert!(one.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !one.contains("<script"), "{one}");
}
