//! Runs as text for people.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use serde_json::Value;

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
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
pub(crate) fn runs(runs: &Value) -> String {
    let mut table = table(&["run", "repository", "state", "best", "trials", "started"]);
    for run in runs.as_array().into_iter().flatten() {
        table.add_row([
            text(run, "run"),
            text(run, "repository"),
            text(run, "state"),
            &objective(run),
            &list(run, "trials").len().to_string(),
            text(run, "started"),
        ]);
    }
    table.to_string()
}

/// One event on one line.
pub(crate) fn event(event: &Value) -> String {
    let number = |name: &str| event[name].as_u64().map_or(String::new(), |n| format!(" {name} {n}"));
    let step = event["data"]["step"].as_u64().map_or(String::new(), |step| format!(" step {step}"));
    let sequence = event["seq"].as_u64().map_or("–".to_owned(), |sequence| sequence.to_string());
    format!(
        "{sequence:>6} {} {} {}{}{}{step}",
        text(event, "time"),
        text(event, "run"),
        text(event, "type"),
        number("trial"),
        number("attempt"),
    )
}

/// One run.
pub(crate) fn run(run: &Value) -> String {
    let mut out =
        format!("run         {}  {} {}\n", text(run, "run"), text(run, "repository"), text(run, "commit"));
    let mut line = |name: &str, text: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{name:<11} {text}");
    };
    line("state", &format!("{} ({})", text(run, "state"), objective(run)));
    if !run["workload"].is_null() {
        line("workload", &workload(&run["workload"]));
    }
    if !run["current"].is_null() {
        line("now", &current(&run["current"]));
    }
    if let Some(reason) = run["reason"].as_str() {
        line("reason", reason);
    }
    for told in list(run, "notifications") {
        let why = told["reason"].as_str().map_or(String::new(), |why| format!(": {why}"));
        let (to, channel, state) = (text(told, "to"), text(told, "channel"), text(told, "state"));
        line("told", &format!("{to} ({channel}, {state}){why}"));
    }
    if run["best_trial"].as_u64().is_some_and(|trial| trial > 0) {
        let run = text(run, "run");
        line("next", &format!("anneal patch {run} | git apply; anneal model {run} --directory ."));
    }
    if !list(run, "trials").is_empty() {
        let _ = writeln!(out, "{}", trials(run));
    }
    if let Some(traceback) = run["traceback"].as_str() {
        out.push_str(traceback);
    }
    out.truncate(out.trim_end().len());
    out
}

fn workload(workload: &Value) -> String {
    let parts = ["framework", "era", "task", "family"].map(|key| text(workload, key));
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}; entry {}, image {}", parts.join(" · "), text(workload, "entry"), text(workload, "image"))
}

/// The training that runs.
fn current(current: &Value) -> String {
    let of = current["total"].as_u64().map_or(String::new(), |total| format!("/{total}"));
    let metrics = current["metrics"].as_object().into_iter().flatten();
    let metrics: Vec<String> = metrics.map(|(name, value)| format!("{name} {}", number(value))).collect();
    let (trial, attempt, step) = (&current["trial"], &current["attempt"], &current["step"]);
    let told = format!("trial {trial}, attempt {attempt}: step {step}{of}  {}", metrics.join(", "));
    told.trim_end().to_owned()
}

fn trials(run: &Value) -> Table {
    let mut table = table(&["trial", "state", "value", "attempts", "why"]);
    for trial in list(run, "trials") {
        let attempts: Vec<String> = list(trial, "attempts").iter().map(attempt).collect();
        let proposal = trial["proposal"].as_object().into_iter().flatten();
        let proposal =
            proposal.map(|(knob, value)| format!("{knob} = {}", value.as_str().unwrap_or_default()));
        let why: Vec<String> = std::iter::once(text(trial, "why").to_owned()).chain(proposal).collect();
        let best = if trial["trial"] == run["best_trial"] { " *" } else { "" };
        table.add_row([
            format!("{}{best}", trial["trial"]),
            text(trial, "state").to_owned(),
            number(&trial["value"]),
            attempts.join("\n"),
            why.join("\n"),
        ]);
    }
    table
}

