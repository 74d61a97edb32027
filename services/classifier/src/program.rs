//! All files of a tree together: what names mean across files, what values are, what running a file reaches.

mod kinds;
mod names;
mod reach;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anneal_source::SourceTree;
use anneal_source::imports::Layout;
use anneal_source::syntax::{Dialect, Refusal};

use crate::code::{Call, File, ScopeId, Value};
use crate::notebook;
pub(crate) use kinds::Kind;
pub(crate) use reach::Reached;

/// Libraries that a directory of the same name in a tree does not stand for.
const LIBRARIES: &[&str] = &[
    "catboost",
    "cv2",
    "datasets",
    "fastai",
    "flask",
    "gym",
    "gymnasium",
    "jax",
    "keras",
    "lightgbm",
    "lightning",
    "matplotlib",
    "numpy",
    "pandas",
    "PIL",
    "pytorch_lightning",
    "scipy",
    "seaborn",
    "sklearn",
    "skorch",
    "statsmodels",
    "tensorflow",
    "tf_keras",
    "torch",
    "torchvision",
    "transformers",
    "xgboost",
];

/// Index of a file.
pub(crate) type FileId = usize;

/// A file's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) scope: ScopeId,
}

/// A call in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CallAt {
    pub(crate) file: FileId,
    pub(crate) call: usize,
}

/// What a call calls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Callee {
    /// A dotted name of a library, or the bare name of something built in: `sklearn.svm.SVC`, `open`.
    Library(String),
    /// A function or class of the tree.
    Local(Place),
    /// A method of a value; `__call__` where the value itself is called.
    Method { receiver: Value, name: String },
    /// What a call gave, or something else that has no name.
    Unknown,
}

/// The Python of a tree.
#[derive(Debug, Default)]
pub(crate) struct Program {
    files: Vec<File>,
    by_path: BTreeMap<String, FileId>,
    layout: Layout,
    /// What each call of each file calls.
    callees: Vec<Vec<Callee>>,
    /// Calls of each function and class of the tree by name.
    callers: BTreeMap<Place, Vec<CallAt>>,
    /// Calls of methods of values, by the method's name.
    method_calls: BTreeMap<String, Vec<CallAt>>,
}

impl Program {
    /// Reads the files of a tree that training can be reached from, or could be.
    pub(crate) fn read(tree: &SourceTree) -> Self {
        let scripts: Vec<&str> = tree.paths().filter(|path| path.ends_with(".py")).collect();
        let mut program = Self { layout: Layout::of(scripts.iter().copied(), LIBRARIES), ..Self::default() };
        for path in select::relevant(tree) {
            program.by_path.insert(path.to_owned(), program.files.len());
            program.files.push(read(tree, path));
        }
        program.callees = (0..program.files.len()).map(|file| program.callees_of(file)).collect();
        program.index_callers();
        program
    }

    fn callees_of(&self, file: FileId) -> Vec<Callee> {
        let calls = &self.files[file].calls;
        calls.iter().map(|call| self.callee(Place { file, scope: call.scope }, &call.func)).collect()
    }

    fn index_callers(&mut self) {
        for (file, callees) in self.callees.iter().enumerate() {
            for (call, callee) in callees.iter().enumerate() {
                let at = CallAt { file, call };
                match callee {
                    Callee::Local(place) => self.callers.entry(*place).or_default().push(at),
                    Callee::Method { name, .. } => {
                        self.method_calls.entry(name.clone()).or_default().push(at)
                    }
                    _ => {}
                }
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate()
    }

    pub(crate) fn file(&self, id: FileId) -> &File {
        &self.files[id]
    }

    pub(crate) fn id(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    pub(crate) fn call(&self, at: CallAt) -> &Call {
        &self.files[at.file].calls[at.call]
    }

    pub(crate) fn callee_at(&self, at: CallAt) -> &Callee {
        &self.callees[at.file][at.call]
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The files that a file imports directly.
    pub(crate) fn imported(&self, file: FileId) -> Vec<FileId> {
        let from = &self.files[file];
        self.layout.imported(&from.path, &from.imports).into_iter().filter_map(|path| self.id(path)).collect()
    }

    /// The entry and everything of the tree that it imports, directly or not; the entry first.
    pub(crate) fn closure(&self, entry: FileId) -> Vec<FileId> {
        let mut closure = vec![entry];
        let mut seen = vec![false; self.files.len()];
        seen[entry] = true;
        let mut next = 0;
        while let Some(file) = closure.get(next).copied() {
            for imported in self.imported(file) {
                if !std::mem::replace(&mut seen[imported], true) {
                    closure.push(imported);
                }
            }
            next += 1;
        }
        closure
    }
}

fn read(tree: &SourceTree, path: &str) -> File {
    let mut file = match tree.text(path) {
        None => File::refused(if tree.bytes(path).is_some() { Refusal::NoText } else { Refusal::TooLarge }),
        Some(text) if path.ends_with(".ipynb") => match notebook::code(&text) {
            Some(code) => File::read(path, &code, Dialect::Notebook),
            None => File::refused(Refusal::NoText),
        },
        Some(text) => File::read(path, &text, Dialect::Script),
    };
    path.clone_into(&mut file.path);
    file
}
