//! What a file imports, and what its names mean through that.

mod layout;
#[cfg(test)]
mod tests;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtImport, StmtImportFrom};

use crate::syntax::Syntax;
pub use layout::{Layout, Local};

/// One imported name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The module, dotted, with leading dots where relative: `sklearn.svm`, `.model`, `..`.
    pub module: String,
    /// What of the module; none for `import module`, `*` for all of it.
    pub name: Option<String>,
    /// What the file calls it. Empty for `*` and for modules that are imported by a call.
    pub local: String,
    /// 1 is the first.
    pub line: u32,
    /// Whether it is in an `except`, and so stands in for another.
    pub fallback: bool,
}

impl Import {
    /// The dotted name that the local one means: `sklearn.svm.SVC`.
    #[must_use]
    pub fn means(&self) -> String {
        match &self.name {
            Some(name) => join(&self.module, name),
            // `import a.b` gives `a`; `import a.b as c` gives `a.b`.
            None if self.module.split('.').next() == Some(self.local.as_str()) => self.local.clone(),
            None => self.module.clone(),
        }
    }

    /// Whether every name of the module is imported.
    #[must_use]
    pub fn is_star(&self) -> bool {
        self.name.as_deref() == Some("*")
    }

    /// First part of the module's name; empty where it is relative.
    #[must_use]
    pub fn root(&self) -> &str {
        root(&self.module)
    }
}

/// `module.name`, also for relative modules.
#[must_use]
pub fn join(module: &str, name: &str) -> String {
    if module.is_empty() || module.ends_with('.') {
        format!("{module}{name}")
    } else {
        format!("{module}.{name}")
    }
}

/// First part of a dotted name.
#[must_use]
pub fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// All imports of a file, wherever they are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imports {
    all: Vec<Import>,
}

impl Imports {
    /// Reads the imports of a file.
    #[must_use]
    pub fn of(syntax: &Syntax) -> Self {
        let mut reader = Reader { syntax, all: Vec::new(), fallback: false };
        syntax.suite().iter().for_each(|statement| reader.visit_stmt(statement));
        Self { all: reader.all }
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &Import> {
        self.all.iter()
    }

    /// The import that a local name comes from. Of several, the last that stands in for no other: what a
    /// complete installation would import.
    #[must_use]
    pub fn named(&self, local: &str) -> Option<&Import> {
        let mut named = self.all.iter().rev().filter(|import| import.local == local);
        let last = named.clone().next();
        named.find(|import| !import.fallback).or(last)
    }

    /// Modules whose every name is imported.
    pub fn stars(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter(|import| import.is_star()).map(|import| import.module.as_str())
    }

    /// The dotted name that a local dotted name means: `np.load` is `numpy.load`. None where its first part
    /// was not imported.
    #[must_use]
    pub fn resolve(&self, dotted: &str) -> Option<String> {
        let (first, rest) = dotted.split_once('.').map_or((dotted, ""), |(first, rest)| (first, rest));
        let means = self.named(first)?.means();
        Some(if rest.is_empty() { means } else { join(&means, rest) })
    }
}

struct Reader<'s> {
    syntax: &'s Syntax,
    all: Vec<Import>,
    fallback: bool,
}

impl Reader<'_> {
    fn import(&mut self, statement: &StmtImport) {
        let line = self.syntax.line(statement);
        for alias in &statement.names {
            let module = alias.name.to_string();
            let local = alias.asname.as_ref().map_or_else(|| root(&module).to_owned(), ToString::to_string);
            self.all.push(Import { module, name: None, local, line, fallback: self.fallback });
        }
    }

    fn import_from(&mut self, statement: &StmtImportFrom) {
        let line = self.syntax.line(statement);
        let dots = ".".repeat(statement.level as usize);
        let module = statement.module.as_ref().map_or("", |module| module.as_str());
        for alias in &statement.names {
            let name = alias.name.to_string();
            let local = alias.asname.as_ref().map_or_else(|| name.clone(), ToString::to_string);
            let local = if name == "*" { String::new() } else { local };
            let module = format!("{dots}{module}");
            self.all.push(Import { module, name: Some(name), local, line, fallback: self.fallback });
        }
    }

    /// `importlib.import_module("x")` and `__import__("x")`, where the name is written.
    fn call(&mut self, call: &ExprCall) {
        let name = match &*call.func {
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            Expr::Name(name) => name.id.as_str(),
            _ => return,
        };
        let Some(Expr::StringLiteral(module)) = call.arguments.args.first() else { return };
        if name == "import_module" || name == "__import__" {
            let module = module.value.to_str().to_owned();
            let line = self.syntax.line(call);
            self.all.push(Import { module, name: None, local: String::new(), line, fallback: self.fallback });
        }
    }
}

impl Visitor<'_> for Reader<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            other => walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expression: &Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        walk_expr(self, expression);
    }

    fn visit_except_handler(&mut self, handler: &ruff_python_ast::ExceptHandler) {
        let outer = std::mem::replace(&mut self.fallback, true);
        ruff_python_ast::visitor::walk_except_handler(self, handler);
        self.fallback = outer;
    }
}
