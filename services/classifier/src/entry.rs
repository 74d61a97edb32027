//! Which file to run.

use anneal_proto::v1::{Reason, Settings};

use crate::frameworks;
use crate::module::{Call, Module};
use crate::program::Program;
use crate::reason::reason;

/// Libraries whose import makes a file that cannot be parsed worth reporting.
const LIBRARIES: &[&str] =
    &["sklearn", "keras", "tensorflow", "torch", "xgboost", "lightgbm", "catboost", "pytorch_lightning"];
/// Names of files that are run for something else than training, by a part of them.
const OTHER_PURPOSES: &[&str] =
    &["predict", "infer", "app", "server", "serve", "eval", "plot", "visual", "demo", "deploy"];
/// Names of files that usually train.
const PURPOSES: &[&str] = &["train", "main", "run", "fit", "model"];

/// The file to run, and why it was chosen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) path: String,
    /// `script`, `module` or `notebook`.
    pub(crate) kind: &'static str,
    pub(crate) line: u32,
    pub(crate) why: String,
    /// 0 to 1.
    pub(crate) confidence: f64,
}

pub(crate) fn choose(program: &Program, settings: &Settings) -> Result<Chosen, Reason> {
    if let Some(path) = &settings.entry {
        return named(program, path);
    }
    if program.is_empty() {
        return Err(reason(
            "no_python",
            "there is no Python in this commit",
            "",
            "push a Python training script; other languages are not trained",
        ));
    }
    let mut ranked: Vec<(f64, &str, u32)> = program
        .modules()
        .filter(|(path, _)| !is_test(path))
        .filter_map(|(path, module)| Some((score(program, path, module), path, trained_at(program, path)?)))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let Some((best, path, line)) = ranked.first().copied() else { return Err(nothing(program)) };
    let second = ranked.get(1).map_or(0.0, |(score, _, _)| *score);
    let others: Vec<&str> = ranked.iter().skip(1).map(|(_, path, _)| *path).collect();
    let mut why = "training is reached from its top level".to_owned();
    if !others.is_empty() {
        why = format!("{why}; others that train: {}", others.join(", "));
    }
    let confidence = if best - second > 0.2 { 0.98 } else { 0.7 };
    Ok(Chosen { path: path.to_owned(), kind: kind(path), line, why, confidence })
}

fn kind(path: &str) -> &'static str {
    if path.ends_with(".ipynb") { "notebook" } else { "script" }
}

/// The entry that the developer names.
fn named(program: &Program, path: &str) -> Result<Chosen, Reason> {
    let Some(module) = program.module(path) else {
        let what = format!("`entry` names {path}, which is not in the commit");
        return Err(reason(
            "entry_missing",
            what,
            "anneal.toml: entry",
            "name a file of the tree, such as \"src/train.py\"",
        ));
    };
    readable(path, module)?;
    let why = "named by the developer".to_owned();
    Ok(Chosen { path: path.to_owned(), kind: kind(path), line: 1, why, confidence: 1.0 })
}

fn readable(path: &str, module: &Module) -> Result<(), Reason> {
    match &module.error {
        None => Ok(()),
        Some((line, what)) => Err(reason(
            "entry_syntax_error",
            format!("{path} cannot be parsed: {what}"),
            format!("{path}:{line}"),
            "correct the syntax (Python 3), or set `entry` in anneal.toml to another file",
        )),
    }
}

/// Why there is no entry: a file that would train and cannot be parsed, or none at all.
fn nothing(program: &Program) -> Reason {
    let broken = program.modules().find_map(|(path, module)| {
        let worth = module.imports_any(LIBRARIES) && !is_test(path);
        readable(path, module).err().filter(|_| worth)
    });
    broken.unwrap_or_else(|| {
        reason(
            "no_training_entry",
            "no file of this commit trains a model when it is run",
            "",
            "set `entry` in anneal.toml to the script that trains, if there is one",
        )
    })
}

/// Where the file trains; none where it does not, or cannot be parsed.
fn trained_at(program: &Program, path: &str) -> Option<u32> {
    program.module(path).filter(|module| module.error.is_none())?;
    let found = frameworks::trains(program, path)?;
    Some(found.evidence.iter().find(|evidence| evidence.file == path).map_or(1, |evidence| evidence.line))
}

fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let in_tests = path.split('/').any(|part| part == "tests" || part == "test");
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || ["conftest.py", "setup.py"].contains(&name)
        || in_tests
}

fn score(program: &Program, path: &str, module: &Module) -> f64 {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.trim_end_matches(".py").trim_end_matches(".ipynb");
    let mut score = 1.0;
    if program.is_imported(path) {
        score -= 0.6;
    }
    if PURPOSES.iter().any(|purpose| stem.contains(purpose)) {
        score += 0.3;
    }
    // A whole word of the name: `mapping` is no `app`.
    if stem.split(['_', '-', '.']).any(|word| OTHER_PURPOSES.iter().any(|purpose| word.starts_with(purpose)))
    {
        score -= 0.5;
    }
    if path.ends_with(".ipynb") {
        score -= 0.5;
    }
    if module.calls.iter().any(is_required_argument) {
        score -= 0.4;
    }
    score - 0.05 * path.matches('/').count() as f64
}

/// A command-line argument that it cannot run without.
fn is_required_argument(call: &Call) -> bool {
    let given =
        |name: &str| call.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, text)| text.as_str());
    let positional = !call.first.trim_matches(['"', '\'']).starts_with('-')
        && given("nargs").is_none_or(|n| !n.contains(['?', '*']));
    call.name == ".add_argument"
        && (given("required") == Some("True") || positional && given("default").is_none())
}
