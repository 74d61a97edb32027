//! What one Python file says, as far as rules ask: calls, what names are bound to, functions and classes.
//!
//! Far smaller than the syntax tree it is read from, so that all files of a tree fit in memory.

mod plain;
mod reader;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anneal_proto::v1::Evidence;
use anneal_source::imports::Imports;
use anneal_source::syntax::{Refusal, Syntax};

/// Index into [`File::scopes`]; 0 is the module.
pub(crate) type ScopeId = usize;

/// A file.
#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) imports: Imports,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) calls: Vec<Call>,
    /// What is bound to a name in a scope. Attributes of `self` belong to the class: `self.model`.
    pub(crate) binds: BTreeMap<(ScopeId, String), Vec<Value>>,
    /// Where names are first bound to texts.
    pub(crate) text_lines: BTreeMap<(ScopeId, String), u32>,
    /// Classes and functions by the scope they are defined in and their name.
    pub(crate) defines: BTreeMap<(ScopeId, String), ScopeId>,
    /// The first line of each code cell of a notebook, counted from 1; none of a script.
    pub(crate) cells: Vec<u32>,
    /// Another language than Python that a notebook is of.
    pub(crate) language: Option<String>,
    /// Lines that a notebook gives to its shell.
    pub(crate) shell: Vec<(u32, String)>,
    /// The first error is a statement that only Python 2 has.
    pub(crate) is_python2: bool,
    /// Line and text of the first error.
    pub(crate) error: Option<(u32, String)>,
}

/// The module, or a function or class in it.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) kind: ScopeKind,
    pub(crate) parent: ScopeId,
    pub(crate) line: u32,
    pub(crate) params: Vec<(String, Option<Value>)>,
    /// Base classes.
    pub(crate) bases: Vec<Value>,
    pub(crate) decorators: Vec<Value>,
    pub(crate) returns: Vec<Value>,
    /// Scopes directly in this one.
    pub(crate) children: Vec<ScopeId>,
    /// Calls directly in it, as indices into [`File::calls`].
    pub(crate) calls: Vec<usize>,
}

/// What a scope is the scope of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Module,
    Function,
    Class,
}

/// A call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) func: Value,
    pub(crate) args: Vec<Arg>,
    pub(crate) line: u32,
    pub(crate) scope: ScopeId,
    /// In a loop's body.
    pub(crate) looped: bool,
    /// Only done when the file is run, not when it is imported.
    pub(crate) main: bool,
}

/// An argument.
#[derive(Debug, Clone)]
pub(crate) struct Arg {
    /// None for a positional one, `**` for a dictionary of them.
    pub(crate) name: Option<String>,
    pub(crate) value: Value,
    /// As it is written; cut where it is long.
    pub(crate) text: String,
}

/// An expression, as far as it tells where something comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A dotted name: `x`, `self.model`, `np.load`.
    Name(String),
    /// An attribute of what is no name: `f().x`.
    Member(Box<Value>, String),
    /// Index into [`File::calls`].
    Call(usize),
    Text(String),
    Number(f64),
    Bool(bool),
    /// A list, tuple or set, or what a comprehension gives.
    List(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    /// An element of something.
    Item(Box<Value>),
    /// One of these, or something computed from them.
    Mix(Vec<Value>),
    /// `a + b`, `a / b` and f-strings: what they are one text or path of, with what is between the parts.
    Joined(&'static str, Vec<Value>),
    Other,
}

impl Value {
    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }
}

impl Call {
    /// The keyword argument of this name.
    pub(crate) fn keyword(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.name.as_deref() == Some(name))
    }

    /// The positional argument at this place.
    pub(crate) fn positional(&self, at: usize) -> Option<&Arg> {
        self.args.iter().filter(|arg| arg.name.is_none()).nth(at)
    }

    /// An argument by its name or, where it is given by position, its place.
    pub(crate) fn argument(&self, name: &str, at: usize) -> Option<&Arg> {
        self.keyword(name).or_else(|| self.positional(at))
    }
}

impl File {
    /// Reads a file. What cannot be parsed is read as far as it can be.
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let mut file = match Syntax::parse(text) {
            Ok(syntax) => reader::read(&syntax),
            Err(refusal) => Self::refused(refusal),
        };
        path.clone_into(&mut file.path);
        file
    }

    /// A file that is not parsed.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self { error: Some((1, refusal.to_string())), ..Self::default() }
    }

    /// The cell that a line of a notebook is in, counted from 1, and the line in it; 0 and the line for a script.
    pub(crate) fn cell_of(&self, line: u32) -> (u32, u32) {
        let cell = self.cells.partition_point(|start| *start <= line);
        match cell.checked_sub(1).and_then(|before| self.cells.get(before)) {
            Some(start) => (u32::try_from(cell).unwrap_or(u32::MAX), line - start + 1),
            None => (0, line),
        }
    }

    /// A line of it as a person reads it: `train.py:3`, `train.ipynb cell 3 line 2`.
    pub(crate) fn location(&self, line: u32) -> String {
        let (cell, line) = self.cell_of(line);
        Evidence { cell, ..Evidence::at(&self.path, line, "") }.place().to_string()
    }

    /// Scopes from this one outwards, without classes around functions: these see no names of theirs.
    pub(crate) fn outwards(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        let step = |at: &ScopeId| (*at != 0).then(|| self.scopes.get(*at).map_or(0, |scope| scope.parent));
        let is_class = |at: ScopeId| self.scopes.get(at).is_some_and(|scope| scope.kind == ScopeKind::Class);
        std::iter::successors(Some(scope), step).filter(move |at| *at == scope || !is_class(*at))
    }

    /// The class that a scope is a method of, directly or not.
    pub(crate) fn class_around(&self, scope: ScopeId) -> Option<ScopeId> {
        let mut at = scope;
        while at != 0 {
            let here = self.scopes.get(at)?;
            if here.kind == ScopeKind::Class {
                return Some(at);
            }
            at = here.parent;
        }
        None
    }

    /// Functions that a class defines.
    pub(crate) fn methods(&self, class: ScopeId) -> impl Iterator<Item = (&str, ScopeId)> {
        self.defines
            .range((class, String::new())..(class + 1, String::new()))
            .map(|((_, name), at)| (name.as_str(), *at))
    }
}
