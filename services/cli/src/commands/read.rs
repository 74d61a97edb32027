//! Commands that ask the server and print.

use std::io::Write as _;
use std::process::ExitCode;

use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::args::Output;
use crate::client::Client;
use crate::fault::Fault;
use crate::render;

const DONE: Result<ExitCode, Fault> = Ok(ExitCode::SUCCESS);

pub(crate) async fn runs(client: &Client, output: Output) -> Result<ExitCode, Fault> {
    let runs = client.get("/api/v1/runs").await?;
    if output.is_json() {
        runs.as_array().into_iter().flatten().for_each(|run| println!("{run}"));
    } else {
        render::runs(&runs);
    }
    DONE
}

pub(crate) async fn show(client: &Client, run: &str, output: Output) -> Result<ExitCode, Fault> {
    let view = client.get(&format!("/api/v1/runs/{run}")).await?;
    if output.is_json() {
        println!("{view}")
    } else {
        render::run(&view)
    }
    DONE
}

pub(crate) async fn tail(
    client: &Client,
    run: Option<&str>,
    follow: bool,
    output: Output,
) -> Result<ExitCode, Fault> {
    let path = match run {
        Some(run) => format!("/api/v1/runs/{run}/events?follow={follow}"),
        None => format!("/api/v1/events?follow={follow}"),
    };
    let mut events = Box::pin(client.objects(&path).await?);
    let mut out = std::io::stdout();
    while let Some(event) = events.next().await {
        let line = if output.is_json() { event.to_string() } else { told(&event) };
        // A reader that has seen enough, such as `head`, is no fault.
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    DONE
}

fn told(event: &Value) -> String {
    let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
    let trial = event["trial"].as_u64().map_or(String::new(), |trial| format!(" trial {trial}"));
    format!("{:>6} {} {} {}{trial}", event["seq"], text("time"), text("run"), text("type"))
}

pub(crate) async fn logs(
    client: &Client,
    run: &str,
    trial: Option<u32>,
    follow: bool,
) -> Result<ExitCode, Fault> {
    let trial = trial.map_or(String::new(), |trial| format!("&trial={trial}"));
    let path = format!("/api/v1/runs/{run}/logs?follow={follow}{trial}");
    let mut chunks = Box::pin(client.chunks(&path).await?);
    let mut out = std::io::stdout();
    while let Some(chunk) = chunks.next().await {
        if out.write_all(&chunk).and_then(|()| out.flush()).is_err() {
            break;
        }
    }
    DONE
}

pub(crate) async fn patch(client: &Client, run: &str) -> Result<ExitCode, Fault> {
    let patch = client.bytes(&format!("/api/v1/runs/{run}/patch")).await?;
    // As above: a closed pipe is no fault.
    let _ = std::io::stdout().write_all(&patch);
    DONE
}

pub(crate) async fn cancel(client: &Client, run: &str) -> Result<ExitCode, Fault> {
    let answer = client.post(&format!("/api/v1/runs/{run}/cancel"), &json!({})).await?;
    println!("{answer}");
    DONE
}

pub(crate) async fn verify(client: &Client, run: Option<&str>, output: Output) -> Result<ExitCode, Fault> {
    let which = run.map_or(String::new(), |run| format!("?run={run}"));
    let answer = client.get(&format!("/api/v1/verify{which}")).await?;
    let intact = answer["intact"] == true;
    if output.is_json() {
        println!("{answer}");
    } else if intact {
        println!("intact: {} events of {} runs", answer["events"], answer["runs"]);
    } else {
        let broken = &answer["broken"];
        let found = broken["found"].as_str().unwrap_or("nothing");
        println!(
            "broken: run {}, event {} expects {} at {}, and there is {found}",
            broken["run"], broken["at"], broken["expected"], broken["to"]
        );
    }
    Ok(if intact { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
