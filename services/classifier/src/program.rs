//! All files of a tree together: what names mean across files, what values are, what running a file reaches.

mod dynamic;
mod kinds;
mod names;
mod reach;
mod select;
#[cfg(test)]
mod tests;
mod texts;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use anneal_proto::v1::Evidence;
use anneal_source::SourceTree;
use anneal_source::imports::Layout;
use anneal_source::syntax::Refusal;

use crate::code::{Call, File, ScopeId, ScopeKind, Value};
use crate::notebook;
pub(crate) use kinds::Kind;
pub(crate) use reach::Reached;
pub(crate) use select::is_test;

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

/// Whether a module is in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InTree {
    No,
    /// A directory, or a file that was left out.
    Unread,
    Read(FileId),
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
    /// Methods of the tree's classes by name.
    methods_named: BTreeMap<String, Vec<Place>>,
    /// Files that each file imports.
    imports: Vec<Vec<FileId>>,
    /// Those of them that it imports by names that it computes.
    imports_by_name: Vec<Vec<FileId>>,
    /// Dotted names that each file imports, with their lines.
    imported_names: Vec<Vec<(String, u32)>>,
    /// What modules that files name are in the tree, as far as it was asked for.
    locals: RefCell<Vec<HashMap<String, InTree>>>,
    /// What methods are called on, as far as it was asked for: the same for every entry.
    receivers: RefCell<BTreeMap<CallAt, Rc<BTreeSet<Kind>>>>,
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
        program.imports = program.files.iter().map(|file| program.imported_by(file)).collect();
        program.imported_names = program.files.iter().map(imported_names).collect();
        program.index_methods();
        program.callees = (0..program.files.len()).map(|file| program.callees_of(file)).collect();
        program.imports_by_name =
            (0..program.files.len()).map(|file| program.imported_by_name(file)).collect();
        for (imports, by_name) in program.imports.iter_mut().zip(&program.imports_by_name) {
            imports.extend(by_name);
        }
        program.index_callers();
        program
    }

    /// A module as a file names it.
    fn module(&self, file: FileId, name: &str) -> InTree {
        if let Some(known) = self.locals.borrow().get(file).and_then(|known| known.get(name)) {
            return *known;
        }
        let found = match self.layout.local(&self.files[file].path, name) {
            None => InTree::No,
            Some(local) => self.id(local.path).map_or(InTree::Unread, InTree::Read),
        };
        let mut all = self.locals.borrow_mut();
        if all.len() < self.files.len() {
            all.resize_with(self.files.len(), HashMap::new);
        }
        all[file].insert(name.to_owned(), found);
        found
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

    /// Makes the line of a place in a notebook that of its cell.
    pub(crate) fn locate(&self, evidence: &mut Evidence) {
        let file = self.id(&evidence.file).map(|id| self.file(id)).filter(|_| evidence.cell == 0);
        if let Some(file) = file {
            (evidence.cell, evidence.line) = file.cell_of(evidence.line);
        }
    }

    fn imported_by(&self, file: &File) -> Vec<FileId> {
        self.layout.imported(&file.path, &file.imports).into_iter().filter_map(|path| self.id(path)).collect()
    }

    fn index_methods(&mut self) {
        for (file, read) in self.files.iter().enumerate() {
            for ((class, name), scope) in &read.defines {
                if read.scopes[*class].kind == ScopeKind::Class {
                    let place = Place { file, scope: *scope };
                    self.methods_named.entry(name.clone()).or_default().push(place);
                }
            }
        }
    }

    /// The files that a file imports directly.
    pub(crate) fn imported(&self, file: FileId) -> &[FileId] {
        &self.imports[file]
    }

    /// Dotted names that a file imports, with their lines; not those that stand in for others.
    pub(crate) fn imported_names(&self, file: FileId) -> &[(String, u32)] {
        &self.imported_names[file]
    }

    /// What a method is called on.
    pub(crate) fn receivers(&self, call: CallAt, at: Place, receiver: &Value) -> Rc<BTreeSet<Kind>> {
        if let Some(known) = self.receivers.borrow().get(&call) {
            return Rc::clone(known);
        }
        let kinds = Rc::new(self.kinds(at, receiver));
        self.receivers.borrow_mut().insert(call, Rc::clone(&kinds));
        kinds
    }

    /// The entry and everything of the tree that it imports, directly or not; the entry first.
    pub(crate) fn closure(&self, entry: FileId) -> Vec<FileId> {
        let mut closure = vec![entry];
        let mut seen = vec![false; self.files.len()];
        seen[entry] = true;
        let mut next = 0;
        while let Some(file) = closure.get(next).copied() {
            for imported in self.imported(file) {
                if !std::mem::replace(&mut seen[*imported], true) {
                    closure.push(*imported);
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
        Some(text) if path.ends_with(".ipynb") => match notebook::read(&text) {
            Ok(notebook) => {
                File { shell: notebook.shell, cells: notebook.cells, ..File::read(path, &notebook.code) }
            }
            Err(notebook::Other::NoNotebook) => File::refused(Refusal::NoText),
            Err(notebook::Other::Language(language)) => File {
                error: Some((1, format!("it is a notebook of {language}, not of Python"))),
                language: Some(language),
                ..File::default()
            },
        },
        Some(text) => File::read(path, &text),
    };
    path.clone_into(&mut file.path);
    file
}

fn imported_names(file: &File) -> Vec<(String, u32)> {
    let imports = file.imports.iter().filter(|import| !import.fallback);
    let names = imports.flat_map(|import| {
        let whole = import.name.as_ref().map(|_| import.means());
        [Some(import.module.clone()), whole].into_iter().flatten().map(|name| (name, import.line))
    });
    names.collect()
}
