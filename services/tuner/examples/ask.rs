//! The search behind a pipe: one JSON object a line in, one out. What a benchmark measures is the code that
//! decides in production.
//!
//! * `{"study": {"knobs": [...], "direction": "minimize", "target": 0.5, "seed": "7"}}` starts a study; a knob has
//!   `id`, `kind`, `current`, and `choices` or `low`, `high`, `log`, `integer`, `template`. Answers `{"size": n}`.
//! * `{"tell": {"values": {...}, "value": 0.4}}` adds a trial; without a value it failed. Answers `{"trials": n}`.
//! * `{"ask": true}` answers `{"values": {...}, "why": "...", "microseconds": n}`.
//! * `{"experts": n}` answers `{"proposals": [...]}`: what rules alone would try next.

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use anneal_proto::v1::{Domain, Knob, Objective};
use anneal_tuner::search::rng::Rng;
use anneal_tuner::search::space::{Space, Values};
use anneal_tuner::search::{Fate, Study, Tried, expert, propose};
use serde_json::{Value, json};

#[derive(Default)]
struct Session {
    space: Space,
    objective: Objective,
    seed: String,
    tried: Vec<Tried>,
}

fn main() -> ExitCode {
    let mut session = Session::default();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let answer = match serde_json::from_str::<Value>(&line) {
            Ok(request) => session.answer(&request),
            Err(error) => json!({ "error": error.to_string() }),
        };
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

impl Session {
    fn answer(&mut self, request: &Value) -> Value {
        if let Some(study) = request.get("study") {
            let knobs: Vec<Knob> = list(study, "knobs").iter().map(knob).collect();
            let objective = Objective {
                direction: text(study, "direction"),
                target: study["target"].as_f64().unwrap_or_default(),
                ..Objective::default()
            };
            *self =
                Session { space: Space::of(&knobs), objective, seed: text(study, "seed"), tried: Vec::new() };
            return json!({ "size": self.space.dimensions.len() });
        }
        if let Some(trial) = request.get("tell") {
            let number = |name: &str| trial[name].as_f64();
            let fate =
                number("value").map_or(Fate::Failed, |value| Fate::Scored { value, train: number("train") });
            self.tried.push(Tried { values: values(&trial["values"]), fate });
            return json!({ "trials": self.tried.len() });
        }
        let study =
            Study { space: &self.space, objective: &self.objective, tried: &self.tried, refused: &[] };
        if let Some(count) = request["experts"].as_u64() {
            let all = expert::proposals(&study).into_iter().filter(|p| study.is_new(&p.values));
            let some: Vec<Value> = all.take(count as usize).map(|p| json!({ "values": p.values })).collect();
            return json!({ "proposals": some });
        }
        let started = Instant::now();
        let rng = Rng::of(&[&self.seed, &self.tried.len().to_string()]);
        let proposal = propose(&study, rng);
        let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        proposal.map_or_else(
            || json!({ "exhausted": true }),
            |p| json!({ "values": p.values, "why": p.why, "microseconds": microseconds }),
        )
    }
}

fn text(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_default().to_owned()
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of[name].as_array().map_or(&[], Vec::as_slice)
}

fn values(of: &Value) -> Values {
    let entries = of.as_object().into_iter().flatten();
    entries.filter_map(|(id, text)| Some((id.clone(), text.as_str()?.to_owned()))).collect()
}

fn knob(of: &Value) -> Knob {
    let choices = list(of, "choices").iter().filter_map(|choice| Some(choice.as_str()?.to_owned())).collect();
    let domain = Domain {
        choices,
        low: of["low"].as_f64().unwrap_or_default(),
        high: of["high"].as_f64().unwrap_or_default(),
        log: of["log"].as_bool().unwrap_or_default(),
        integer: of["integer"].as_bool().unwrap_or_default(),
        template: text(of, "template"),
    };
    Knob {
        id: text(of, "id"),
        kind: text(of, "kind"),
        current: text(of, "current"),
        domain: Some(domain),
        ..Knob::default()
    }
}
