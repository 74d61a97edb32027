//! Changing a source by replacing byte ranges: every byte outside them stays as it is.

use std::collections::BTreeMap;
use std::ops::Range;

use anneal_proto::v1::{Knob, Place};
use ruff_python_parser::{parse_expression, parse_module};
use ruff_text_size::Ranged as _;

use crate::configuration::Format;
use crate::knobs::ESTIMATOR;
use crate::notebook::{Notebook, escaped};

/// Stands for the value in a place's template.
const HOLE: &str = "{}";
/// Stands in a template for what the value calls: `SVC` of `SVC(C=1)`.
const NAME: &str = "{name}";
/// A template that takes the place's bytes out.
pub(crate) const GONE: &str = "{-}";

/// Why values cannot be written into the source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The values name a knob that the source does not have.
    #[error("there is no knob `{0}`")]
    UnknownKnob(String),
    /// The value is not one Python expression.
    #[error("`{value}` for knob `{knob}` is no Python expression")]
    BadValue {
        /// Which knob.
        knob: String,
        /// The text.
        value: String,
    },
    /// A knob's file is not in the tree.
    #[error("the tree has no file {0}")]
    MissingFile(String),
    /// A range ends outside the file, or two ranges meet.
    #[error("{file}: the range {start}..{end} is outside the file or meets another edit")]
    BadRange {
        /// Which file.
        file: String,
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// The file would not parse any more.
    #[error("{file}:{line}: the edited file does not parse: {what}")]
    DoesNotParse {
        /// Which file.
        file: String,
        /// Line of the edited file; 1 is the first.
        line: usize,
        /// The parser's words.
        what: String,
    },
}

/// One replacement in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes to replace; empty to insert.
    pub range: Range<usize>,
    /// What to write there.
    pub text: String,
}

/// UTF-8's byte order mark. Ranges count from behind it.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes `values` (knob id to Python source text) into the files their knobs are in. `read` gives a file's
/// bytes. The result names only files whose bytes changed, sorted by path.
///
/// # Errors
/// When a value names no knob or is no expression, a place is not where the knob says, two values want the
/// same bytes, or a file does not parse afterwards.
pub fn apply<'a>(
    read: impl Fn(&str) -> Option<&'a [u8]>,
    knobs: &[Knob],
    values: &BTreeMap<String, String>,
) -> Result<Vec<(String, Vec<u8>)>, EditError> {
    let mut changed = Vec::new();
    for (file, edits) in edits(knobs, values)? {
        let source = read(&file).ok_or_else(|| EditError::MissingFile(file.clone()))?;
        let (mark, source) = source.split_at(if source.starts_with(MARK) { MARK.len() } else { 0 });
        let (edited, _) = splice(&file, source, edits)?;
        check(&file, source, &edited)?;
        if edited != source {
            changed.push((file, [mark, &edited].concat()));
        }
    }
    Ok(changed)
}

