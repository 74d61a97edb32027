//! Keeps the repository as it is meant to be read: small files, short functions, shallow nesting, one place
//! for each outside library, nothing on the top level that is not agreed on.

mod rust;

use std::path::{Path, PathBuf};
use std::process::Command;

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 50;
const DEEPEST_NESTING: usize = 5;

/// Which crate alone may use a library.
const OWNERS: &[(&str, &str)] = &[
    ("async_nats", "services/eventlog/"),
    ("git2", "services/fetcher/"),
    ("bollard", "services/trainer/"),
    ("lettre", "services/notifier/"),
    ("opentelemetry", "services/chassis/"),
];

/// What may lie on the top level besides dotfiles and Markdown.
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "services",
    "proto",
    "deploy",
    "docker",
    "scripts",
    "tests",
    "docs",
    "LICENSE",
    "justfile",
    "deny.toml",
    "rustfmt.toml",
    "clippy.toml",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Files of the repository: tracked ones, and new ones that are not ignored.
fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git");
    let text = String::from_utf8(output.stdout).expect("names in UTF-8");
    let files: Vec<String> =
        text.lines().map(str::to_owned).filter(|file| root().join(file).is_file()).collect();
    assert!(!files.is_empty(), "git lists no files here");
    files
}

fn code(extension: &str) -> Vec<(String, String)> {
    let wanted = |file: &String| {
        let generated = file.contains("/gen/");
        // Written as their users write, and so not held to this.
        let samples =
            ["tests/samples/", "tests/corpus/", "tests/scripts/"].iter().any(|dir| file.starts_with(dir));
        file.ends_with(extension) && !generated && !samples
    };
    let read = |file: String| std::fs::read_to_string(root().join(&file)).ok().map(|text| (file, text));
    files().into_iter().filter(wanted).filter_map(read).collect()
}

fn none(findings: Vec<String>) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn files_are_small() {
    let all = code(".rs").into_iter().chain(code(".py"));
    let long = all.filter_map(|(file, text)| {
        let lines = text.lines().count();
        (lines > LONGEST_FILE).then(|| format!("{file}: {lines} lines, more than {LONGEST_FILE}"))
    });
    none(long.collect());
}

#[test]
fn functions_are_short_and_shallow() {
    let mut findings = Vec::new();
    for (file, text) in code(".rs") {
        for function in rust::functions(&text).unwrap_or_else(|error| panic!("{file}: {error}")) {
            let place = format!("{file}:{} {}", function.line, function.name);
            if function.lines > LONGEST_FUNCTION {
                findings.push(format!("{place}: {} lines, more than {LONGEST_FUNCTION}", function.lines));
            }
            if function.depth > DEEPEST_NESTING {
                findings
                    .push(format!("{place}: nested {} deep, more than {DEEPEST_NESTING}", function.depth));
            }
        }
    }
    none(findings);
}

#[test]
fn each_outside_library_is_used_in_one_place() {
    let mut findings = Vec::new();
    for (file, text) in code(".rs") {
        for (library, owner) in OWNERS.iter().filter(|(_, owner)| !file.starts_with(owner)) {
            let used = text
                .lines()
                .any(|line| line.contains(&format!("{library}::")) && !line.trim_start().starts_with("//"));
            if used && file != "tests/tidy/main.rs" {
                findings.push(format!("{file} uses {library}, which belongs to {owner}"));
            }
        }
    }
    none(findings);
}

#[test]
fn mains_are_short() {
    let mains = code(".rs")
        .into_iter()
        .filter(|(file, _)| file.starts_with("services/") && file.ends_with("src/main.rs"));
    let long = mains
        .filter(|(_, text)| text.lines().count() > 15)
        .map(|(file, _)| format!("{file}: more than 15 lines"));
    none(long.collect());
}

#[test]
fn the_top_level_is_as_agreed() {
    let mut names: Vec<String> =
        files().iter().filter_map(|file| file.split('/').next().map(str::to_owned)).collect();
    names.dedup();
    let strange = |name: &String| {
        !name.starts_with('.') && !name.ends_with(".md") && !TOP_LEVEL.contains(&name.as_str())
    };
    none(names.into_iter().filter(strange).collect());
}

#[test]
fn nothing_is_unfinished_or_ignored() {
    let marks = ["todo!(", "unimplemented!(", concat!("FIX", "ME"), concat!("#[ig", "nore]")];
    let mut findings = Vec::new();
    for (file, text) in code(".rs").into_iter().chain(code(".py")) {
        for (number, line) in text.lines().enumerate() {
            if file != "tests/tidy/main.rs" && marks.iter().any(|mark| line.contains(mark)) {
                findings.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    none(findings);
}
