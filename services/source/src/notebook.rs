//! Notebooks as programs: the Python of their cells as one text, and where each byte of it is in the file, so that an
//! edit of the one is an edit of the other and every other byte of the JSON stays.

use std::ops::Range;

use anneal_proto::v1::{Knob, Place};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Magics of a whole cell whose other lines are Python of the notebook.
const TRANSPARENT: &[&str] = &["%%time", "%%timeit", "%%capture"];

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    cells: Vec<Cell<'a>>,
}

#[derive(Deserialize)]
struct Cell<'a> {
    cell_type: String,
    #[serde(borrow)]
    source: &'a RawValue,
}

/// The program in a notebook.
#[derive(Debug, Default)]
pub(crate) struct Notebook {
    /// The code of all cells; lines that are no Python are comments of the same length.
    pub(crate) text: String,
    /// For each byte of the text, where its character is in the file.
    at: Vec<Range<usize>>,
    /// What stands in the file between two lines of one cell, where they are strings of their own.
    between: Option<String>,
    /// Byte of each line's start in the file.
    lines: Vec<usize>,
}

impl Notebook {
    /// Whether a file is a notebook, by its name.
    pub(crate) fn is(path: &str) -> bool {
        path.ends_with(".ipynb")
    }

    /// Reads a notebook. None where the file is none.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let document: Document<'_> = serde_json::from_str(json).ok()?;
        let newlines = json.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let mut notebook = Self { lines: newlines.map(|(at, _)| at + 1).collect(), ..Self::default() };
        for cell in document.cells.iter().filter(|cell| cell.cell_type == "code") {
            notebook.cell(json, cell.source)?;
        }
        Some(notebook)
    }

    fn cell(&mut self, json: &str, source: &RawValue) -> Option<()> {
        let start = self.text.len();
        let strings = serde_json::from_str::<Vec<&RawValue>>(source.get()).unwrap_or_else(|_| vec![source]);
        let ranges: Vec<Range<usize>> =
            strings.iter().filter_map(|string| within(json, string.get())).collect();
        if let [first, second, ..] = &*ranges {
            self.between.get_or_insert_with(|| json[first.end..second.start].to_owned());
        }
        for range in ranges {
            self.string(json, range)?;
        }
        if self.text.len() == start {
            return Some(());
        }
        let code = self.text.split_off(start);
        self.text.push_str(&python(&code));
        // The end of a cell ends its last line.
        let end = self.at.last()?.end;
        self.text.push('\n');
        self.at.push(end..end);
        Some(())
    }

    /// Adds what a JSON string, whose quotes are at the ends of the range, stands for.
    fn string(&mut self, json: &str, range: Range<usize>) -> Option<()> {
        let mut at = range.start + 1;
        while at + 1 < range.end {
            let rest = &json[at..range.end - 1];
            let length = match rest.as_bytes() {
                // A pair of these is one character.
                [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B', ..] => 12,
                [b'\\', b'u', ..] => 6,
                [b'\\', ..] => 2,
                _ => rest.chars().next()?.len_utf8(),
            };
            let written = rest.get(..length)?;
            let character = match written.starts_with('\\') {
                true => serde_json::from_str::<String>(&format!("\"{written}\"")).ok()?,
                false => written.to_owned(),
            };
            self.at.extend(std::iter::repeat_n(at..at + length, character.len()));
            self.text.push_str(&character);
            at += length;
        }
        Some(())
    }

    /// The knobs of the text as knobs of the file; those that cannot be written there are left out.
    pub(crate) fn placed(&self, path: &str, knobs: Vec<Knob>) -> Vec<Knob> {
        let placed = |mut knob: Knob| {
            for place in knob.places.iter_mut().filter(|place| place.file == path) {
                *place = self.place(place)?;
            }
            Some(knob)
        };
        knobs.into_iter().filter_map(placed).collect()
    }

    fn place(&self, place: &Place) -> Option<Place> {
        let (start, end) = (place.start as usize, place.end as usize);
        let before = |at: usize| at.checked_sub(1).filter(|at| self.text.as_bytes()[*at] != b'\n');
        let (start, end) = if start == end {
            let at =
                before(start).map_or_else(|| Some(self.at.get(start)?.start), |at| Some(self.at[at].end))?;
            (at, at)
        } else {
            // Whole lines end where the next line begins.
            let end =
                before(end).map_or_else(|| Some(self.at.get(end)?.start), |at| Some(self.at[at].end))?;
            (self.at.get(start)?.start, end)
        };
        let (start32, end32) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        let line = u32::try_from(self.lines.partition_point(|line| *line <= start)).ok()? + 1;
        let newline = match &self.between {
            Some(between) => format!("\\n\"{}\"", between.trim_matches('"')),
            None => "\\n".to_owned(),
        };
        let template = escaped(&place.template).replace("\\n", &newline);
        Some(Place { file: place.file.clone(), line, start: start32, end: end32, template })
    }
}

/// Where a part of a text is in it.
fn within(text: &str, part: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (part.starts_with('"') && start + part.len() <= text.len()).then(|| start..start + part.len())
}

/// A text as it stands between the quotes of a JSON string.
pub(crate) fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// A cell's code with what is no Python made comments, each line as long as it was.
fn python(code: &str) -> String {
    let whole = code.trim_start().starts_with("%%")
        && !TRANSPARENT.iter().any(|magic| code.trim_start().starts_with(magic));
    let line = |line: &str| {
        let bare = line.trim_start();
        let magic = bare.starts_with(['%', '!', '?']) || whole && !bare.is_empty();
        if !magic {
            return line.to_owned();
        }
        // Comments of the same length in bytes.
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        format!("{}{end}", "#".repeat(body.len()))
    };
    code.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
#[path = "notebook/tests.rs"]
mod tests;
