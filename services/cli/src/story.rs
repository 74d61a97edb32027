//! A run told line by line. Pure: events in, lines out.

use std::collections::HashSet;

use serde_json::Value;

/// What has been told so far.
#[derive(Debug, Default)]
pub(crate) struct Story {
    metric: String,
    target: f64,
    best: Option<f64>,
    /// The outcome's event, once there is one.
    pub(crate) outcome: Option<String>,
    /// Whether somebody was told of it.
    pub(crate) told: bool,
    /// The training that runs.
    pub(crate) progress: Option<Progress>,
    /// Trainings that have ended: steps of theirs that come late are no progress.
    over: HashSet<(u64, u64)>,
}

/// How far the current training is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Progress {
    pub(crate) trial: u64,
    pub(crate) step: u64,
    pub(crate) total: Option<u64>,
    pub(crate) text: String,
}

fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

impl Story {
    /// The best value so far, once there is one: `accuracy 0.9300`.
    pub(crate) fn best(&self) -> Option<String> {
        self.best.map(|best| format!("{} {best:.4}", self.metric))
    }

    /// Takes the next event; what to print of it.
    pub(crate) fn next(&mut self, event: &Value) -> Vec<String> {
        let data = &event["data"];
        let trial = event["trial"].as_u64().unwrap_or(0);
        match text(event, "/type") {
            "source_fetched" => {
                let commit = Some(short(text(data, "/commit"))).filter(|commit| !commit.is_empty());
                vec![format!("fetched     {}, {} files", commit.unwrap_or("no commit"), data["files"])]
            }
            "code_classified" => self.classified(data),
            "trial_proposed" => proposed(trial, data),
            "training_started" => self.started(trial, data),
            "epoch_completed" => self.step(trial, data),
            "training_crashed" => {
                self.over(trial, data);
                let (step, what) = (&data["step"], text(data, "/reason/what"));
                vec![format!("crashed     trial {trial} at step {step}: {what}")]
            }
            "trial_stopped" => {
                self.progress = None;
                let (step, against) = (&data["step"], text(data, "/against"));
                vec![format!("stopped     trial {trial} at step {step}: {against}")]
            }
            "training_resume_requested" => resumed(trial, data),
            "training_abandoned" => {
                vec![format!("abandoned   trial {trial}: {}", text(data, "/reason/what"))]
            }
            "training_finished" => self.finished(trial, data),
            "notification_sent" => {
                self.told = true;
                vec![format!("told        {} ({})", text(data, "/to"), text(data, "/channel"))]
            }
            "notification_failed" => {
                self.told = true;
                vec![format!("not told    {}: {}", text(data, "/to"), text(data, "/reason/what"))]
            }
            kind => self.ended(kind, data),
        }
    }

    fn classified(&mut self, data: &Value) -> Vec<String> {
        let w = &data["workload"];
        let kind = [text(w, "/framework"), text(w, "/era"), text(w, "/task"), text(w, "/family")];
        let kind: Vec<&str> = kind.into_iter().filter(|part| !part.is_empty()).collect();
        let knobs = data["knobs"].as_array().map_or(0, Vec::len);
        let mut lines = vec![format!(
            "understood  {}; entry {}, {knobs} knobs",
            kind.join(" · "),
            text(w, "/entry/path")
        )];
        for warning in data["warnings"].as_array().into_iter().flatten() {
            let (file, line) = (text(warning, "/file"), &warning["line"]);
            let place = match warning["cell"].as_u64() {
                None | Some(0) => format!("{file}:{line}"),
                Some(cell) => format!("{file} cell {cell} line {line}"),
            };
            lines.push(format!("warning     {place} {}", text(warning, "/why")));
        }
        lines
    }

    fn started(&mut self, trial: u64, data: &Value) -> Vec<String> {
        self.progress = None;
        let from = match data["resumed_from"]["step"].as_u64() {
            Some(step) => format!(", from the checkpoint of step {step}"),
            None => String::new(),
        };
        vec![format!(
            "training    trial {trial}, attempt {}{from} ({})",
            data["attempt"],
            text(data, "/executor")
        )]
    }

