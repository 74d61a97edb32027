//! The tunable places of a program: settings of known calls, the constants and command-line defaults that
//! flow into them, settings that are not written whose default matters, lengths of training loops.
//!
//! Never knobs: data, splits, seeds, metrics, evaluation. What would change what is measured is no improvement.

mod arguments;
mod calls;
mod closure;
mod configured;
mod constants;
mod estimator;
mod facts;
mod fields;
mod frozen;
mod grid;
mod layers;
mod loops;
mod scaling;
mod space;
mod structure;
mod table;
mod values;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use anneal_proto::v1::{Domain, Knob, KnobValues, Place};

use facts::Module;
pub use space::constrain;
pub use table::Advice;
pub(crate) use table::ESTIMATOR;

use crate::SourceTree;
use crate::configuration::{self, Format};
use crate::edit;
use crate::notebook::Notebook;

/// The knobs of the program that starts at `entry`: of that file and of the tree's files that it imports. A file
/// that does not parse or is not UTF-8 has none. Places in a notebook are those of its JSON.
#[must_use]
pub fn find(tree: &SourceTree, entry: &str) -> Vec<Knob> {
    placed(tree, entry, with_files(tree, entry, find_in))
}

/// As [`find`], within the developer's `space`: see [`constrain`]. Gives the names that fit nothing, too.
#[must_use]
pub fn find_within(
    tree: &SourceTree,
    entry: &str,
    space: &BTreeMap<String, KnobValues>,
) -> (Vec<Knob>, Vec<String>) {
    let (knobs, unknown) = with_files(tree, entry, |files| {
        let mut knobs = find_in(files);
        let unknown = constrain(files, &mut knobs, space);
        (knobs, unknown)
    });
    (placed(tree, entry, knobs), unknown)
}

fn with_files<T>(tree: &SourceTree, entry: &str, read: impl FnOnce(&[(&str, &str)]) -> T) -> T {
    let paths = closure::closure(tree, entry);
    let notebook = notebook(tree, entry);
    // A text that had to be decoded has other offsets than its bytes.
    let utf8 = |path| match tree.text(path) {
        Some(Cow::Borrowed(_)) if path == entry && notebook.is_some() => {
            Some((path, notebook.as_ref()?.text.as_str()))
        }
        Some(Cow::Borrowed(text)) => Some((path, text)),
        _ => None,
    };
    let mut files: Vec<(&str, &str)> = paths.iter().filter_map(|path| utf8(path.as_str())).collect();
    let named = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        Format::of(path).is_some()
            && !OURS.contains(&name)
            && files.iter().any(|(_, text)| text.contains(name))
    };
    let configured: Vec<&str> = tree.paths().filter(named).collect();
    let small = |(_, text): &(&str, &str)| text.len() <= configuration::LARGEST;
    files.extend(configured.into_iter().filter_map(utf8).filter(small));
    read(&files)
}

/// The entry as a notebook.
fn notebook(tree: &SourceTree, entry: &str) -> Option<Notebook> {
    Notebook::is(entry).then(|| Notebook::read(&tree.text(entry)?)).flatten()
}

/// The knobs of a program's text as knobs of its files.
fn placed(tree: &SourceTree, entry: &str, knobs: Vec<Knob>) -> Vec<Knob> {
    match notebook(tree, entry) {
        Some(notebook) => notebook.placed(entry, knobs),
        None => knobs,
    }
}

/// Files that configure tools, not the program.
const OURS: &[&str] = &["anneal.toml", "pyproject.toml", "package.json"];

/// The knobs of these files, as (path, text), the entry first. Ids are `Call.setting`, with a number after the
/// call's name from its second occurrence on; equal sources give equal ids.
#[must_use]
pub fn find_in(files: &[(&str, &str)]) -> Vec<Knob> {
    let modules: Vec<Module<'_>> = files.iter().map(|(path, text)| Module::read(path, text)).collect();
    let mut found = Found::default();
    for module in &modules {
        let facts = facts::Facts::of(module, &modules);
        calls::find(&facts, &mut found);
        layers::find(&facts, &mut found);
        loops::find(&facts, &mut found);
        scaling::find(&facts, &mut found);
    }
    // What changes the program's shape comes last: settings are tried before it.
    for module in &modules {
        structure::find(&facts::Facts::of(module, &modules), &mut found);
    }
    for module in &modules {
        estimator::find(&facts::Facts::of(module, &modules), &mut found);
    }
    found.knobs
}

/// What the field knows about a knob of this id. None for a knob no table describes.
#[must_use]
pub fn advice(id: &str) -> Option<Advice> {
    let (call, setting) = id.rsplit_once('.')?;
    if let Some(advice) = structure::advice(setting) {
        return Some(advice);
    }
    let call = call.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    let call = if call.is_empty() { id.split('.').next()? } else { call };
    let params: &[table::Param] = match call {
        "fit" => table::keras::FIT,
        "compile" => table::keras::COMPILE,
        "Linear" => &[table::torch::HIDDEN],
        "Conv1d" | "Conv2d" => &[table::torch::CHANNELS],
        "training" => &[loops::LENGTH, loops::STEP],
        "train" => table::gbm::TRAIN.first()?.params,
        call => table::all().find(|callee| callee.name == call)?.params,
    };
    params.iter().find(|param| param.is_named(setting)).map(table::Param::advice)
}

