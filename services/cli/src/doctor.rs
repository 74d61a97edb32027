//! `anneal doctor`: what this machine needs, and what to do where it is missing.

use std::process::{Command, ExitCode};

use anneal_eventlog::embedded;
use serde_json::json;

use crate::args::Output;
use crate::client::Client;
use crate::fault::Fault;

/// One thing that was looked at.
struct Check {
    name: &'static str,
    ok: bool,
    /// Whether anneal can work without it.
    optional: bool,
    found: String,
    remedy: &'static str,
}

pub(crate) async fn run(client: &Client, output: Output) -> Result<ExitCode, Fault> {
    let checks = [python(), venv(), docker(), broker().await, server(client).await];
    for check in &checks {
        if output.is_json() {
            let told = json!({"check": check.name, "ok": check.ok, "optional": check.optional,
                "found": check.found, "remedy": if check.ok { "" } else { check.remedy }});
            println!("{told}");
            continue;
        }
        let mark = match (check.ok, check.optional) {
            (true, _) => "ok",
            (false, true) => "no",
            (false, false) => "MISSING",
        };
        println!("{mark:<8} {:<10} {}", check.name, check.found);
        if !check.ok {
            println!("         {:<10} {}", "", check.remedy);
        }
    }
    let well = checks.iter().all(|check| check.ok || check.optional);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A command's output, or why there is none.
fn output_of(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

fn check(name: &'static str, optional: bool, found: Result<String, String>, remedy: &'static str) -> Check {
    let ok = found.is_ok();
    let found = found.unwrap_or_else(|why| why.lines().last().unwrap_or_default().to_owned());
    Check { name, ok, optional, found, remedy }
}

fn python() -> Check {
    check("python", false, output_of("python3", &["--version"]), "install Python 3.9 or newer")
}

fn venv() -> Check {
    let found = output_of("python3", &["-c", "import venv, ensurepip; print('venv and pip')"]);
    check("venv", true, found, "install Python's venv module (Debian: python3-venv) to train without Docker")
}

fn docker() -> Check {
    let found = output_of("docker", &["version", "--format", "engine {{.Server.Version}}"]);
    check(
        "docker",
        true,
        found,
        "start a Docker engine to train in containers; without one trainings are processes, not isolated",
    )
}

async fn broker() -> Check {
    let found =
        embedded::locate().await.map(|path| path.display().to_string()).map_err(|error| error.to_string());
    check("broker", false, found, "install nats-server 2.15.1 and set ANNEAL_NATS_SERVER to its path")
}

async fn server(client: &Client) -> Check {
    let url = client.url().to_owned();
    let found = if client.is_up().await { Ok(url) } else { Err(format!("no server at {url}")) };
    check("server", true, found, "start one with `anneal up`")
}