    fn over(&mut self, trial: u64, data: &Value) {
        self.progress = None;
        self.over.insert((trial, data["attempt"].as_u64().unwrap_or(0)));
    }

    fn step(&mut self, trial: u64, data: &Value) -> Vec<String> {
        let metrics = data["metrics"].as_array().into_iter().flatten().filter_map(|metric| {
            let split = text(metric, "/split");
            let split = if split == "unknown" { String::new() } else { format!("{split} ") };
            Some(format!("{split}{} {:.4}", text(metric, "/name"), metric["value"].as_f64()?))
        });
        let text = metrics.collect::<Vec<_>>().join(", ");
        let step = data["step"].as_u64().unwrap_or(0);
        let total = data["total"].as_u64();
        let of = total.map_or(String::new(), |total| format!("/{total}"));
        let unit = data["unit"].as_str().filter(|unit| !unit.is_empty()).unwrap_or("step");
        let line = format!("{unit:<11} {step}{of}  {text}");
        if !self.over.contains(&(trial, data["attempt"].as_u64().unwrap_or(0))) {
            self.progress = Some(Progress { trial, step, total, text });
        }
        vec![line.trim_end().to_owned()]
    }

    fn finished(&mut self, trial: u64, data: &Value) -> Vec<String> {
        self.over(trial, data);
        let objective = &data["objective"];
        self.metric = text(objective, "/metric").to_owned();
        self.target = objective["target"].as_f64().unwrap_or_default();
        let seconds = data["duration_ms"].as_f64().unwrap_or_default() / 1_000.0;
        let Some(value) = objective["value"].as_f64() else {
            return vec![format!(
                "finished    trial {trial} in {seconds:.1} s: no {} was measured",
                self.metric
            )];
        };
        let small = text(objective, "/direction") == "minimize";
        let better = self.best.is_none_or(|best| if small { value < best } else { value > best });
        if better {
            self.best = Some(value);
        }
        let mark = if better { "" } else { "; not the best" };
        vec![format!(
            "finished    trial {trial} in {seconds:.1} s: {} {value:.4} (target {}{mark})",
            self.metric, self.target
        )]
    }

