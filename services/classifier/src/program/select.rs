//! Which files are worth parsing.
//!
//! Training needs a framework, and a framework's name stands somewhere in the text. So what names none is left
//! out, unless it names a file that is in: a tree of thousands of files costs a look at each.

use std::collections::BTreeSet;

use anneal_source::SourceTree;

/// Trees with fewer files are parsed as a whole: then all that is said about them is complete.
const FEW: usize = 200;
/// Import names of what trains.
const NAMES: &[&str] = &[
    "catboost",
    "chainer",
    "fastai",
    "flax",
    "gensim",
    "haiku",
    "hmmlearn",
    "jax",
    "keras",
    "lightgbm",
    "lightning",
    "mxnet",
    "optax",
    "paddle",
    "prophet",
    "sklearn",
    "skorch",
    "stable_baselines3",
    "statsmodels",
    "surprise",
    "tensorflow",
    "theano",
    "torch",
    "transformers",
    "ultralytics",
    "xgboost",
];

/// Whether a file is a test by the names that test runners look for.
pub(crate) fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut directories = path.split('/').rev().skip(1);
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || ["conftest.py", "setup.py", "noxfile.py"].contains(&name)
        || directories.any(|directory| ["tests", "test", "testing"].contains(&directory))
}

/// Whether a file without an ending says by its first line that Python runs it.
fn is_script(tree: &SourceTree, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let first = || tree.bytes(path)?.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next();
    !name.contains('.') && first().is_some_and(|line| line.windows(6).any(|word| word == b"python"))
}

/// Paths of the files to parse, in order.
pub(super) fn relevant(tree: &SourceTree) -> Vec<&str> {
    let python = |path: &&str| path.ends_with(".py") || path.ends_with(".ipynb") || is_script(tree, path);
    let all: Vec<&str> = tree.paths().filter(python).collect();
    if all.len() <= FEW {
        return all;
    }
    let mut rest: Vec<(&str, BTreeSet<String>)> = Vec::new();
    let mut chosen: BTreeSet<&str> = BTreeSet::new();
    let mut named: BTreeSet<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    for path in all {
        let words = tree.text(path).map(|text| imported_words(&text)).unwrap_or_default();
        rest.push((path, words));
    }
    loop {
        let (found, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, words)| words.iter().any(|word| named.contains(word)));
        if found.is_empty() {
            return chosen.into_iter().collect();
        }
        rest = others;
        named = found.iter().map(|(path, _)| stem(path)).collect();
        chosen.extend(found.iter().map(|(path, _)| *path));
    }
}

/// The name that others import a file by.
fn stem(path: &str) -> String {
    let stem = path.strip_suffix("/__init__.py").or(path.strip_suffix(".py")).unwrap_or(path);
    stem.rsplit('/').next().unwrap_or(stem).to_owned()
}

/// Words of the lines that import.
fn imported_words(text: &str) -> BTreeSet<String> {
    // A notebook's lines are quoted; imports may be spread over lines in brackets.
    let mut words = BTreeSet::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '\t', '"']);
        if open || line.contains("import") {
            open = line.contains('(') || open && !line.contains(')');
            let parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.extend(parts.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    words
}
