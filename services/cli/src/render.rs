//! Runs as text for people.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use serde_json::Value;

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header);
    table
}

fn number(value: &Value) -> String {
    value.as_f64().map_or("–".to_owned(), |value| format!("{value:.4}"))
}

/// `accuracy 0.9300, target 0.8`.
fn objective(run: &Value) -> String {
    let objective = &run["objective"];
    if objective.is_null() {
        return "–".to_owned();
    }
    format!("{} {}, target {}", text(objective, "metric"), number(&objective["value"]), objective["target"])
}

/// A list of runs.
pub(crate) fn runs(runs: &Value) {
    let mut table = table(&["run", "repository", "state", "best", "trials", "started"]);
    for run in runs.as_array().into_iter().flatten() {
        let trials = run["trials"].as_array().map_or(0, Vec::len).to_string();
        table.add_row([
            text(run, "run"),
            text(run, "repository"),
            text(run, "state"),
            &objective(run),
            &trials,
            text(run, "started"),
        ]);
    }
    println!("{table}");
}

/// One run.
pub(crate) fn run(run: &Value) {
    println!("run         {}  {} {}", text(run, "run"), text(run, "repository"), text(run, "commit"));
    println!("state       {} ({})", text(run, "state"), objective(run));
    let workload = &run["workload"];
    if !workload.is_null() {
        let parts = ["framework", "era", "task", "family"].map(|key| text(workload, key));
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        println!(
            "workload    {}; entry {}, image {}",
            parts.join(" · "),
            text(workload, "entry"),
            text(workload, "image")
        );
    }
    if let Some(reason) = run["reason"].as_str() {
        println!("reason      {reason}");
    }
    println!("{}", trials(run));
    if let Some(traceback) = run["traceback"].as_str() {
        println!("{traceback}");
    }
    for told in run["notifications"].as_array().into_iter().flatten() {
        println!("told        {} ({}, {})", text(told, "to"), text(told, "channel"), text(told, "state"));
    }
    if run["best_trial"].as_u64().is_some_and(|trial| trial > 0) {
        println!(
            "next        anneal patch {0} | git apply; anneal model {0} --directory .",
            text(run, "run")
        );
    }
}

fn trials(run: &Value) -> Table {
    let mut table = table(&["trial", "state", "value", "attempts", "why"]);
    for trial in run["trials"].as_array().into_iter().flatten() {
        let attempts = trial["attempts"].as_array().into_iter().flatten().map(|attempt| {
            let from = attempt["resumed_from_step"]
                .as_u64()
                .map_or(String::new(), |step| format!(" from step {step}"));
            format!("{} {}{from}", attempt["attempt"], text(attempt, "state"))
        });
        let attempts = attempts.collect::<Vec<_>>().join("\n");
        let proposal = trial["proposal"].as_object().into_iter().flatten();
        let proposal =
            proposal.map(|(knob, value)| format!("{knob} = {}", value.as_str().unwrap_or_default()));
        let why =
            std::iter::once(text(trial, "why").to_owned()).chain(proposal).collect::<Vec<_>>().join("\n");
        let row = [
            trial["trial"].to_string(),
            text(trial, "state").to_owned(),
            number(&trial["value"]),
            attempts,
            why,
        ];
        table.add_row(row);
    }
    table
}
