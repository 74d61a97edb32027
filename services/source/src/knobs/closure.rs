//! The files of a program: its entry and what that imports, directly or not.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Stmt, StmtImportFrom};
use ruff_python_parser::parse_module;

use crate::SourceTree;
use crate::notebook::Notebook;

/// Paths of the entry and of the files of the tree that it imports, the entry first.
pub(super) fn closure(tree: &SourceTree, entry: &str) -> Vec<String> {
    let mut found = vec![entry.to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let Some(text) = tree.text(&path) else { continue };
        let notebook = Notebook::is(&path).then(|| Notebook::read(&text)).flatten();
        let text = notebook.map_or(text, |notebook| notebook.text.into());
        for path in imported(tree, &path, &text) {
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// Files of the tree that a file imports.
fn imported(tree: &SourceTree, path: &str, text: &str) -> BTreeSet<String> {
    let Ok(parsed) = parse_module(text) else { return BTreeSet::new() };
    let mut imports = Imports { directory: parent(path), names: Vec::new() };
    parsed.suite().iter().for_each(|statement| imports.visit_stmt(statement));
    // A script's imports start from its own directory, a package's from the tree's root.
    let directory = parent(path);
    let roots = [directory.as_str(), ""];
    let file = |stem: &String, root: &str| {
        let stem = if root.is_empty() { stem.clone() } else { format!("{root}/{stem}") };
        [format!("{stem}.py"), format!("{stem}/__init__.py")].into_iter().find(|path| tree.contains(path))
    };
    let absolute = imports.names.iter().filter_map(|name| match name.strip_prefix('/') {
        Some(name) => file(&name.to_owned(), ""),
        None => roots.iter().find_map(|root| file(name, root)),
    });
    absolute.collect()
}

fn parent(path: &str) -> String {
    path.rsplit_once('/').map_or_else(String::new, |(directory, _)| directory.to_owned())
}

/// Collects imported modules as paths without their end; those from the tree's root start with `/`.
struct Imports {
    directory: String,
    names: Vec<String>,
}

impl Imports {
    fn from(&mut self, import: &StmtImportFrom) {
        let module = import.module.as_ref().map_or(String::new(), |module| module.as_str().replace('.', "/"));
        let mut base = module;
        if import.level > 0 {
            let mut directory = self.directory.clone();
            for _ in 1..import.level {
                directory = parent(&directory);
            }
            base = format!("/{directory}/{base}").replace("//", "/").trim_end_matches('/').to_owned();
        }
        // `from lib import config` may name a module.
        for alias in &import.names {
            self.names.push(format!("{base}/{}", alias.name.as_str()));
        }
        self.names.push(base);
    }
}

impl Visitor<'_> for Imports {
    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Import(import) => {
                self.names.extend(import.names.iter().map(|alias| alias.name.as_str().replace('.', "/")));
            }
            Stmt::ImportFrom(import) => self.from(import),
            other => walk_stmt(self, other),
        }
    }
}