/// Trials that a knob is left alone for: settings come first, then the network's shape, and another estimator is
/// the last resort.
#[must_use]
pub fn patience(knob: &Knob) -> usize {
    let setting = knob.id.rsplit('.').next().unwrap_or_default();
    match setting {
        "estimator" => 10,
        _ if structure::advice(setting).is_some() => 6,
        _ => 0,
    }
}

/// A value in the source that a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u32,
    pub(crate) range: Range<usize>,
    /// Its source text; the value where it is arithmetic.
    pub(crate) text: String,
    /// What the author calls it, where it is not written at the call itself.
    pub(crate) name: Option<String>,
}

impl Origin<'_> {
    pub(crate) fn place(&self, template: &str) -> Place {
        Place {
            file: self.file.to_owned(),
            line: self.line,
            start: u32::try_from(self.range.start).unwrap_or(u32::MAX),
            end: u32::try_from(self.range.end).unwrap_or(u32::MAX),
            template: template.to_owned(),
        }
    }
}

/// The knobs found so far; a place belongs to one knob.
#[derive(Debug, Default)]
pub(crate) struct Found {
    knobs: Vec<Knob>,
    numbers: BTreeMap<String, u32>,
}

impl Found {
    /// The knob that sets this byte of a file.
    pub(crate) fn at(&self, file: &str, byte: usize) -> Option<&Knob> {
        let has =
            |place: &Place| place.file == file && (place.start as usize..place.end as usize).contains(&byte);
        self.knobs.iter().find(|knob| knob.places.iter().any(has))
    }

    /// The name of the next call of this name: `Dense`, `Dense_2`, ...
    pub(crate) fn number(&mut self, call: &str) -> String {
        let n = self.numbers.entry(call.to_owned()).or_default();
        *n += 1;
        if *n == 1 { call.to_owned() } else { format!("{call}_{n}") }
    }

    /// Adds a knob that sets these origins together.
    pub(crate) fn written(&mut self, call: &str, param: &table::Param, origins: &[Origin<'_>]) {
        let Some(first) = origins.first() else { return };
        let places: Vec<Place> = origins.iter().map(|origin| origin.place("{}")).collect();
        if Format::of(first.file).is_some() {
            self.in_file(call, param, first, places);
            return;
        }
        let why = match &first.name {
            Some(name) => format!("{} (set by `{name}` in {}:{})", param.why, first.file, first.line),
            None => param.why.to_owned(),
        };
        self.add(call, param, &first.text, places, why);
    }

    /// Adds a knob for a setting that the author left to its default.
    pub(crate) fn unwritten(&mut self, call: &str, param: &table::Param, default: &str, place: Place) {
        let why = format!("{} (not written: the default is {default})", param.why);
        self.add(call, param, default, vec![place], why);
    }

    /// Adds a knob of a configuration file. What is in quotes there stays a string, and what is not none.
    fn in_file(&mut self, call: &str, param: &table::Param, origin: &Origin<'_>, places: Vec<Place>) {
        let mut domain = widened(param.domain(&origin.text), &origin.text);
        let string = |text: &str| text.starts_with(['\'', '"']);
        domain.choices.retain(|choice| string(choice) == string(&origin.text));
        self.push(Knob {
            id: format!("{call}.{}", param.keyword()),
            kind: param.kind.to_owned(),
            current: origin.text.clone(),
            places,
            domain: Some(domain),
            why: format!("{} (in {}:{})", param.why, origin.file, origin.line),
        });
    }

    fn add(&mut self, call: &str, param: &table::Param, current: &str, places: Vec<Place>, why: String) {
        self.push(Knob {
            id: format!("{call}.{}", param.keyword()),
            kind: param.kind.to_owned(),
            current: current.to_owned(),
            places,
            domain: Some(widened(param.domain(current), current)),
            why,
        });
    }

    /// Adds a knob unless one of its literals belongs to another already.
    pub(crate) fn push(&mut self, knob: Knob) {
        // What takes a layer out, or puts another estimator in, contains the settings of what was there.
        let written = |place: &Place| place.start < place.end;
        let same = |a: &Place, b: &Place| a.file == b.file && a.start < b.end && b.start < a.end;
        let mine = knob.places.iter().filter(|place| written(place) && !edit::is_whole(&knob));
        let others = self.knobs.iter().filter(|other| !edit::is_whole(other)).flat_map(|other| &other.places);
        let others: Vec<&Place> = others.filter(|place| written(place)).collect();
        let taken = mine.into_iter().any(|place| others.iter().any(|other| same(place, other)));
        if !taken && self.knobs.iter().all(|other| other.id != knob.id) {
            self.knobs.push(knob);
        }
    }
}

/// The domain with the author's number inside it.
fn widened(mut domain: Domain, current: &str) -> Domain {
    let Ok(number) = current.replace('_', "").parse::<f64>() else { return domain };
    if domain.choices.is_empty() && number.is_finite() && (number > 0.0 || !domain.log) {
        domain.low = domain.low.min(number);
        domain.high = domain.high.max(number);
    }
    domain
}

#[cfg(test)]
#[path = "knobs/tests.rs"]
mod tests;
