//! Programs as people write them, each with a listing of its knobs beside it: `NAME.py` (or a directory whose
//! entry is `train.py` or `train.ipynb`) and `NAME.knobs`. `ANNEAL_BLESS=1` writes the listings anew; they are
//! read before they are committed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anneal_proto::v1::{Domain, Knob};
use anneal_source::{SourceTree, knobs};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets")
}

/// Name, tree and entry of every snippet.
fn snippets() -> Vec<(String, SourceTree, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory()).expect("snippets").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| snippet(path)).collect()
}

fn snippet(path: &Path) -> Option<(String, SourceTree, String)> {
    let name = path.file_stem()?.to_str()?.to_owned();
    if path.is_dir() {
        let tree = SourceTree::from_dir(path).expect("a tree");
        let entry = ["train.py", "train.ipynb"].into_iter().find(|entry| tree.contains(entry))?;
        return Some((name, tree, entry.to_owned()));
    }
    (path.extension()? == "py").then(|| {
        let mut tree = SourceTree::default();
        tree.insert("train.py", fs::read(path).expect("read"));
        (name, tree, "train.py".to_owned())
    })
}

/// One line a knob, and one for each place that is not the value itself.
fn listing(tree: &SourceTree, found: &[Knob]) -> String {
    let mut out = String::new();
    for knob in found {
        let domain = domain(&knob.domain.clone().unwrap_or_default());
        writeln!(out, "{} = {}  {} {domain}  {}", knob.id, knob.current, knob.kind, knob.why).expect("text");
        for place in &knob.places {
            let bytes = tree.bytes(&place.file).expect("the file");
            let (start, end) = (place.start as usize, place.end as usize);
            let line = 1 + bytes[..start].iter().filter(|byte| **byte == b'\n').count();
            let template =
                if place.template == "{}" { String::new() } else { format!(" as {:?}", place.template) };
            let text = String::from_utf8_lossy(&bytes[start..end]);
            writeln!(out, "    {}:{line} {text:?}{template}", place.file).expect("text");
            assert_eq!(place.line as usize, line, "{} of {}", place.file, knob.id);
        }
    }
    out
}

fn domain(domain: &Domain) -> String {
    if !domain.choices.is_empty() {
        return format!("{{{}}}", domain.choices.join(" | "));
    }
    let scale = if domain.log { " log" } else { "" };
    let integer = if domain.integer { " int" } else { "" };
    format!("[{}, {}]{scale}{integer}", domain.low, domain.high)
}

#[test]
fn every_snippet_has_the_knobs_that_are_listed_beside_it() {
    let bless = std::env::var_os("ANNEAL_BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, tree, entry) in snippets() {
        let listed = listing(&tree, &knobs::find(&tree, &entry));
        let path = directory().join(format!("{name}.knobs"));
        if bless {
            fs::write(&path, &listed).expect("written");
        } else if fs::read_to_string(&path).unwrap_or_default() != listed {
            wrong.push(format!("{name}: found\n{listed}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nIf this is right: ANNEAL_BLESS=1", wrong.join("\n"));
}

#[test]
fn what_decides_what_is_measured_is_in_no_listing() {
    let never = ["random_state", "seed", "test_size", "n_splits", "validation_split", "num_class", "scoring"];
    for (name, tree, entry) in snippets() {
        for knob in knobs::find(&tree, &entry) {
            let setting = knob.id.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            assert!(!never.contains(&setting.as_str()), "{name}: {}", knob.id);
        }
    }
}
