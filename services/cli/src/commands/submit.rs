//! `anneal submit`.

use std::path::Path;
use std::process::ExitCode;

use anneal_chassis::until_signal;
use serde_json::{Value, json};

use crate::args::Submit;
use crate::client::Client;
use crate::fault::Fault;
use crate::{follow, up};

pub(crate) async fn run(client: &Client, named: bool, submit: &Submit) -> Result<ExitCode, Fault> {
    let body = body(submit)?;
    if named || !submit.follow || client.is_up().await {
        return submitted(client, submit, &body).await;
    }
    eprintln!("no server at {}: running one for the time of this run", client.url());
    let mut server = up::Server::start(&up::own()).await?;
    let own = Client::new(Some(&server.url))?;
    let done = tokio::select! {
        done = submitted(&own, submit, &body) => done,
        fault = server.broken() => Err(fault),
        () = until_signal() => Err(Fault::new(
            "stopped before the run ended",
            "it is kept, and goes on with the next `anneal up` or `anneal submit --follow`",
        )),
    };
    server.stop().await;
    done
}

fn body(submit: &Submit) -> Result<Value, Fault> {
    let settings = json!({
        "target": submit.target, "metric": submit.metric, "trials": submit.trials, "mail": submit.mail,
    });
    let reference = submit.reference.clone().unwrap_or_default();
    let is_commit =
        matches!(reference.len(), 40 | 64) && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (reference, commit) = if is_commit { (String::new(), reference) } else { (reference, String::new()) };
    let mut body = json!({"settings": settings, "ref": reference, "commit": commit});
    if submit.source.contains("://") {
        body["url"] = json!(submit.source);
        return Ok(body);
    }
    let path = Path::new(&submit.source).canonicalize().map_err(|error| {
        Fault::usage(format!("{}: {error}", submit.source), "give a directory that exists, or a URL")
    })?;
    if !path.is_dir() {
        return Err(Fault::usage(
            format!("{} is no directory", path.display()),
            "give the directory of the code",
        ));
    }
    body["path"] = json!(path);
    Ok(body)
}

async fn submitted(client: &Client, submit: &Submit, body: &Value) -> Result<ExitCode, Fault> {
    let answer = client.post("/api/v1/runs", body).await?;
    let run = answer["run"].as_str().unwrap_or_default().to_owned();
    if submit.output.is_json() {
        say!("{answer}");
    } else {
        say!("run         {run}");
    }
    if submit.follow {
        return follow::follow(client, &run, submit.output.is_json()).await;
    }
    if !submit.output.is_json() {
        say!("            follow it with `anneal tail {run}`, see it with `anneal show {run}`");
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    fn asked(words: &[&str]) -> Result<Value, Fault> {
        let words = ["anneal", "submit"].iter().chain(words);
        match Cli::parse_from(words).command {
            Command::Submit(submit) => body(&submit),
            _ => unreachable!("it is a submission"),
        }
    }

    #[test]
    fn a_path_is_made_absolute() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().canonicalize().expect("there");
        let around = format!("{}/../{}", path.display(), path.file_name().expect("a name").display());
        let body = asked(&[&around, "--ref", "main", "--target", "0.9", "--trials", "3"]).expect("sound");
        assert_eq!((&body["path"], &body["url"]), (&json!(path), &Value::Null));
        assert_eq!((&body["ref"], &body["commit"]), (&json!("main"), &json!("")));
        assert_eq!((&body["settings"]["target"], &body["settings"]["trials"]), (&json!(0.9), &json!(3)));
    }

    #[test]
    fn a_url_stays_as_it_is_and_a_full_id_is_a_commit() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let body = asked(&["https://forge.example/o/r.git", "--ref", id]).expect("sound");
        assert_eq!((&body["url"], &body["path"]), (&json!("https://forge.example/o/r.git"), &Value::Null));
        assert_eq!((&body["ref"], &body["commit"]), (&json!(""), &json!(id)));
    }

    #[test]
    fn what_is_no_directory_is_wrong_usage() {
        let file = tempfile::NamedTempFile::new().expect("temporary file");
        for path in [file.path().to_str().expect("UTF-8"), "/no/such/place"] {
            let fault = asked(&[path]).expect_err(path);
            assert_eq!(fault.exit_code(), 2);
            assert!(fault.to_string().contains(path) && fault.to_string().contains("\n  give"), "{fault}");
        }
    }
}
