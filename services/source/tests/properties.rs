//! For any program of the corpus and any proposal: the edited source parses, nothing but the proposed ranges
//! changes, the inverse leads back, and `git apply` makes the same bytes of the diff.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anneal_proto::v1::{Domain, Knob};
use anneal_source::{SourceTree, diff, edit, knobs};
use proptest::prelude::*;

/// A program with the knobs that one of its files leads to.
struct Program {
    name: String,
    tree: SourceTree,
    knobs: Vec<Knob>,
}

/// Every program of the repository's corpus, its samples and the snippets, by each of its files.
fn programs() -> &'static [Program] {
    static PROGRAMS: OnceLock<Vec<Program>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let places =
            [root.join("tests/snippets"), root.join("../../tests/corpus"), root.join("../../tests/samples")];
        let mut trees = Vec::new();
        for place in places {
            let entries = fs::read_dir(&place).expect("a directory").flatten();
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            paths.sort();
            trees.extend(paths.iter().filter_map(|path| tree(path)));
        }
        let all: Vec<Program> = trees.into_iter().flat_map(|(name, tree)| by_file(&name, &tree)).collect();
        assert!(all.len() > 100, "{} programs have knobs", all.len());
        all
    })
}

fn tree(path: &Path) -> Option<(String, SourceTree)> {
    let name = path.file_name()?.to_str()?.to_owned();
    if path.is_dir() {
        return Some((name, SourceTree::from_dir(path).expect("a tree")));
    }
    let mut tree = SourceTree::default();
    tree.insert(name.clone(), fs::read(path).expect("read"));
    Some((name, tree))
}

fn by_file(name: &str, tree: &SourceTree) -> Vec<Program> {
    let entries = tree.paths().filter(|path| path.ends_with(".py") || path.ends_with(".ipynb"));
    let program = |entry: &str| Program {
        name: format!("{name}/{entry}"),
        tree: tree.clone(),
        knobs: knobs::find(tree, entry),
    };
    entries.map(program).filter(|program| !program.knobs.is_empty()).collect()
}

/// A value of a domain: a choice, or a number at a place between 0 and 1.
fn drawn(domain: &Domain, at: f64) -> String {
    if let Some(last) = domain.choices.len().checked_sub(1) {
        return domain.choices[(at * last as f64).round() as usize].clone();
    }
    let value = if domain.log {
        domain.low * (domain.high / domain.low).powf(at)
    } else {
        domain.low + at * (domain.high - domain.low)
    };
    let text = if domain.integer { format!("{value:.0}") } else { format!("{value:e}") };
    domain.template.replace("{}", &text)
}

/// What is left of a text without these ranges.
fn without(text: &[u8], edits: &[edit::Edit]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(&text[at..edit.range.start]);
        at = edit.range.end;
    }
    out.extend_from_slice(&text[at..]);
    out
}

fn parses(path: &str, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if path.ends_with(".ipynb") || path.ends_with(".json") {
        return serde_json::from_str::<serde_json::Value>(text).is_ok();
    }
    !path.ends_with(".py") || ruff_python_parser::parse_module(text.trim_start_matches('\u{feff}')).is_ok()
}

/// What `git apply` makes of the tree's changed files.
fn git_applied(program: &Program, changed: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let dir = tempfile::tempdir().expect("a directory");
    let old = |path: &str| program.tree.bytes(path).expect("a file");
    for (path, _) in changed {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        fs::write(&file, old(path)).expect("written");
    }
    let changes = changed.iter().map(|(path, new)| diff::Change { path, old: old(path), new });
    fs::write(dir.path().join("anneal.patch"), diff::unified(changes)).expect("written");
    let output = Command::new("git")
        .args(["apply", "--whitespace=nowarn", "anneal.patch"])
        .current_dir(dir.path())
        .env("GIT_CEILING_DIRECTORIES", dir.path().parent().expect("a parent"))
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}: {}", program.name, String::from_utf8_lossy(&output.stderr));
    changed.iter().map(|(path, _)| fs::read(dir.path().join(path)).expect("read")).collect()
}

fn check(program: &Program, values: &BTreeMap<String, String>) {
    let read = |path: &str| program.tree.bytes(path);
    let applied = edit::apply(read, &program.knobs, values);
    let changed = applied.unwrap_or_else(|error| panic!("{} with {values:?}: {error}", program.name));
    for (path, new) in &changed {
        assert!(!parses(path, read(path).expect("a file")) || parses(path, new), "{}: {path}", program.name);
    }
    for (path, edits) in edit::edits(&program.knobs, values).expect("known") {
        let old = read(&path).expect("a file");
        let (mark, source) = old.split_at(if old.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 });
        let mut sorted = edits.clone();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let (new, back) = edit::splice(&path, source, edits).expect("spliced");
        assert_eq!(without(source, &sorted), without(&new, &back), "{}: {path}", program.name);
        let (again, _) = edit::splice(&path, &new, back).expect("spliced back");
        assert_eq!(again, source, "{}: {path}", program.name);
        let written = changed.iter().find(|(changed, _)| *changed == path);
        assert_eq!(
            written.map_or(old, |(_, bytes)| bytes),
            [mark, &new].concat(),
            "{}: {path}",
            program.name
        );
    }
    if !changed.is_empty() {
        let patched = git_applied(program, &changed);
        assert!(patched.iter().zip(&changed).all(|(patched, (_, new))| patched == new), "{}", program.name);
    }
}

#[test]
fn each_knob_by_itself_can_take_each_end_of_its_domain() {
    for program in programs() {
        for knob in &program.knobs {
            for at in [0.0, 0.6, 1.0] {
                let value = drawn(knob.domain.as_ref().expect("a domain"), at);
                let values = BTreeMap::from([(knob.id.clone(), value)]);
                let applied = edit::apply(|path| program.tree.bytes(path), &program.knobs, &values);
                assert!(applied.is_ok(), "{} {values:?}: {applied:?}", program.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn any_proposal_is_a_minimal_edit_that_can_be_undone(
        n in any::<prop::sample::Index>(),
        draws in prop::collection::vec((any::<bool>(), 0.0..=1.0f64), 64),
    ) {
        let programs = programs();
        let program = &programs[n.index(programs.len())];
        let picked = program.knobs.iter().zip(draws.iter().cycle()).filter(|(_, (picked, _))| *picked);
        let values = picked
            .map(|(knob, (_, at))| (knob.id.clone(), drawn(knob.domain.as_ref().expect("a domain"), *at)))
            .collect();
        check(program, &values);
    }
}
