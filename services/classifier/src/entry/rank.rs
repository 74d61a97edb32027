//! Which of several files that train is the one to run.

use std::collections::BTreeSet;

use super::arguments;
use super::hints::{self, Hint};
use crate::code::{File, Value};
use crate::frameworks::{self, Found};
use crate::program::{FileId, Program, is_test};
use crate::view::View;

/// A file that trains when it is run.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) file: FileId,
    pub(crate) found: Found,
    pub(crate) score: f64,
    /// Running it ends in a server, which may start a training on demand.
    serves: bool,
    /// What counted, for and against.
    pub(crate) weights: Vec<(f64, &'static str)>,
}

/// Words in names of files that are run for something else than training.
const OTHER_PURPOSES: &[&str] = &[
    "predict",
    "prediction",
    "infer",
    "inference",
    "app",
    "server",
    "serve",
    "api",
    "eval",
    "evaluate",
    "evaluation",
    "plot",
    "visual",
    "visualize",
    "visualise",
    "visualization",
    "demo",
    "deploy",
    "export",
    "convert",
    "test",
    "submit",
    "submission",
    "generate",
    "sample",
    "web",
    "gui",
    "bot",
    "dashboard",
    "streamlit",
    "main_test",
    "verify",
    "verification",
    "check",
    "validate",
    "bench",
    "profile",
    "analysis",
    "eda",
    "explore",
    "monitor",
    "monitoring",
    "drift",
    "retrain",
    "retrainer",
    "retraining",
    "scheduler",
];
/// Words in names of files that prepare data.
const PREPARATION: &[&str] = &[
    "data",
    "dataset",
    "datasets",
    "preprocess",
    "preprocessing",
    "prepare",
    "download",
    "clean",
    "features",
    "utils",
    "util",
    "helper",
    "helpers",
    "config",
    "model",
    "models",
    "loader",
];
/// Words in names of files that train many times.
const STUDIES: &[&str] = &[
    "tune",
    "tuning",
    "search",
    "sweep",
    "grid",
    "gridsearch",
    "optuna",
    "hyperopt",
    "hyperparameter",
    "ablation",
    "benchmark",
    "compare",
    "comparison",
    "kfold",
    "cv",
    "baseline",
    "baselines",
    "pretrain",
    "finetune",
    "distributed",
    "ddp",
    "multi",
    "resume",
    "old",
    "backup",
    "copy",
    "bak",
    "draft",
    "toy",
    "example",
    "tutorial",
    "experiment",
    "experiments",
    "playground",
    "scratch",
    "debug",
];
/// Directories of what is beside the point.
const ASIDE: &[&str] = &[
    "examples",
    "example",
    "docs",
    "doc",
    "legacy",
    "old",
    "archive",
    "archived",
    "deprecated",
    "backup",
    "tutorial",
    "tutorials",
    "demo",
    "demos",
    "benchmarks",
    "benchmark",
    "third_party",
    "external",
    "vendor",
    "playground",
    "sandbox",
    "exercises",
    "web",
    "app",
    "api",
    "server",
    "deployment",
    "notebooks",
    "experiments",
    "tools",
    "misc",
    "research",
];

/// Files that are followed at most.
const MOST: usize = 64;

/// Files that train when they are run, the best first.
pub(crate) fn candidates(program: &Program, hints: &[Hint]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> =
        plausible(program, hints).into_iter().filter_map(|file| candidate(program, hints, file)).collect();
    let importers: Vec<FileId> = found
        .iter()
        .filter(|one| !is_for_something_else(&program.file(one.file).path) && !one.serves)
        .map(|one| one.file)
        .collect();
    let imported: Vec<FileId> =
        importers.into_iter().flat_map(|file| program.imported(file)).copied().collect();
    for one in found.iter_mut().filter(|one| imported.contains(&one.file)) {
        one.weigh(-0.6, "another that trains imports it");
    }
    found.sort_by(|a, b| {
        let path = |one: &Candidate| &program.file(one.file).path;
        b.score
            .total_cmp(&a.score)
            .then_with(|| path(a).len().cmp(&path(b).len()))
            .then_with(|| path(a).cmp(path(b)))
    });
    found
}

/// Files that may be the entry. In a library with hundreds of scripts not all can be followed: those that look
/// most like one.
fn plausible(program: &Program, hints: &[Hint]) -> Vec<FileId> {
    let runs = |file: &File| {
        (file.error.is_none() || file.is_python2)
            && !is_test(&file.path)
            && file.scopes.iter().any(|scope| !scope.decorators.is_empty() || !scope.calls.is_empty())
    };
    let imported: BTreeSet<FileId> =
        program.files().flat_map(|(id, _)| program.imported(id)).copied().collect();
    let mut files: Vec<(i32, FileId)> = Vec::new();
    for (id, file) in program.files().filter(|(_, file)| runs(file)) {
        let is_guarded = file.calls.iter().any(|call| call.main);
        let is_run = hints::weight(hints, &file.path).is_some();
        let trains = file.calls.iter().any(|call| call.scope == 0 && looks_like_training(&call.func));
        let is_aside = file.path.to_ascii_lowercase().split('/').any(|part| ASIDE.contains(&part));
        let for_itself = is_guarded || trains || !imported.contains(&id);
        let looks = 2 * i32::from(is_guarded || is_run) + 3 * i32::from(trains) + 2 * i32::from(for_itself);
        files.push((i32::from(is_aside) - looks, id));
    }
    files.sort_by_key(|(looks, id)| (*looks, program.file(*id).path.matches('/').count(), *id));
    if files.len() > MOST {
        files.retain(|(looks, _)| *looks < 0);
    }
    files.into_iter().take(MOST).map(|(_, id)| id).collect()
}