/// `2 finished from step 7`.
fn attempt(attempt: &Value) -> String {
    let step = attempt["resumed_from_step"].as_u64();
    let from = step.map_or(String::new(), |step| format!(" from step {step}"));
    format!("{} {}{from}", attempt["attempt"], text(attempt, "state"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn accepted() -> Value {
        json!({"run": "abc", "repository": "digits", "commit": "c0ffee", "state": "accepted",
            "workload": {"framework": "sklearn", "era": "", "task": "classification", "family": "mlp",
                "entry": "train.py", "image": "sklearn"},
            "objective": {"metric": "accuracy", "target": 0.9, "value": 0.95}, "best_trial": 1,
            "trials": [
                {"trial": 0, "state": "finished", "value": 0.5, "proposal": {}, "why": "as pushed",
                    "attempts": [{"attempt": 1, "state": "finished", "resumed_from_step": null}]},
                {"trial": 1, "state": "finished", "value": 0.95, "proposal": {"units": "64"}, "why": "wider",
                    "attempts": [{"attempt": 1, "state": "crashed"},
                        {"attempt": 2, "state": "finished", "resumed_from_step": 7}]}],
            "current": null, "reason": null, "traceback": null,
            "notifications": [{"to": "a@b.c", "channel": "outbox", "state": "sent", "reason": null}]})
    }

    #[test]
    fn an_accepted_run_says_what_to_do_next() {
        let shown = run(&accepted());
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(
            lines[..5],
            [
                "run         abc  digits c0ffee",
                "state       accepted (accuracy 0.9500, target 0.9)",
                "workload    sklearn · classification · mlp; entry train.py, image sklearn",
                "told        a@b.c (outbox, sent)",
                "next        anneal patch abc | git apply; anneal model abc --directory .",
            ]
        );
        for part in ["1 *", "2 finished from step 7", "units = 64", "0.5000"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }

    #[test]
    fn a_run_that_goes_on_says_how_far_it_is() {
        let current = json!({"trial": 0, "attempt": 2, "step": 5, "total": 30,
            "metrics": {"validation accuracy": 0.5}});
        let mut view = accepted();
        view["current"] = current;
        assert!(
            run(&view).contains("now         trial 0, attempt 2: step 5/30  validation accuracy 0.5000\n")
        );
    }

    #[test]
    fn a_run_of_which_nothing_is_known_yet_is_shown() {
        let view = json!({"run": "abc", "repository": "digits", "commit": "", "state": "running",
            "workload": null, "objective": null, "best_trial": null, "trials": [], "notifications": []});
        assert_eq!(run(&view), "run         abc  digits \nstate       running (–)");
    }

    #[test]
    fn a_failed_run_ends_with_its_traceback() {
        let view = json!({"run": "abc", "repository": "r", "commit": "c", "state": "failed", "objective": null,
            "reason": "the training fails at the same place each time",
            "traceback": "Traceback (most recent call last):\nValueError: no\n"});
        let shown = run(&view);
        assert!(shown.contains("reason      the training fails at the same place each time\n"), "{shown}");
        assert!(shown.ends_with("ValueError: no"), "{shown}");
    }

    #[test]
    fn runs_are_a_table() {
        let shown = runs(&json!([accepted()]));
        assert!(shown.contains("accuracy 0.9500, target 0.9"), "{shown}");
        assert!(runs(&json!([])).contains("repository"));
    }

    #[test]
    fn events_and_signals_are_lines() {
        let told = |event: Value| super::event(&event);
        assert_eq!(
            told(json!({"seq": 7, "time": "T", "run": "abc", "type": "checkpoint_saved", "trial": 1,
                "attempt": 2, "data": {"step": 4}})),
            "     7 T abc checkpoint_saved trial 1 attempt 2 step 4"
        );
        assert_eq!(
            told(json!({"seq": null, "time": "T", "run": "abc", "type": "metric", "data": {}})),
            "     – T abc metric"
        );
    }
}
