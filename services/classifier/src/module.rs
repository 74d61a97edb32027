//! One Python file: what it imports, defines and calls.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtImport, StmtImportFrom};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

/// Larger files are data or generated: not read.
const LARGEST: usize = 2 * 1024 * 1024;
/// Brackets or indents deeper than this are no program that a person wrote; parsing recurses.
const DEEPEST: usize = 150;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its name with imports resolved: `sklearn.svm.SVC`, `train`, `.fit` for a method of some value.
    pub(crate) name: String,
    /// For a method, what the value was made by, where that is known: `sklearn.svm.SVC`.
    pub(crate) receiver: Option<String>,
    /// Its line; 1 is the first.
    pub(crate) line: u32,
    /// Names of its keyword arguments, with their text.
    pub(crate) keywords: Vec<(String, String)>,
    /// Text of its first positional argument.
    pub(crate) first: String,
    /// The function it is in; none at the top level.
    pub(crate) function: Option<String>,
}

/// What a file says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Module {
    /// Local names by what they were imported as: `np` is `numpy`.
    pub(crate) aliases: BTreeMap<String, String>,
    /// Imported modules, dotted, with leading dots where relative; and the line.
    pub(crate) imports: Vec<(String, u32)>,
    pub(crate) calls: Vec<Call>,
    /// Functions and classes it defines, with their base classes.
    pub(crate) defines: BTreeMap<String, Vec<String>>,
    /// Line and text of the first syntax error.
    pub(crate) error: Option<(u32, String)>,
    /// What is assigned, by name: `dotted.Call` where the value is a call.
    made_by: BTreeMap<String, String>,
}

impl Module {
    /// Reads a file. What cannot be parsed is read as far as it can be.
    pub(crate) fn read(text: &str) -> Self {
        let mut module = Self::default();
        if text.len() > LARGEST || nesting(text) > DEEPEST {
            module.error = Some((1, "too large or too deeply nested to be read".to_owned()));
            return module;
        }
        let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
        let first =
            parsed.errors().first().map(|error| (error.location.start().to_usize(), error.error.to_string()));
        module.error = first.map(|(offset, what)| (line_of(text, offset), what));
        let Some(parsed) = parsed.try_into_module() else { return module };
        for pass in [Pass::Names, Pass::Calls] {
            let mut reader = Reader { module: &mut module, text, pass, functions: Vec::new() };
            parsed.suite().iter().for_each(|statement| reader.visit_stmt(statement));
        }
        module
    }

    /// Whether anything imported begins with one of these roots.
    pub(crate) fn imports_any(&self, roots: &[&str]) -> bool {
        self.imports.iter().any(|(name, _)| roots.contains(&root(name)))
    }
}

/// First part of a dotted name.
pub(crate) fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn line_of(text: &str, offset: usize) -> u32 {
    let newlines = text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX - 1) + 1
}

/// Deepest nesting of brackets or of indents, whatever strings and comments add to it.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            // Comments and strings can leave a bracket open; a line that begins at the margin closes all.
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let unary = text.split(|c: char| !"-+~".contains(c)).map(str::len).max().unwrap_or(0);
    deepest.max(text.lines().map(indent).max().unwrap_or(0) / 2).max(unary)
}

#[derive(Clone, Copy, PartialEq)]
enum Pass {
    Names,
    Calls,
}

struct Reader<'m, 't> {
    module: &'m mut Module,
    text: &'t str,
    pass: Pass,
    functions: Vec<String>,
}

impl Reader<'_, '_> {
    fn line(&self, node: &impl Ranged) -> u32 {
        line_of(self.text, node.range().start().to_usize())
    }

    fn text(&self, node: &impl Ranged) -> String {
        let range = node.range();
        self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default().to_owned()
    }

    fn import(&mut self, statement: &StmtImport) {
        let line = self.line(statement);
        for alias in &statement.names {
            let name = alias.name.to_string();
            let (local, means) = match &alias.asname {
                Some(local) => (local.to_string(), name.clone()),
                None => (root(&name).to_owned(), root(&name).to_owned()),
            };
            self.module.aliases.insert(local, means);
            self.module.imports.push((name, line));
        }
    }

    fn import_from(&mut self, statement: &StmtImportFrom) {
        let dots = ".".repeat(statement.level as usize);
        let from = statement.module.as_ref().map(ToString::to_string).unwrap_or_default();
        let from = format!("{dots}{from}");
        let line = self.line(statement);
        self.module.imports.push((from.clone(), line));
        for alias in &statement.names {
            let joint = if from.ends_with('.') || from.is_empty() { "" } else { "." };
            let name = format!("{from}{joint}{}", alias.name);
            let local = alias.asname.as_ref().unwrap_or(&alias.name).to_string();
            self.module.aliases.insert(local, name.clone());
            // `from package import module` imports the module too.
            self.module.imports.push((name, line));
        }
    }

