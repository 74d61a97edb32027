//! A study of one script without any service: for looking at what the search does.
//!
//! `cargo run -p anneal-tuner --example study -- PYTHON SCRIPT TARGET [TRIALS]` runs the script, reads the last
//! number that it printed, and goes on as the tuner would.

use std::process::{Command, ExitCode};

use anneal_proto::v1::Settings;
use anneal_source::{edit, knobs};
use anneal_tuner::search::rng::Rng;
use anneal_tuner::search::space::{Space, Values};
use anneal_tuner::search::{Fate, Study, Tried, propose};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [python, script, target, rest @ ..] = args.as_slice() else {
        eprintln!("usage: study PYTHON SCRIPT TARGET [TRIALS]");
        return ExitCode::from(2);
    };
    let source = match std::fs::read_to_string(script) {
        Ok(source) => source,
        Err(error) => {
            eprintln!("{script}: {error}");
            return ExitCode::from(2);
        }
    };
    let trials = rest.first().and_then(|text| text.parse().ok()).unwrap_or(20);
    let settings = Settings { target: target.parse().ok(), ..Settings::default() };
    study(python, &source, &settings, trials)
}

fn study(python: &str, source: &str, settings: &Settings, trials: usize) -> ExitCode {
    let knobs = knobs::find_in(&[("train.py", source)]);
    let space = Space::of(&knobs);
    let mut objective = settings.objective("classification");
    let mut tried: Vec<Tried> = Vec::new();
    let mut next = Some((Values::new(), "as pushed".to_owned()));
    while let Some((values, why)) = next.take() {
        let changed = edit::apply(|_| Some(source.as_bytes()), &knobs, &values);
        let text = changed
            .map(|files| files.into_iter().next().map_or(source.as_bytes().to_vec(), |(_, bytes)| bytes));
        let score = text.ok().and_then(|text| run(python, &text));
        println!("trial {} {score:?}: {why}", tried.len());
        objective.value = score;
        if objective.is_met() {
            return ExitCode::SUCCESS;
        }
        let fate = score.map_or(Fate::Failed, |value| Fate::Scored { value, train: None });
        tried.push(Tried { values, fate });
        if tried.len() < trials {
            let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
            next = propose(&study, Rng::of(&["study", &tried.len().to_string()])).map(|p| (p.values, p.why));
        }
    }
    ExitCode::FAILURE
}

/// The last number a program prints; none when it fails.
fn run(python: &str, source: &[u8]) -> Option<f64> {
    let output =
        Command::new(python).arg("-c").arg(String::from_utf8_lossy(source).as_ref()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text
        .split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-'))
        .rfind(|part| part.parse::<f64>().is_ok());
    output.status.success().then(|| last?.parse().ok()).flatten()
}
