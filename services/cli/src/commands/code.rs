//! Commands that read code, without a server.

use std::path::Path;
use std::process::ExitCode;

use anneal_classifier::{Ranked, classify as read, explain as ranking};
use anneal_proto::Event;
use anneal_proto::v1::{CodeClassified, Domain, Knob, Settings};
use anneal_source::SourceTree;
use anneal_source::knobs::advice;
use serde_json::json;

use crate::args::Output;
use crate::fault::Fault;

fn tree(path: &Path) -> Result<SourceTree, Fault> {
    SourceTree::from_dir(path).map_err(|error| {
        Fault::usage(format!("{}: {error}", path.display()), "give the directory of the code")
    })
}

fn code(tree: &SourceTree) -> Result<CodeClassified, serde_json::Value> {
    read(tree, &Settings::default()).map_err(|failed| Event::from(failed).to_json())
}

pub(crate) fn classify(path: &Path, explain: bool, output: Output) -> Result<ExitCode, Fault> {
    let tree = tree(path)?;
    let ranked = if explain { ranking(&tree) } else { Vec::new() };
    let code = match code(&tree) {
        Ok(code) => code,
        Err(failed) => {
            if !output.is_json() {
                tell(&ranked);
            }
            return refused(&failed, output);
        }
    };
    if output.is_json() {
        say!("{}", object(&code, explain.then_some(ranked.as_slice())));
        return Ok(ExitCode::SUCCESS);
    }
    let workload = code.workload.clone().unwrap_or_default();
    let entry = workload.entry.clone().unwrap_or_default();
    say!("{} {} · {} · {}", workload.framework, workload.era, workload.task, workload.family);
    say!(
        "entry {} ({}), image {}, {} knobs, confidence {:.2}",
        entry.path,
        entry.kind,
        workload.image,
        code.knobs.len(),
        code.confidence
    );
    say!("needs {}", requirements(&code).join(", "));
    surroundings(&code);
    for evidence in code.evidence.iter().chain(&code.warnings) {
        say!("  {}  {}", evidence.place(), evidence.why);
    }
    tell(&ranked);
    Ok(ExitCode::SUCCESS)
}

/// Names of distributions with what is asked of their versions.
fn requirements(code: &CodeClassified) -> Vec<String> {
    code.requirements.iter().map(|need| format!("{}{}", need.name, need.specifier)).collect()
}

/// The whole answer as one JSON object.
fn object(code: &CodeClassified, ranked: Option<&[Ranked]>) -> serde_json::Value {
    let workload = code.workload.clone().unwrap_or_default();
    let entry = workload.entry.clone().unwrap_or_default();
    let mut told = json!({
        "framework": workload.framework, "era": workload.era, "image": workload.image,
        "entry": entry.path, "entry_kind": entry.kind, "args": entry.args,
        "task": workload.task, "family": workload.family, "requirements": requirements(code),
        "data": code.data, "metrics": code.metrics, "before": code.before,
        "knobs": code.knobs.len(), "confidence": code.confidence,
        "evidence": code.evidence, "warnings": code.warnings, "reason": null,
    });
    if let Some(ranked) = ranked {
        let told_of = |one: &Ranked| {
            json!({"path": one.path, "score": one.score, "weights": one.weights, "trains": one.trains,
                "evidence": one.evidence})
        };
        told["ranking"] = ranked.iter().map(told_of).collect();
    }
    told
}

/// What the training reads and measures, and what is to be run before it.
fn surroundings(code: &CodeClassified) {
    let data = code.data.iter().map(|data| format!("{} ({})", data.name, data.kind.replace('_', " ")));
    let metrics = code.metrics.iter().map(|measure| format!("{} ({})", measure.name, measure.split));
    let before = code.before.iter().filter_map(|step| Some(step.entry.as_ref()?.path.clone()));
    for (what, told) in [
        ("reads", data.collect::<Vec<_>>()),
        ("measures", metrics.collect()),
        ("before it, run", before.collect()),
    ] {
        if !told.is_empty() {
            say!("{what} {}", told.join(", "));
        }
    }
}

/// The ranking as a person reads it: each file with what counted for and against it.
fn tell(ranked: &[Ranked]) {
    for (place, one) in ranked.iter().enumerate() {
        say!("\n{}. {}  {:+.2}  {}", place + 1, one.path, one.score, one.trains);
        one.weights.iter().for_each(|(weight, why)| say!("     {weight:+.2}  {why}"));
        one.evidence.iter().for_each(|evidence| say!("            {evidence}"));
    }
}

fn refused(failed: &serde_json::Value, output: Output) -> Result<ExitCode, Fault> {
    let reason = &failed["reason"];
    if output.is_json() {
        let told = json!({"framework": "none", "image": "none", "reason": reason["what"], "code": reason["code"],
            "location": reason["location"], "remedy": reason["remedy"], "evidence": failed["evidence"]});
        say!("{told}");
        return Ok(ExitCode::from(1));
    }
    let text = |key: &str| reason[key].as_str().unwrap_or_default().to_owned();
    Err(Fault::new(format!("{} {}", text("what"), text("location")), text("remedy")))
}

/// What the field knows about a knob: numbers that are no reason to act, and values to go to, the best first.
fn prior(id: &str) -> serde_json::Value {
    let Some(advice) = advice(id) else { return serde_json::Value::Null };
    let bound = |bound: f64| bound.is_finite().then_some(bound);
    json!({"low": bound(advice.low), "high": bound(advice.high), "good": advice.good})
}

/// `0.001 to 1000, logarithmic`, or the choices.
fn domain(domain: &Domain) -> String {
    if !domain.choices.is_empty() {
        return domain.choices.join(" | ");
    }
    let scale = if domain.log { ", logarithmic" } else { "" };
    format!("{} to {}{scale}", domain.low, domain.high)
}

pub(crate) fn knobs(path: &Path, output: Output) -> Result<ExitCode, Fault> {
    let code = match code(&tree(path)?) {
        Ok(code) => code,
        Err(failed) => return refused(&failed, output),
    };
    for knob in &code.knobs {
        let place = knob.places.first().cloned().unwrap_or_default();
        if output.is_json() {
            let mut told = json!(knob);
            told["prior"] = prior(&knob.id);
            say!("{told}");
        } else {
            let Knob { id, current, kind, why, .. } = knob;
            let domain = domain(&knob.domain.clone().unwrap_or_default());
            say!("{}:{}  {id} = {current}  {kind}, {domain}  ({why})", place.file, place.line);
        }
    }
    Ok(ExitCode::SUCCESS)
}
