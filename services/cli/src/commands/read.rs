//! Commands that ask the server and print.

use std::io::Write as _;
use std::process::ExitCode;

use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::args::{Output, State};
use crate::client::{Client, escaped, of_run};
use crate::fault::Fault;
use crate::{lasting, render};

const DONE: Result<ExitCode, Fault> = Ok(ExitCode::SUCCESS);

pub(crate) async fn runs(
    client: &Client,
    limit: Option<u32>,
    state: Option<State>,
    output: Output,
) -> Result<ExitCode, Fault> {
    let limit = limit.map(|limit| format!("limit={limit}"));
    let state = state.map(|state| format!("state={}", state.as_str()));
    let query: Vec<String> = limit.into_iter().chain(state).collect();
    let runs = client.get(&format!("/api/v1/runs?{}", query.join("&"))).await?;
    if output.is_json() {
        runs.as_array().into_iter().flatten().for_each(|run| print(&run.to_string()));
    } else {
        print(&render::runs(&runs));
    }
    DONE
}

pub(crate) async fn show(client: &Client, run: &str, output: Output) -> Result<ExitCode, Fault> {
    let view = client.get(&of_run(run, &[])).await?;
    print(&if output.is_json() { view.to_string() } else { render::run(&view) });
    DONE
}

/// A line; a reader that has seen enough, such as `head`, is no fault.
pub(crate) fn print(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

pub(crate) async fn tail(
    client: &Client,
    run: Option<&str>,
    (follow, signals): (bool, bool),
    output: Output,
) -> Result<ExitCode, Fault> {
    let path = run.map_or("/api/v1/events".to_owned(), |run| of_run(run, &["events"]));
    let signals = if signals { "&signals=true" } else { "" };
    let path = format!("{path}?follow={follow}{signals}");
    let mut events =
        if follow { lasting::objects(client, path).await? } else { client.objects(&path).await? };
    let mut out = std::io::stdout();
    while let Some(event) = events.next().await {
        let event = event?;
        let line = if output.is_json() { event.to_string() } else { render::event(&event) };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    DONE
}

pub(crate) async fn logs(
    client: &Client,
    run: &str,
    (trial, attempt): (Option<u32>, Option<u32>),
    follow: bool,
    output: Output,
) -> Result<ExitCode, Fault> {
    let only = |name: &str, number: Option<u32>| number.map_or(String::new(), |n| format!("&{name}={n}"));
    let path = of_run(run, &["logs"]);
    let path = format!("{path}?follow={follow}{}{}", only("trial", trial), only("attempt", attempt));
    let mut out = std::io::stdout();
    if output.is_json() {
        let mut lines = client.objects(&path).await?;
        while let Some(line) = lines.next().await {
            if writeln!(out, "{}", line?).is_err() {
                break;
            }
        }
        return DONE;
    }
    let mut chunks = Box::pin(client.chunks(&path).await?);
    while let Some(chunk) = chunks.next().await {
        if out.write_all(&chunk?).and_then(|()| out.flush()).is_err() {
            break;
        }
    }
    DONE
}

pub(crate) async fn patch(client: &Client, run: &str, output: Output) -> Result<ExitCode, Fault> {
    let patch = client.bytes(&of_run(run, &["patch"])).await?;
    if output.is_json() {
        print(&json!({"run": run, "patch": String::from_utf8_lossy(&patch)}).to_string());
        return DONE;
    }
    // As above: a closed pipe is no fault.
    let _ = std::io::stdout().write_all(&patch);
    DONE
}

pub(crate) async fn cancel(client: &Client, run: &str, output: Output) -> Result<ExitCode, Fault> {
    let answer = client.post(&of_run(run, &["cancel"]), &json!({})).await?;
    print(&if output.is_json() { answer.to_string() } else { format!("cancelled   {run}") });
    DONE
}

pub(crate) async fn verify(client: &Client, run: Option<&str>, output: Output) -> Result<ExitCode, Fault> {
    let which = run.map_or(String::new(), |run| format!("?run={}", escaped(run)));
    let answer = client.get(&format!("/api/v1/verify{which}")).await?;
    print(&if output.is_json() { answer.to_string() } else { verified(&answer) });
    Ok(if answer["intact"] == true { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn verified(answer: &Value) -> String {
    if answer["intact"] == true {
        let runs = if answer["runs"] == 1 { "1 run".to_owned() } else { format!("{} runs", answer["runs"]) };
        return format!("intact: {} events and {} objects of {runs}", answer["events"], answer["objects"]);
    }
    let broken = &answer["broken"];
    let text = |key: &str| broken[key].as_str().unwrap_or("nothing");
    if let Some(why) = broken["why"].as_str() {
        return format!("broken: run {}, event {} names an object: {why}", text("run"), broken["at"]);
    }
    format!(
        "broken: run {}, event {} expects {} at {}, and there is {}",
        text("run"),
        broken["at"],
        text("expected"),
        broken["to"],
        text("found"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_broken_link_is_named() {
        let broken = json!({"run": "abc", "at": 9, "to": 7, "expected": "sha256:1", "found": null});
        assert_eq!(
            verified(&json!({"intact": false, "broken": broken})),
            "broken: run abc, event 9 expects sha256:1 at 7, and there is nothing"
        );
        assert_eq!(
            verified(&json!({"intact": true, "events": 12, "objects": 3, "runs": 2})),
            "intact: 12 events and 3 objects of 2 runs"
        );
    }
}
