//! Which file to run, and how.

mod arguments;
mod hints;
mod rank;
#[cfg(test)]
mod tests;

use anneal_proto::v1::{Reason, Settings};
use anneal_source::SourceTree;

use crate::frameworks::{self, Found};
use crate::program::{FileId, Program, is_test};
use crate::reason::reason;
use crate::view::View;

/// The file to run, and why it was chosen.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) file: FileId,
    /// `script`, `module` or `notebook`.
    pub(crate) kind: &'static str,
    pub(crate) args: Vec<String>,
    pub(crate) why: String,
    /// 0 to 1.
    pub(crate) confidence: f64,
    /// What it trains, where a rule knows it.
    pub(crate) found: Option<Found>,
    /// Arguments that it cannot run without and is not given.
    pub(crate) missing: Vec<arguments::Argument>,
}

/// Files that train when they are run, the best first.
pub(crate) fn ranking(tree: &SourceTree, program: &Program) -> Vec<rank::Candidate> {
    rank::candidates(program, &hints::of(tree))
}

/// Chooses the entry: the developer's, else the best of those that train.
pub(crate) fn choose(tree: &SourceTree, program: &Program, settings: &Settings) -> Result<Chosen, Reason> {
    let hints = hints::of(tree);
    if let Some(path) = &settings.entry {
        return named(tree, program, &hints, settings, path);
    }
    if program.files().all(|(_, file)| file.language.is_some()) {
        return Err(no_python(tree, program));
    }
    let ranked = rank::candidates(program, &hints);
    let Some(best) = ranked.first() else { return Err(nothing(program)) };
    let path = &program.file(best.file).path;
    let others: Vec<&str> =
        ranked.iter().skip(1).take(5).map(|other| program.file(other.file).path.as_str()).collect();
    let mut why = best.why();
    if !others.is_empty() {
        why = format!("{why}; others that train: {}", others.join(", "));
    }
    let gap = ranked.get(1).map_or(1.0, |second| best.score - second.score);
    let confidence = match gap {
        gap if gap > 0.25 => 0.98,
        gap if gap > 0.05 => 0.8,
        _ => 0.6,
    };
    let mut chosen = chosen(program, &hints, settings, best.file);
    chosen.confidence = confidence;
    chosen.why = format!("{path}: {why}");
    chosen.found = Some(best.found.clone());
    Ok(chosen)
}

fn chosen(program: &Program, hints: &[hints::Hint], settings: &Settings, file: FileId) -> Chosen {
    let path = &program.file(file).path;
    let view = View::of(program, file);
    let mut missing = arguments::required(&view);
    let mut args = settings.args.clone();
    if args.is_empty() && !missing.is_empty() {
        args = hints::arguments(hints, path).unwrap_or_default();
    }
    missing.retain(|argument| !argument.is_in(&args));
    Chosen {
        file,
        kind: kind(program, hints, file),
        args,
        why: String::new(),
        confidence: 1.0,
        found: None,
        missing,
    }
}

/// How the file is run: as a module where it is part of a package and imports from around itself.
fn kind(program: &Program, hints: &[hints::Hint], file: FileId) -> &'static str {
    let file = program.file(file);
    let path = file.path.as_str();
    if path.ends_with(".ipynb") {
        return "notebook";
    }
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    if directory.is_empty() {
        return "script";
    }
    if path.ends_with("/__main__.py") || hints::runs_as_module(hints, path) {
        return "module";
    }
    let changes_path = file
        .calls
        .iter()
        .any(|call| matches!(&call.func, crate::code::Value::Name(name) if name.starts_with("sys.path.")));
    let mut imports = file.imports.iter().filter(|import| !import.fallback);
    let from_outside = imports.any(|import| {
        let local = program.layout().local(path, &import.module);
        // Python puts the script's own directory on its path, and no other.
        local.is_some_and(|local| import.module.starts_with('.') || local.from.is_empty())
    });
    if from_outside && !changes_path { "module" } else { "script" }
}

/// What a tree says of how its files are run.
pub(crate) struct Commands(Vec<hints::Hint>);

