//! Showing a run as it goes.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use futures::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::client::{Client, of_run};
use crate::fault::Fault;
use crate::story::{Progress, Story};
use crate::{lasting, render};

/// How long somebody is waited for to be told of an outcome.
const TOLD: Duration = Duration::from_secs(30);

/// Follows a run to its end; 0 when it was accepted, 1 when not.
pub(crate) async fn follow(client: &Client, run: &str, json: bool) -> Result<ExitCode, Fault> {
    let path = format!("{}?signals=true", of_run(run, &["events"]));
    let mut events = lasting::objects(client, path).await?;
    let mut screen = Screen::new(!json && std::io::stdout().is_terminal());
    let mut story = Story::default();
    while story.outcome.is_none() || !story.told {
        let limit = if story.outcome.is_some() { TOLD } else { Duration::MAX };
        let Ok(Some(event)) = tokio::time::timeout(limit, events.next()).await else { break };
        let event = event?;
        let lines = story.next(&event);
        if json {
            say!("{event}");
        } else {
            screen.show(&lines, &story, event["type"] == "epoch_completed");
        }
    }
    screen.clear();
    if !json {
        say!();
        say!("{}", render::run(&client.get(&of_run(run, &[])).await?));
    }
    let accepted = story.outcome.as_deref() == Some("model_accepted");
    Ok(if accepted { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Lines, and on a terminal a bar below them while a training runs.
struct Screen {
    terminal: bool,
    bar: Option<ProgressBar>,
}

impl Screen {
    fn new(terminal: bool) -> Self {
        Self { terminal, bar: None }
    }

    fn show(&mut self, lines: &[String], story: &Story, is_step: bool) {
        if !self.terminal {
            lines.iter().for_each(|line| say!("{line}"));
            return;
        }
        if !is_step {
            self.clear();
            lines.iter().for_each(|line| say!("{line}"));
        }
        if let Some(progress) = &story.progress {
            let bar = self.bar.get_or_insert_with(|| new_bar(progress.total.is_some()));
            bar.set_prefix(format!("trial {}", progress.trial));
            bar.set_message(message(progress, story));
            bar.set_length(progress.total.unwrap_or(progress.step));
            bar.set_position(progress.step);
        }
    }

    fn clear(&mut self) {
        self.bar.take().iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// A bar where it is known how long the training is, a count where not.
fn new_bar(known: bool) -> ProgressBar {
    let template = if known { "{prefix:<11} {bar:30} {pos}/{len} {msg}" } else { "{prefix:<11} {pos} {msg}" };
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn message(progress: &Progress, story: &Story) -> String {
    let best = story.best().map_or(String::new(), |best| format!(" · best {best}"));
    format!("{}{best}", progress.text)
}