/// The edits that write `values`, by file.
///
/// # Errors
/// When a value names no knob or is no expression.
pub fn edits(
    knobs: &[Knob],
    values: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Vec<Edit>>, EditError> {
    if let Some(id) = values.keys().find(|id| knobs.iter().all(|knob| knob.id != **id)) {
        return Err(EditError::UnknownKnob(id.clone()));
    }
    let mut files: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    let mut whole: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    for knob in knobs {
        // Writing the author's own value would only make the diff longer.
        let Some(value) = values.get(&knob.id).filter(|value| **value != knob.current) else { continue };
        if parse_expression(value).is_err() {
            return Err(EditError::BadValue { knob: knob.id.clone(), value: value.clone() });
        }
        for place in &knob.places {
            let edit = edit(place, value);
            if is_whole(knob) {
                whole.entry(place.file.clone()).or_default().push(edit.range.clone());
            }
            files
                .entry(place.file.clone())
                .or_default()
                .push(Edit { text: sized(edit.text, knobs, values), ..edit });
        }
    }
    for (file, whole) in &whole {
        files.entry(file.clone()).and_modify(|edits| drop_inner(edits, whole));
    }
    Ok(files)
}

/// The text with every `{id}` of a knob replaced by the value that the knob has.
fn sized(text: String, knobs: &[Knob], values: &BTreeMap<String, String>) -> String {
    let named = |knob: &&Knob| text.contains(&format!("{{{}}}", knob.id));
    let named: Vec<&Knob> =
        if text.contains('{') { knobs.iter().filter(named).collect() } else { Vec::new() };
    named.iter().fold(text.clone(), |text, knob| {
        text.replace(&format!("{{{}}}", knob.id), values.get(&knob.id).unwrap_or(&knob.current))
    })
}

/// What is replaced as a whole, or taken out, takes the edits inside of it along: settings of a layer that is gone.
fn drop_inner(edits: &mut Vec<Edit>, whole: &[Range<usize>]) {
    let inside = |edit: &Edit| {
        let Range { start, end } = edit.range;
        whole.iter().any(|outer| {
            // An insertion at its edge is outside.
            let strict = start == end && (start == outer.start || start == outer.end);
            !strict && outer.start <= start && end <= outer.end && *outer != edit.range
        })
    };
    edits.retain(|edit| !inside(edit));
}

/// Whether a knob replaces what has settings of its own.
pub(crate) fn is_whole(knob: &Knob) -> bool {
    knob.kind == ESTIMATOR || knob.places.iter().any(|place| place.template == GONE)
}

fn edit(place: &Place, value: &str) -> Edit {
    let template = if place.template.is_empty() { HOLE } else { &place.template };
    let notebook = || Notebook::is(&place.file).then(|| escaped(value));
    let spelled = Format::of(&place.file).map(|format| format.spelled(value)).or_else(notebook);
    let value = spelled.as_deref().unwrap_or(value);
    let name = value.split('(').next().unwrap_or_default();
    let text = if template == GONE { String::new() } else { template.replacen(HOLE, value, 1) };
    Edit { range: place.start as usize..place.end as usize, text: text.replacen(NAME, name, 1) }
}

/// Applies edits, in any order, to a file's bytes. Gives the new bytes, and the edits that lead back.
/// Insertions at one point (settings of a call without arguments) are joined by `, `.
///
/// # Errors
/// When a range is outside the file or meets another with a different text.
pub fn splice(file: &str, source: &[u8], mut edits: Vec<Edit>) -> Result<(Vec<u8>, Vec<Edit>), EditError> {
    // Stable: insertions at one point keep the order of their knobs.
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    let (mut out, mut back) = (Vec::with_capacity(source.len()), Vec::new());
    let (mut at, mut inserted) = (0, None);
    for edit in edits {
        let Range { start, end } = edit.range;
        let bad = || EditError::BadRange { file: file.to_owned(), start, end };
        if start > end || start < at {
            return Err(bad());
        }
        out.extend_from_slice(source.get(at..start).ok_or_else(bad)?);
        let replaced = source.get(start..end).ok_or_else(bad)?;
        let setting = edit.text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let joint = start == end && inserted == Some(start) && setting;
        let text = if joint { format!(", {}", edit.text) } else { edit.text };
        let range = out.len()..out.len() + text.len();
        back.push(Edit { range, text: String::from_utf8(replaced.to_vec()).map_err(|_| bad())? });
        out.extend_from_slice(text.as_bytes());
        (at, inserted) = (end, (start == end).then_some(start));
    }
    out.extend_from_slice(&source[at..]);
    Ok((out, back))
}

/// A file that parsed must parse still. One that did not (Python 2, another language) cannot get worse.
fn check(file: &str, before: &[u8], after: &[u8]) -> Result<(), EditError> {
    let fail = |line, what: String| EditError::DoesNotParse { file: file.to_owned(), line, what };
    if let Some(format) = Format::of(file) {
        let parses = |bytes| std::str::from_utf8(bytes).is_ok_and(|text| format.values(text).is_some());
        let broken = parses(before) && !parses(after);
        return if broken { Err(fail(1, "it is not of its format".to_owned())) } else { Ok(()) };
    }
    if Notebook::is(file) {
        let parses = |bytes| {
            let notebook = std::str::from_utf8(bytes).ok().and_then(Notebook::read);
            notebook.is_some_and(|notebook| parse_module(&notebook.text).is_ok())
        };
        let broken = parses(before) && !parses(after);
        return if broken { Err(fail(1, "its cells are no Python any more".to_owned())) } else { Ok(()) };
    }
    let parses = |bytes| std::str::from_utf8(bytes).is_ok_and(|text| parse_module(text).is_ok());
    if !parses(before) {
        return Ok(());
    }
    let text = std::str::from_utf8(after).map_err(|_| fail(1, "it is not UTF-8".to_owned()))?;
    let Err(error) = parse_module(text) else { return Ok(()) };
    let start = error.range().start().to_usize().min(text.len());
    let line = 1 + after[..start].iter().filter(|byte| **byte == b'\n').count();
    Err(fail(line, error.error.to_string()))
}

#[cfg(test)]
#[path = "edit/tests.rs"]
mod tests;
