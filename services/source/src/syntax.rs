//! Python text as a syntax tree, with what is wrong in it.

mod depth;
mod measure;
#[cfg(test)]
mod tests;

use std::fmt;

use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::Ranged;

/// Larger files are data or generated.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// Expressions and blocks nested deeper than this are nothing that a person wrote. Whoever walks a tree of this
/// depth without optimisation needs a stack of about [`STACK`].
pub const DEEPEST: usize = 1_000;
/// Stack that is enough to parse, walk and drop the deepest tree.
pub const STACK: usize = 64 * 1024 * 1024;

/// A parsed file. What cannot be parsed is left out of the tree and told in `errors`.
#[derive(Debug)]
pub struct Syntax {
    text: String,
    parsed: Parsed<ModModule>,
    lines: Lines,
    errors: Vec<SyntaxError>,
}

/// A place that is not Python 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// 1 is the first.
    pub line: u32,
    /// What is wrong, as the parser says it.
    pub what: String,
}

/// Why a text was not parsed at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// More than [`LARGEST`] bytes.
    TooLarge,
    /// More than [`DEEPEST`] levels.
    TooDeep,
    /// It has characters that no source has.
    NoText,
    /// The parser does not get along with it.
    Fault,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge => write!(f, "it is larger than {} MiB", LARGEST / 1024 / 1024),
            Refusal::TooDeep => write!(f, "it is nested deeper than {DEEPEST} levels"),
            Refusal::NoText => write!(f, "it is no text"),
            Refusal::Fault => write!(f, "the parser fails on it"),
        }
    }
}

impl Syntax {
    /// Parses a text, going on after errors.
    ///
    /// # Errors
    /// When the text is none to parse: see [`Refusal`].
    pub fn parse(text: impl Into<String>) -> Result<Self, Refusal> {
        let text = text.into();
        refuse(&text)?;
        // The parser is a young library: a text that it fails on must not take the others with it.
        let parse = || parse_unchecked(&text, ParseOptions::from(Mode::Module));
        let parsed = std::panic::catch_unwind(parse).map_err(|_| Refusal::Fault)?;
        let lines = Lines::of(&text);
        let errors = parsed.errors().iter().map(|error| SyntaxError {
            line: lines.line(error.location.start().to_usize()),
            what: error.error.to_string(),
        });
        let errors = errors.collect();
        // This mode gives modules.
        let parsed = parsed.try_into_module().ok_or(Refusal::Fault)?;
        if measure::exceeds(parsed.suite(), DEEPEST) {
            drop_deep(parsed, text.len());
            return Err(Refusal::TooDeep);
        }
        Ok(Self { text, parsed, lines, errors })
    }

    /// The statements at the top level.
    #[must_use]
    pub fn suite(&self) -> &[Stmt] {
        self.parsed.suite()
    }

    /// What was parsed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong, in order. Empty for a text that Python 3 takes.
    #[must_use]
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The line that a node begins in; 1 is the first.
    #[must_use]
    pub fn line(&self, node: &impl Ranged) -> u32 {
        self.lines.line(node.range().start().to_usize())
    }

    /// A node's text.
    #[must_use]
    pub fn source(&self, node: &impl Ranged) -> &str {
        let range = node.range();
        self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
    }
}

/// Whether a text is not to be parsed.
///
/// # Errors
/// With the reason, where it is not.
pub fn refuse(text: &str) -> Result<(), Refusal> {
    if text.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    if text.contains('\0') {
        return Err(Refusal::NoText);
    }
    if depth::of(text) > DEEPEST { Err(Refusal::TooDeep) } else { Ok(()) }
}

/// Drops a tree that is deeper than any stack of ours. Only a text that does not parse can deceive the bound and
/// get here: strings that are not closed may end elsewhere for the parser.
fn drop_deep(parsed: Parsed<ModModule>, size: usize) {
    // There is a byte of text for each level, and a level takes less than this. The pages are only reserved.
    let stack = STACK + 1_024 * size;
    let kept = std::sync::Arc::new(std::sync::Mutex::new(Some(parsed)));
    let dropped = std::sync::Arc::clone(&kept);
    let work = move || drop(dropped.lock().map(|mut parsed| parsed.take()));
    match std::thread::Builder::new().stack_size(stack).spawn(work).map(std::thread::JoinHandle::join) {
        Ok(_) => {}
        // Memory that is never freed is better than a service that dies.
        Err(_) => std::mem::forget(kept),
    }
}

/// Where lines begin.
#[derive(Debug, Clone)]
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        // A carriage return alone ends a line, too.
        let ends =
            |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        Self((0..bytes.len()).filter(ends).map(|at| at + 1).collect())
    }

    fn line(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|start| *start <= offset);
        u32::try_from(before).unwrap_or(u32::MAX - 1) + 1
    }
}
