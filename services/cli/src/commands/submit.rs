//! `anneal submit`.

use std::path::Path;
use std::process::ExitCode;

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
    let server = up::Server::start(&up::own()).await?;
    let own = Client::new(Some(&server.url))?;
    let done = submitted(&own, submit, &body).await;
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
        println!("{answer}");
    } else {
        println!("run         {run}");
    }
    if submit.follow {
        return follow::follow(client, &run, submit.output.is_json()).await;
    }
    if !submit.output.is_json() {
        println!("            follow it with `anneal tail {run}`, see it with `anneal show {run}`");
    }
    Ok(ExitCode::SUCCESS)
}