    /// A dotted expression with its first name resolved.
    fn dotted(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Name(name) => {
                let id = name.id.to_string();
                Some(self.module.aliases.get(&id).cloned().unwrap_or(id))
            }
            Expr::Attribute(attribute) => {
                Some(format!("{}.{}", self.dotted(&attribute.value)?, attribute.attr))
            }
            _ => None,
        }
    }

    fn call(&mut self, call: &ExprCall) {
        let keyword = |keyword: &ruff_python_ast::Keyword| {
            Some((keyword.arg.as_ref()?.to_string(), self.text(&keyword.value)))
        };
        let keywords = call.arguments.keywords.iter().filter_map(keyword).collect();
        let first = call.arguments.args.first().map(|arg| self.text(arg)).unwrap_or_default();
        let (name, receiver) = self.name_of(&call.func);
        let function = self.functions.first().cloned();
        let line = self.line(call);
        self.module.calls.push(Call { name, receiver, line, keywords, first, function });
    }

    fn name_of(&self, function: &Expr) -> (String, Option<String>) {
        let Expr::Attribute(attribute) = function else {
            return (self.dotted(function).unwrap_or_default(), None);
        };
        let method = format!(".{}", attribute.attr);
        // A chain such as `SVC().fit(…)`.
        if let Expr::Call(made) = attribute.value.as_ref() {
            return (method, self.dotted(&made.func));
        }
        let Some(whole) = self.dotted(function) else { return (method, None) };
        let owner = self.text(attribute.value.as_ref());
        let imported = self.module.aliases.contains_key(root(&owner));
        if imported {
            return (whole, None);
        }
        (method, self.module.made_by.get(&owner).cloned())
    }

    fn assigned(&mut self, targets: &[Expr], value: &Expr) {
        let Expr::Call(call) = value else { return };
        let Some(made) = self.dotted(&call.func) else { return };
        for target in targets {
            let name = self.text(target);
            self.module.made_by.insert(name, made.clone());
        }
    }

    fn inside(&mut self, name: &str, statement: &Stmt) {
        self.functions.push(name.to_owned());
        walk_stmt(self, statement);
        self.functions.pop();
    }
}

impl Visitor<'_> for Reader<'_, '_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        if self.pass == Pass::Names {
            match statement {
                Stmt::Import(import) => self.import(import),
                Stmt::ImportFrom(import) => self.import_from(import),
                Stmt::Assign(assign) => self.assigned(&assign.targets, &assign.value),
                _ => {}
            }
        }
        match statement {
            Stmt::FunctionDef(function) => {
                self.module.defines.entry(function.name.to_string()).or_default();
                self.inside(function.name.as_str(), statement);
            }
            Stmt::ClassDef(class) => {
                let bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
                let bases = bases.filter_map(|base| self.dotted(base)).collect();
                self.module.defines.insert(class.name.to_string(), bases);
                self.inside(class.name.as_str(), statement);
            }
            other => walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expression: &Expr) {
        if let (Expr::Call(call), Pass::Calls) = (expression, self.pass) {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        Module::read(text).calls.into_iter().map(|call| call.name).collect()
    }

    #[test]
    fn names_are_resolved_through_imports() {
        let text = "import tensorflow.keras as K\nfrom sklearn.svm import SVC as S\nK.Sequential()\nS()\n";
        assert_eq!(names(text), ["tensorflow.keras.Sequential", "sklearn.svm.SVC"]);
    }

    #[test]
    fn a_method_knows_what_its_value_was_made_by() {
        let module = Module::read("from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(X, y)\n");
        let fit = &module.calls[1];
        assert_eq!((fit.name.as_str(), fit.receiver.as_deref()), (".fit", Some("sklearn.svm.SVC")));
    }

    #[test]
    fn strings_and_comments_do_not_count() {
        let module = Module::read("# import keras\ntext = 'import torch'\n");
        assert!(module.imports.is_empty());
    }

    #[test]
    fn what_no_person_wrote_is_not_parsed() {
        for text in ["(".repeat(100_000), "-".repeat(100_000), "[".repeat(200)] {
            assert!(Module::read(&text).error.is_some());
        }
        let python2 = Module::read("import sklearn\nprint 'hello'\n");
        assert_eq!(python2.error.map(|(line, _)| line), Some(2));
        assert_eq!(python2.imports.len(), 1);
    }
}
