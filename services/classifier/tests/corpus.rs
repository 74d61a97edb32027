//! Small trees in the manner of real repositories, each with what it is: `tests/corpus/<name>/expected.json`.

use std::fs;
use std::path::{Path, PathBuf};

use anneal_classifier::classify;
use anneal_proto::v1::Settings;
use anneal_source::SourceTree;
use serde_json::{Map, Value, json};

/// What is compared, and the share that must be right.
const FIELDS: &[(&str, f64)] = &[
    ("image", 0.97),
    ("entry", 0.97),
    ("task", 0.93),
    ("family", 0.93),
    ("era", 0.93),
    ("framework", 0.93),
    ("reason", 0.97),
    ("data", 0.9),
    ("metrics", 0.9),
    ("before", 0.9),
];

fn corpus() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let entries = fs::read_dir(&root).expect("the corpus").flatten().map(|entry| entry.path());
    let mut dirs: Vec<PathBuf> = entries.filter(|path| path.join("expected.json").is_file()).collect();
    dirs.sort();
    dirs
}

fn answer(dir: &Path) -> Value {
    let mut tree = SourceTree::from_dir(dir).expect("a tree");
    tree.remove("expected.json");
    match classify(&tree, &Settings::default()) {
        Ok(code) => {
            let w = code.workload.unwrap_or_default();
            let entry = w.entry.unwrap_or_default();
            // As a set: in which order they are told is not what is asked, but for steps.
            let sorted = |mut all: Vec<String>| {
                all.sort();
                all
            };
            let data = code.data.iter().map(|data| format!("{} {}", data.kind, data.name)).collect();
            let metrics = code.metrics.iter().map(|one| format!("{} {}", one.split, one.name)).collect();
            let before = code.before.into_iter().map(|step| step.entry.unwrap_or_default().path);
            json!({"framework": w.framework, "era": w.era, "image": w.image, "entry": entry.path,
                "task": w.task, "family": w.family, "data": sorted(data), "metrics": sorted(metrics),
                "before": before.collect::<Vec<_>>()})
        }
        Err(failed) => json!({"reason": failed.reason.unwrap_or_default().code}),
    }
}

/// The fields in which an answer differs, as `field: expected, not found`.
fn differences(expected: &Map<String, Value>, found: &Value) -> Vec<(String, String)> {
    let missing = Value::String("nothing".to_owned());
    let differs = |(field, value): (&String, &Value)| {
        let answered = found.get(field).or(found.get("reason")).unwrap_or(&missing);
        (answered != value).then(|| (field.clone(), format!("{field}: {value}, not {answered}")))
    };
    expected.iter().filter_map(differs).collect()
}

#[test]
fn the_corpus_is_recognised() {
    let dirs = corpus();
    assert!(dirs.len() >= 120, "{} trees", dirs.len());
    let mut asked = Map::new();
    let mut wrong: Vec<(String, String, String)> = Vec::new();
    for dir in &dirs {
        let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(dir.join("expected.json")).expect("what is expected");
        let expected: Map<String, Value> = serde_json::from_str(&text).expect("an object");
        for field in expected.keys() {
            let count = asked.get(field).and_then(Value::as_u64).unwrap_or(0);
            asked.insert(field.clone(), json!(count + 1));
        }
        let found = differences(&expected, &answer(dir));
        let told: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        println!("{:34} {}", name, if told.is_empty() { "ok".to_owned() } else { told.join("; ") });
        wrong.extend(found.into_iter().map(|(field, text)| (name.clone(), field, text)));
    }
    for (field, least) in FIELDS {
        let asked = asked.get(*field).and_then(Value::as_f64).unwrap_or(0.0);
        let missed = wrong.iter().filter(|(_, of, _)| of == field).count() as f64;
        let share = (asked - missed) / asked;
        println!("{field:10} {:5.1} % of {asked}", share * 100.0);
        assert!(share >= *least, "{field}: {share:.3} of {asked} trees, less than {least}");
    }
}
