//! Showing a run as it goes.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use futures::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::client::Client;
use crate::fault::Fault;
use crate::render;
use crate::story::Story;

/// How long somebody is waited for to be told of an outcome.
const TOLD: Duration = Duration::from_secs(30);

/// Follows a run to its end; 0 when it was accepted, 1 when not.
pub(crate) async fn follow(client: &Client, run: &str, json: bool) -> Result<ExitCode, Fault> {
    let path = format!("/api/v1/runs/{run}/events?signals=true");
    let mut events = Box::pin(client.objects(&path).await?);
    let mut screen = Screen::new(json);
    let mut story = Story::default();
    loop {
        let limit = if story.outcome.is_some() { TOLD } else { Duration::MAX };
        let Ok(Some(event)) = tokio::time::timeout(limit, events.next()).await else { break };
        let lines = story.next(&event);
        if json {
            println!("{event}");
        } else {
            screen.show(&lines, &story, event["type"] == "epoch_completed");
        }
        if story.outcome.is_some() && story.told {
            break;
        }
    }
    screen.clear();
    let Some(outcome) = story.outcome else {
        return Err(Fault::new(
            "the server went away before the run ended",
            format!("see it with `anneal show {run}`"),
        ));
    };
    if !json {
        println!();
        render::run(&client.get(&format!("/api/v1/runs/{run}")).await?);
    }
    Ok(if outcome == "model_accepted" { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Lines, and on a terminal a bar below them for the training that runs.
struct Screen {
    bar: Option<ProgressBar>,
}

impl Screen {
    fn new(json: bool) -> Self {
        let bar = (!json && std::io::stdout().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("            {bar:30} {pos}/{len} {msg}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar }
    }

    fn show(&mut self, lines: &[String], story: &Story, is_step: bool) {
        let Some(bar) = &self.bar else {
            lines.iter().for_each(|line| println!("{line}"));
            return;
        };
        if !is_step {
            bar.suspend(|| lines.iter().for_each(|line| println!("{line}")));
        }
        if let Some(progress) = &story.progress {
            bar.set_length(progress.total.unwrap_or(progress.step));
            bar.set_position(progress.step);
            bar.set_message(progress.text.clone());
        }
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