fn looks_like_training(func: &Value) -> bool {
    let name = match func {
        Value::Name(name) => name.rsplit('.').next().unwrap_or(name),
        Value::Member(_, name) => name,
        _ => return false,
    };
    ["fit", "train", "backward", "fit_generator", "train_on_batch", "cross_val_score", "minimize", "learn"]
        .contains(&name)
}

impl Candidate {
    fn weigh(&mut self, weight: f64, why: &'static str) {
        self.score += weight;
        self.weights.push((weight, why));
    }

    /// In words: that it trains, and what counted most.
    pub(crate) fn why(&self) -> String {
        let mut reasons = vec!["training is reached from its top level"];
        reasons.extend(self.weights.iter().map(|(_, why)| *why));
        reasons.join(", ")
    }
}

fn candidate(program: &Program, hints: &[Hint], file: FileId) -> Option<Candidate> {
    let view = View::of(program, file);
    let found = frameworks::trains(&view)?;
    let path = &program.file(file).path;
    let mut one = Candidate { file, found, score: 1.0, serves: serves(&view), weights: Vec::new() };
    by_content(&mut one, &view, hints, path);
    by_name(&mut one, path);
    Some(one)
}

fn by_content(one: &mut Candidate, view: &View<'_>, hints: &[Hint], path: &str) {
    if let Some(weight) = hints::weight(hints, path) {
        one.weigh(weight, "documentation or build files run it");
    }
    let required = arguments::required(view);
    if !required.is_empty() && hints::arguments(hints, path).is_none() {
        one.weigh(-0.4, "it needs arguments");
    }
    if one.found.unsupported.is_some() {
        one.weigh(-1.0, "there is no image for it");
    }
    if view.program.file(view.entry).is_python2 {
        one.weigh(-0.8, "it is of an older Python, which no image has");
    }
    if one.serves {
        one.weigh(-0.6, "it serves, too");
    }
    if view.sites().any(|site| ["input", "raw_input"].contains(&site.library().unwrap_or_default())) {
        one.weigh(-0.15, "it asks for input");
    }
    let here = one.found.evidence.iter().any(|evidence| evidence.file == path);
    if here {
        one.weigh(0.05, "it trains by itself");
    }
}

/// Names are weak hints: any two of them weigh less than what the code does.
fn by_name(one: &mut Candidate, path: &str) {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let stem = name.trim_end_matches(".py").trim_end_matches(".ipynb");
    let words: Vec<&str> = stem.split(['_', '-', '.', ' ']).collect();
    let any = |names: &[&str]| words.iter().any(|word| names.contains(word));
    let training = words
        .iter()
        .any(|word| ["train", "training", "trainer", "fit"].contains(word) || word.starts_with("train"));
    if training {
        one.weigh(0.3, "it is called after training");
    } else if any(&["main", "run"]) || stem == "__main__" {
        one.weigh(0.2, "it is called main");
    }
    if any(OTHER_PURPOSES) && !training {
        one.weigh(-0.5, "its name says something else");
    } else if any(PREPARATION) && !training {
        one.weigh(-0.1, "its name says something else");
    }
    if any(STUDIES) {
        one.weigh(-0.25, "its name says a study or a variant");
    }
    if name.ends_with(".ipynb") {
        one.weigh(-0.5, "it is a notebook");
    }
    let mut directories = lower.split('/').rev().skip(1);
    if directories.any(|directory| ASIDE.contains(&directory)) {
        one.weigh(-0.3, "it lies aside");
    }
    one.score -= 0.05 * path.matches('/').count() as f64;
}

/// Whether running it ends in a server.
fn serves(view: &View<'_>) -> bool {
    const SERVERS: &[&str] = &[
        "flask",
        "fastapi",
        "streamlit",
        "gradio",
        "dash",
        "uvicorn",
        "django",
        "bottle",
        "tornado",
        "sanic",
        "telebot",
        "discord",
    ];
    view.program.file(view.entry).imports.iter().any(|import| SERVERS.contains(&import.root()))
}

fn is_for_something_else(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.trim_end_matches(".py").trim_end_matches(".ipynb");
    stem.split(['_', '-', '.']).any(|word| OTHER_PURPOSES.contains(&word))
}
