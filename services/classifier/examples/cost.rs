//! What classifying trees costs over only parsing their files, both in this process.
//!
//! Usage: cost ROUNDS DIRECTORY…   where each directory holds trees
//! Prints one JSON object: nanoseconds and ratios, by the median of the rounds.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anneal_classifier::classify;
use anneal_proto::v1::Settings;
use anneal_source::SourceTree;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use serde_json::{Value, json};

/// Files of the large trees.
const FILES: usize = 10_000;

fn main() {
    let mut args = std::env::args().skip(1);
    let rounds: usize = args.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let trees: Vec<SourceTree> = args.flat_map(|directory| trees_in(Path::new(&directory))).collect();
    let small: Vec<(f64, f64)> =
        trees.iter().map(|tree| times(tree, &texts(tree, &|_| true), rounds)).collect();
    let (floor, cost) = small.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let mut ratios: Vec<f64> = small.iter().map(|(floor, cost)| cost / floor).collect();
    ratios.sort_by(f64::total_cmp);
    let (whole, mixed) = (repeated(&trees), among_others(&trees));
    let all = times(&whole, &texts(&whole, &|_| true), rounds.min(3));
    let relevant = texts(&mixed, &|path| path.starts_with("ml/"));
    let few = times(&mixed, &relevant, rounds.min(3));
    let everything = texts(&mixed, &|_| true);
    println!(
        "{}",
        json!({
            "trees": trees.len(),
            "parse_ms": floor / 1e6, "classify_ms": cost / 1e6,
            "ratio": cost / floor, "median_ratio": ratios.get(ratios.len() / 2),
            "large_files": whole.paths().count(), "large_parse_ms": all.0 / 1e6, "large_classify_ms": all.1 / 1e6,
            "large_ratio": all.1 / all.0,
            "mixed_files": mixed.paths().count(), "mixed_relevant": relevant.len(),
            "mixed_parse_relevant_ms": few.0 / 1e6,
            "mixed_parse_all_ms": once(|| parse(&everything)) / 1e6, "mixed_classify_ms": few.1 / 1e6,
        })
    );
}

fn trees_in(directory: &Path) -> Vec<SourceTree> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    paths.sort();
    let read = paths.iter().filter_map(|path| SourceTree::from_dir(path).ok());
    read.filter(|tree| !texts(tree, &|_| true).is_empty()).collect()
}

/// A tree that has these trees in directories, again and again.
fn repeated(trees: &[SourceTree]) -> SourceTree {
    let mut whole = SourceTree::default();
    let mut count = 0;
    for round in 0.. {
        for (at, tree) in trees.iter().enumerate() {
            for path in tree.paths().filter(|path| path.ends_with(".py")) {
                let Some(bytes) = tree.bytes(path) else { continue };
                whole.insert(format!("part{round}_{at}/{path}"), bytes);
                count += 1;
                if count == FILES {
                    return whole;
                }
            }
        }
        if count == 0 {
            break;
        }
    }
    whole
}

/// The trees below `ml`, among files that have nothing to do with training.
fn among_others(trees: &[SourceTree]) -> SourceTree {
    let text = "import os\n\n\ndef handler(event):\n    return os.environ.get(event['name'], 'nothing')\n"
        .repeat(20);
    let mut whole = SourceTree::default();
    for (at, tree) in trees.iter().enumerate().take(100) {
        for path in tree.paths().filter(|path| path.ends_with(".py")) {
            tree.bytes(path).into_iter().for_each(|bytes| whole.insert(format!("ml/{at}/{path}"), bytes));
        }
    }
    let rest = FILES.saturating_sub(whole.paths().count());
    (0..rest).for_each(|n| whole.insert(format!("service{}/part{n}.py", n % 50), text.clone()));
    whole
}

/// The Python of a tree's files: of a notebook, its code cells.
fn texts(tree: &SourceTree, wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let paths = tree.paths().filter(|path| wanted(path));
    let text = |path: &str| match path.rsplit('.').next() {
        Some("py") => tree.text(path).map(|text| text.into_owned()),
        Some("ipynb") => cells(&tree.text(path)?),
        _ => None,
    };
    paths.filter_map(text).collect()
}

fn cells(notebook: &str) -> Option<String> {
    let notebook: Value = serde_json::from_str(notebook).ok()?;
    let code = notebook["cells"].as_array()?.iter().filter(|cell| cell["cell_type"] == "code");
    let source = |cell: &Value| match &cell["source"] {
        Value::String(text) => text.clone(),
        lines => lines.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    Some(code.map(source).collect::<Vec<_>>().join("\n"))
}

fn parse(texts: &[String]) {
    for text in texts {
        black_box(parse_unchecked(black_box(text), ParseOptions::from(Mode::Module)));
    }
}

/// Nanoseconds of parsing the texts and of classifying the tree: the medians of rounds that alternate.
fn times(tree: &SourceTree, texts: &[String], rounds: usize) -> (f64, f64) {
    let settings = Settings::default();
    let mut measured: (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        measured.0.push(once(|| parse(texts)));
        measured.1.push(once(|| drop(black_box(classify(black_box(tree), &settings)))));
    }
    (median(measured.0), median(measured.1))
}

fn once(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos() as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
