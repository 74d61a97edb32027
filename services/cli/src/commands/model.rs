//! `anneal model`.

use std::fs;
use std::path::{Component, Path};
use std::process::ExitCode;

use serde_json::Value;

use crate::args::Output;
use crate::client::{Client, of_run};
use crate::fault::Fault;

pub(crate) async fn run(
    client: &Client,
    run: &str,
    directory: Option<&Path>,
    output: Output,
) -> Result<ExitCode, Fault> {
    let artifacts = client.get(&of_run(run, &["artifacts"])).await?;
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
            let bytes = client.bytes(&located(run, path)).await?;
            write(directory, path, &bytes)?;
        }
        if output.is_json() {
            say!("{artifact}");
        } else {
            say!("{path}  {} bytes  {}", artifact["size"], artifact["digest"].as_str().unwrap_or_default());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn located(run: &str, path: &str) -> String {
    let names: Vec<&str> = std::iter::once("artifacts").chain(path.split('/')).collect();
    of_run(run, &names)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_outside_of_the_directory() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let inside = dir.path().join("models");
        write(&inside, "out/best model.pkl", b"weights").expect("written");
        assert_eq!(fs::read(inside.join("out/best model.pkl")).expect("there"), b"weights");
        for path in ["../x", "/tmp/x", "a/../../x", "./x"] {
            assert!(write(&inside, path, b"").is_err(), "{path}");
        }
        assert_eq!(fs::read_dir(dir.path()).expect("a directory").count(), 1);
    }

    #[test]
    fn a_file_in_a_directory_has_a_path_of_segments() {
        assert_eq!(located("abc", "out/a b.pkl"), "/api/v1/runs/abc/artifacts/out/a%20b.pkl");
    }
}