impl Commands {
    pub(crate) fn of(tree: &SourceTree) -> Self {
        Self(hints::of(tree))
    }

    /// `script`, `module` or `notebook`.
    pub(crate) fn kind(&self, program: &Program, file: FileId) -> &'static str {
        kind(program, &self.0, file)
    }

    /// Arguments that a file is run with.
    pub(crate) fn arguments(&self, path: &str) -> Vec<String> {
        hints::arguments(&self.0, path).unwrap_or_default()
    }
}

/// The entry that the developer names.
fn named(
    tree: &SourceTree,
    program: &Program,
    hints: &[hints::Hint],
    settings: &Settings,
    path: &str,
) -> Result<Chosen, Reason> {
    let plain = path.trim_start_matches("./");
    let Some(file) = program.id(plain) else {
        let what = if tree.contains(plain) {
            format!("`entry` names {path}, which is no Python that can be read")
        } else {
            format!("`entry` names {path}, which is not in the commit")
        };
        return Err(reason(
            "entry_missing",
            what,
            "anneal.toml: entry",
            "name a file of the tree, such as \"src/train.py\"",
        ));
    };
    if let Some(reason) = broken(program, file) {
        return Err(reason);
    }
    let mut chosen = chosen(program, hints, settings, file);
    chosen.found = frameworks::trains(&View::of(program, file));
    chosen.why = format!("{plain}: named by the developer");
    Ok(chosen)
}

/// Why a file cannot be run, where it cannot be parsed.
fn broken(program: &Program, file: FileId) -> Option<Reason> {
    let file = program.file(file);
    let (line, what) = file.error.as_ref()?;
    // What it is can be read all the same; that it cannot be run unconverted is a warning.
    if file.is_python2 {
        return None;
    }
    if file.language.is_some() {
        return Some(reason(
            "no_python",
            format!("{} cannot be run: {what}", file.path),
            file.path.clone(),
            "push a Python training script or notebook; other languages are not trained",
        ));
    }
    Some(reason(
        "entry_syntax_error",
        format!("{} cannot be parsed: {what}", file.path),
        file.location(*line),
        "correct the syntax (Python 3), or set `entry` in anneal.toml to another file",
    ))
}

fn no_python(tree: &SourceTree, program: &Program) -> Reason {
    let others = [
        (".R", "R"),
        (".r", "R"),
        (".Rmd", "R"),
        (".jl", "Julia"),
        (".m", "MATLAB"),
        (".java", "Java"),
        (".cpp", "C++"),
    ];
    let other = others.iter().find(|(end, _)| tree.paths().any(|path| path.ends_with(end)));
    let notebook = program.files().find_map(|(_, file)| Some((&file.path, file.language.as_ref()?)));
    let what = match (notebook, other) {
        (Some((path, language)), _) => {
            format!("there is no Python in this commit; {path} is a notebook of {language}")
        }
        (None, Some((_, language))) => {
            format!("there is no Python in this commit; it is written in {language}")
        }
        (None, None) => "there is no Python in this commit".to_owned(),
    };
    let location = notebook.map(|(path, _)| path.clone()).unwrap_or_default();
    reason("no_python", what, location, "push a Python training script; other languages are not trained")
}

/// Why there is no entry: a file that would train and cannot be parsed, or none at all.
fn nothing(program: &Program) -> Reason {
    let worth = |file: &crate::code::File| {
        let imports = file.imports.iter().any(|import| frameworks::is_known(import.root()));
        imports && !is_test(&file.path)
    };
    let broken = program.files().filter(|(_, file)| worth(file)).find_map(|(id, _)| broken(program, id));
    broken.unwrap_or_else(|| {
        let named = program.files().any(|(_, file)| worth(file));
        let what = if named {
            "code of this commit uses a machine-learning framework, but no file trains a model when it is run"
        } else {
            "no file of this commit trains a model when it is run"
        };
        reason(
            "no_training_entry",
            what,
            "",
            "set `entry` in anneal.toml to the script that trains, if there is one",
        )
    })
}
