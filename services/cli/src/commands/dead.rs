//! `anneal dead`: what services gave up on.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::{Dead, Output};
use crate::client::Client;
use crate::commands::read::print;
use crate::fault::Fault;

pub(crate) async fn run(client: &Client, command: Dead) -> Result<ExitCode, Fault> {
    match command {
        Dead::List { all, output } => list(client, all, output).await?,
        Dead::Show { number, output } => {
            let letter = client.get(&format!("/api/v1/dead/{number}")).await?;
            tell(&letter, output, &shown(&letter));
        }
        Dead::Retry { number, output } => settle(client, number, "retry", output).await?,
        Dead::Drop { number, output } => settle(client, number, "drop", output).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(client: &Client, all: bool, output: Output) -> Result<(), Fault> {
    let letters = client.get("/api/v1/dead").await?;
    for letter in letters.as_array().into_iter().flatten().filter(|letter| all || letter["settled"].is_null())
    {
        tell(letter, output, &line(letter));
    }
    Ok(())
}

async fn settle(client: &Client, number: u64, how: &str, output: Output) -> Result<(), Fault> {
    let letter = client.post(&format!("/api/v1/dead/{number}/{how}"), &json!({})).await?;
    tell(&letter, output, &line(&letter));
    Ok(())
}

fn tell(letter: &Value, output: Output, text: &str) {
    print(&if output.is_json() { letter.to_string() } else { text.to_owned() });
}

fn line(letter: &Value) -> String {
    let text = |key: &str| letter[key].as_str().unwrap_or("-").to_owned();
    format!(
        "{:<6} {}  {:<10} {:<9} run {}  {}",
        letter["number"],
        text("time"),
        text("service"),
        letter["settled"].as_str().unwrap_or("waiting"),
        text("run"),
        text("reason"),
    )
}

fn shown(letter: &Value) -> String {
    let message = serde_json::to_string_pretty(&letter["message"]).unwrap_or_default();
    let trace = letter["trace"].as_str().unwrap_or("-");
    format!("{}\ntrace  {trace}\nevent  {} of the log:\n{message}", line(letter), letter["sequence"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_what_where_and_what_became_of_it() {
        let letter = json!({"number": 3, "time": "2026-01-31T12:00:00.000Z", "service": "tuner", "sequence": 9,
            "run": "abc", "reason": "no end of decisions", "trace": null, "settled": null, "message": {"seq": 9}});
        let line = line(&letter);
        for part in ["3 ", "tuner", "waiting", "run abc", "no end of decisions"] {
            assert!(line.contains(part), "{line}");
        }
        assert!(shown(&letter).contains("\"seq\": 9"));
    }
}
