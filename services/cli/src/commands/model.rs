//! `anneal model`.

use std::fs;
use std::path::{Component, Path};
use std::process::ExitCode;

use serde_json::Value;

use crate::args::Output;
use crate::client::Client;
use crate::fault::Fault;

pub(crate) async fn run(
    client: &Client,
    run: &str,
    directory: Option<&Path>,
    output: Output,
) -> Result<ExitCode, Fault> {
    let artifacts = client.get(&format!("/api/v1/runs/{run}/artifacts")).await?;
    let artifacts: Vec<Value> = artifacts.as_array().cloned().unwrap_or_default();
    if artifacts.is_empty() {
        return Err(Fault::new(
            format!("run {run} has no model yet"),
            format!("see it with `anneal show {run}`"),
        ));
    }
    for artifact in &artifacts {
        let path = artifact["path"].as_str().unwrap_or_default();
        if let Some(directory) = directory {
            let bytes = client.bytes(&format!("/api/v1/runs/{run}/artifacts/{path}")).await?;
            write(directory, path, &bytes)?;
        }
        if output.is_json() {
            println!("{artifact}");
        } else {
            println!(
                "{path}  {} bytes  {}",
                artifact["size"],
                artifact["digest"].as_str().unwrap_or_default()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes below the directory and nowhere else.
fn write(directory: &Path, path: &str, bytes: &[u8]) -> Result<(), Fault> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain {
        return Err(Fault::new(format!("the artifact's path `{path}` leaves the directory"), ""));
    }
    let target = directory.join(path);
    let written = target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&target, bytes));
    written.map_err(|error| {
        Fault::new(format!("{}: {error}", target.display()), "choose a directory that can be written")
    })
}