    fn ended(&mut self, kind: &str, data: &Value) -> Vec<String> {
        let line = match kind {
            "model_accepted" => {
                let value = data["objective"]["value"].as_f64().unwrap_or_default();
                let of = data["trials"].as_u64().unwrap_or(1);
                format!(
                    "accepted    trial {} with {} {value:.4}, of {of} trials",
                    data["trial"],
                    text(data, "/objective/metric")
                )
            }
            "run_exhausted" => format!("exhausted   {}", text(data, "/reason/what")),
            "run_failed" | "fetch_failed" | "classification_failed" => {
                let reason = &data["reason"];
                let place = Some(text(reason, "/location")).filter(|place| !place.is_empty());
                let place = place.map_or(String::new(), |place| format!(" ({place})"));
                format!(
                    "failed      {}{place}\n            {}",
                    text(reason, "/what"),
                    text(reason, "/remedy")
                )
            }
            "run_cancelled" => "cancelled".to_owned(),
            _ => return Vec::new(),
        };
        if ["model_accepted", "run_exhausted", "run_failed", "run_cancelled"].contains(&kind) {
            self.outcome = Some(kind.to_owned());
            self.progress = None;
            return vec![line.trim_end().to_owned()];
        }
        // The outcome that follows says it again.
        Vec::new()
    }
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn proposed(trial: u64, data: &Value) -> Vec<String> {
    let mut lines = vec![format!("proposed    trial {trial}: {}", text(data, "/why"))];
    for (knob, value) in data["proposal"].as_object().into_iter().flatten() {
        lines.push(format!("            {knob} = {}", value.as_str().unwrap_or_default()));
    }
    lines
}

fn resumed(trial: u64, data: &Value) -> Vec<String> {
    let from = match data["checkpoint"]["step"].as_u64() {
        Some(step) => format!("goes on from step {step} (event {})", data["checkpoint"]["sequence"]),
        None => "starts over: there is no checkpoint".to_owned(),
    };
    let delay = data["delay_ms"].as_f64().unwrap_or_default() / 1_000.0;
    vec![format!("resuming    trial {trial} {from}, in {delay:.0} s")]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_run_is_told_in_order() {
        let mut story = Story::default();
        let events = [
            json!({"type": "trial_proposed", "trial": 1, "data": {"why": "wider", "proposal": {"units": "64"}}}),
            json!({"type": "epoch_completed", "trial": 1, "data": {"step": 2, "total": 5, "unit": "epoch",
                "metrics": [{"name": "accuracy", "split": "test", "value": 0.5}]}}),
            json!({"type": "training_finished", "trial": 1, "data": {"duration_ms": 1500,
                "objective": {"metric": "accuracy", "target": 0.8, "value": 0.9, "direction": "maximize"}}}),
            json!({"type": "model_accepted", "data": {"trial": 1, "trials": 2,
                "objective": {"metric": "accuracy", "value": 0.9}}}),
        ];
        let lines: Vec<String> = events.iter().flat_map(|event| story.next(event)).collect();
        assert_eq!(
            lines,
            [
                "proposed    trial 1: wider",
                "            units = 64",
                "epoch       2/5  test accuracy 0.5000",
                "finished    trial 1 in 1.5 s: accuracy 0.9000 (target 0.8)",
                "accepted    trial 1 with accuracy 0.9000, of 2 trials",
            ]
        );
        assert_eq!(story.outcome.as_deref(), Some("model_accepted"));
    }

    #[test]
    fn an_event_of_a_newer_version_is_passed_over() {
        assert_eq!(
            Story::default().next(&json!({"type": "model_distilled", "data": {}})),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_step_that_comes_late_is_no_progress() {
        let mut story = Story::default();
        let step = json!({"type": "epoch_completed", "trial": 1, "data": {"attempt": 1, "step": 2}});
        story.next(&step);
        assert_eq!(story.progress.as_ref().map(|progress| (progress.trial, progress.step)), Some((1, 2)));
        let crashed = json!({"type": "training_crashed", "trial": 1, "data": {"attempt": 1, "step": 2,
            "reason": {"what": "killed by signal 9"}}});
        assert_eq!(story.next(&crashed), ["crashed     trial 1 at step 2: killed by signal 9"]);
        assert_eq!(story.next(&step), ["step        2"]);
        assert_eq!(story.progress, None);
    }

    #[test]
    fn the_best_is_the_smallest_where_small_is_good() {
        let mut story = Story::default();
        for (attempt, value) in [(1, 0.5), (2, 0.3), (3, 0.4)] {
            let objective = json!({"metric": "loss", "target": 0.1, "value": value, "direction": "minimize"});
            story.next(&json!({"type": "training_finished", "trial": attempt,
                "data": {"attempt": 1, "objective": objective}}));
        }
        assert_eq!(story.best().as_deref(), Some("loss 0.3000"));
    }

    #[test]
    fn a_failure_says_what_where_and_what_to_do() {
        let mut story = Story::default();
        let reason = json!({"what": "`trails` is no setting", "location": "anneal.toml:3", "remedy": "did you mean `trials`?"});
        let lines = story.next(&json!({"type": "classification_failed", "data": {"reason": reason}}));
        assert_eq!(lines, [""; 0]);
        let lines = story.next(&json!({"type": "run_failed", "data": {"reason": reason}}));
        assert_eq!(
            lines,
            ["failed      `trails` is no setting (anneal.toml:3)\n            did you mean `trials`?"]
        );
        assert!(!story.told);
        story.next(&json!({"type": "notification_sent", "data": {"to": "a@b.c", "channel": "outbox"}}));
        assert!(story.told && story.outcome.as_deref() == Some("run_failed"));
    }
}
