//! What one file's syntax tree says: its imports, calls, constants, command-line options and loops.

use std::collections::{BTreeMap, BTreeSet};

use anneal_proto::v1::Place;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Keyword, ModModule, Stmt, StmtFor, StmtFunctionDef};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::Ranged;

use crate::configuration::Format;

use super::frozen::{FROZEN_CALLS, FROZEN_KEYWORDS, Names};

/// A parsed file.
#[derive(Debug)]
pub(crate) struct Module<'t> {
    pub(crate) path: &'t str,
    pub(crate) text: &'t str,
    pub(crate) parsed: Option<Parsed<ModModule>>,
}

impl<'t> Module<'t> {
    /// Parses a file; one with syntax errors, or that is no Python, has no syntax.
    pub(crate) fn read(path: &'t str, text: &'t str) -> Self {
        if Format::of(path).is_some() {
            return Self { path, text, parsed: None };
        }
        let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
        let parsed = parsed.has_valid_syntax().then(|| parsed.try_into_module()).flatten();
        Self { path, text, parsed }
    }

    /// Line of a byte; 1 is the first.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        let newlines = self.text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(newlines).unwrap_or(u32::MAX - 1) + 1
    }

    /// How its lines end.
    pub(crate) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// An insertion before this byte.
    pub(crate) fn insertion(&self, at: usize, template: &str) -> Place {
        let at32 = u32::try_from(at).unwrap_or(u32::MAX);
        let (file, template) = (self.path.to_owned(), template.to_owned());
        Place { file, line: self.line(at), start: at32, end: at32, template }
    }

    /// Its name in an import: `lib/config.py` is `lib.config`.
    fn name(&self) -> String {
        let stem = self.path.strip_suffix(".py").unwrap_or(self.path);
        stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', ".")
    }
}

/// Index of a function or class body; 0 is the module's.
pub(crate) type Scope = usize;

/// What is assigned, where that is a plain expression, and where it is written.
pub(crate) type Assigned<'a> = (Option<&'a Expr>, Scope);

/// A call and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) call: &'a ExprCall,
    pub(crate) scope: Scope,
}

/// What a file says. Values are looked up through [`super::values`].
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) module: &'a Module<'a>,
    pub(crate) modules: &'a [Module<'a>],
    /// Local name to qualified name.
    pub(crate) aliases: BTreeMap<String, String>,
    /// Modules whose every name is imported.
    stars: Vec<String>,
    /// In order of their position.
    pub(crate) calls: Vec<Site<'a>>,
    pub(crate) loops: Vec<(&'a StmtFor, Scope)>,
    /// Every assignment of a name; none where what is assigned is no plain expression.
    pub(crate) bindings: BTreeMap<(Scope, String), Vec<Option<&'a Expr>>>,
    /// Every assignment of `name.field` and `name["field"]`, with its scope; `self` by its class's scope.
    pub(crate) fields: BTreeMap<(String, String), Vec<Assigned<'a>>>,
    /// The scope around each scope.
    pub(crate) parents: Vec<Scope>,
    /// Scopes by the name of their class or function.
    pub(crate) scopes: BTreeMap<String, Scope>,
    pub(crate) functions: BTreeMap<Scope, &'a StmtFunctionDef>,
    /// Names that decide about data, shapes, splits or seeds.
    pub(crate) frozen: BTreeSet<String>,
}

impl<'a> Facts<'a> {
    pub(crate) fn of(module: &'a Module<'a>, modules: &'a [Module<'a>]) -> Self {
        let mut facts = Facts {
            module,
            modules,
            aliases: BTreeMap::new(),
            stars: Vec::new(),
            calls: Vec::new(),
            loops: Vec::new(),
            bindings: BTreeMap::new(),
            fields: BTreeMap::new(),
            parents: vec![0],
            scopes: BTreeMap::new(),
            functions: BTreeMap::new(),
            frozen: BTreeSet::new(),
        };
        if let Some(parsed) = &module.parsed {
            let mut reader = Reader { facts: &mut facts, scope: 0, batches: Vec::new() };
            parsed.suite().iter().for_each(|statement| reader.visit_stmt(statement));
        }
        facts.calls.sort_by_key(|site| site.call.range().start());
        facts
    }

    /// The other file of the program that an import's name means, and what is left of the name.
    pub(crate) fn other(&self, qualified: &str) -> Option<(Facts<'a>, String)> {
        let (owner, name) = qualified.rsplit_once('.')?;
        let owner = owner.trim_start_matches('.');
        let is = |module: &&Module<'_>| {
            let path = module.name();
            path == owner || path.ends_with(&format!(".{owner}"))
        };
        let module = self.modules.iter().filter(|module| module.path != self.module.path).find(is)?;
        Some((Facts::of(module, self.modules), name.to_owned()))
    }

    /// Files whose every name is imported here, as qualified names of `name`.
    pub(crate) fn through_stars<'n>(&'n self, name: &'n str) -> impl Iterator<Item = String> + 'n {
        self.stars.iter().map(move |module| format!("{module}.{name}"))
    }

    /// The framework a call belongs to and the last part of its name: (`sklearn`, `SVC`). A bare name that a
    /// star import may have brought belongs to that module.
    pub(crate) fn callee(&self, call: &'a ExprCall) -> Option<(String, &'a str)> {
        let parts = dotted(&call.func)?;
        let (first, last) = (*parts.first()?, *parts.last()?);
        if let Some(qualified) = self.aliases.get(first) {
            let last = if parts.len() == 1 { last_part_of(qualified, last) } else { last };
            return Some((root(qualified).to_owned(), last));
        }
        let star = self.stars.iter().find(|module| super::table::lookup(root(module), last).is_some())?;
        (parts.len() == 1).then(|| (root(star).to_owned(), last))
    }

    /// What a name's fields are kept under: `self` means another object in each class.
    pub(crate) fn owner(&self, name: &str, scope: Scope) -> String {
        let class = self.parents.get(scope).copied().unwrap_or(0);
        if name == "self" { format!("self {class}") } else { name.to_owned() }
    }

    /// Whether the file imports this framework.
    pub(crate) fn imports(&self, framework: &str) -> bool {
        let of = |qualified: &String| root(qualified) == framework;
        self.aliases.values().any(of) || self.stars.iter().any(of)
    }
}

/// What the tables call it: an imported name may have a local one.
fn last_part_of<'a>(qualified: &str, local: &'a str) -> &'a str {
    let original = qualified.rsplit('.').next().unwrap_or(qualified);
    super::table::all().find(|callee| callee.name == original).map_or(local, |callee| callee.name)
}

fn root(qualified: &str) -> &str {
    qualified.split('.').next().unwrap_or(qualified)
}

/// The parts of `a.b.c`.
pub(crate) fn dotted(expr: &Expr) -> Option<Vec<&str>> {
    match expr {
        Expr::Name(name) => Some(vec![name.id.as_str()]),
        Expr::Attribute(attribute) => {
            let mut parts = dotted(&attribute.value)?;
            parts.push(attribute.attr.as_str());
            Some(parts)
        }
        _ => None,
    }
}

/// The last part of what is called, whatever it is called on: `fit` of `build().fit(...)`.
pub(crate) fn method(call: &ExprCall) -> &str {
    match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}

/// Fills the facts in one walk.
struct Reader<'f, 'a> {
    facts: &'f mut Facts<'a>,
    scope: Scope,
    /// Loops around that go through the data in steps: what they count with.
    batches: Vec<&'a str>,
}

impl<'a> Reader<'_, 'a> {
    fn bind(&mut self, target: &'a Expr, value: Option<&'a Expr>) {
        match target {
            Expr::Name(name) => {
                let key = (self.scope, name.id.to_string());
                self.facts.bindings.entry(key).or_default().push(value);
            }
            Expr::Tuple(targets) => self.bind_all(&targets.elts, value),
            Expr::List(targets) => self.bind_all(&targets.elts, value),
            Expr::Attribute(field) => self.bind_field(&field.value, field.attr.as_str(), value),
            Expr::Subscript(field) => {
                if let Expr::StringLiteral(key) = &*field.slice {
                    self.bind_field(&field.value, key.value.to_str(), value);
                }
            }
            _ => {}
        }
    }

    fn bind_field(&mut self, owner: &Expr, field: &str, value: Option<&'a Expr>) {
        let Expr::Name(owner) = owner else { return };
        let owner = self.facts.owner(owner.id.as_str(), self.scope);
        self.facts.fields.entry((owner, field.to_owned())).or_default().push((value, self.scope));
    }

    /// `for i in range(0, n, size)`: slices from `i` on are batches of it, and choose no data.
    fn batches(&mut self, each: &'a StmtFor) -> bool {
        let (Expr::Name(target), Expr::Call(range)) = (&*each.target, &*each.iter) else { return false };
        let stepped = matches!(method(range), "range" | "trange") && range.arguments.args.len() == 3;
        if stepped {
            self.batches.push(target.id.as_str());
        }
        stepped
    }

    fn is_batch(&self, slice: &Expr) -> bool {
        let Expr::Slice(slice) = slice else { return false };
        matches!(slice.lower.as_deref(), Some(Expr::Name(from)) if self.batches.contains(&from.id.as_str()))
    }

    /// `a, b = 1, 2` binds each; anything else unpacked is unknown.
    fn bind_all(&mut self, targets: &'a [Expr], value: Option<&'a Expr>) {
        let values = match value {
            Some(Expr::Tuple(tuple)) if tuple.elts.len() == targets.len() => Some(&tuple.elts),
            _ => None,
        };
        for (n, target) in targets.iter().enumerate() {
            self.bind(target, values.map(|values| &values[n]));
        }
    }

    fn inside(&mut self, name: &str, body: &'a [Stmt]) -> Scope {
        let outer = self.scope;
        self.facts.parents.push(outer);
        self.scope = self.facts.parents.len() - 1;
        self.facts.scopes.insert(name.to_owned(), self.scope);
        body.iter().for_each(|statement| self.visit_stmt(statement));
        std::mem::replace(&mut self.scope, outer)
    }

    fn freeze(&mut self, expr: &Expr) {
        let mut names = Names(&mut self.facts.frozen);
        names.visit_expr(expr);
    }

    fn import_from(&mut self, statement: &'a ruff_python_ast::StmtImportFrom) {
        let module = statement.module.as_ref().map_or("", |module| module.as_str());
        for alias in &statement.names {
            let name = alias.name.as_str();
            if name == "*" {
                self.facts.stars.push(module.to_owned());
                continue;
            }
            let local = alias.asname.as_ref().unwrap_or(&alias.name).to_string();
            self.facts.aliases.insert(local, format!("{module}.{name}"));
        }
    }

    fn import(&mut self, statement: &'a ruff_python_ast::StmtImport) {
        for alias in &statement.names {
            let name = alias.name.as_str();
            match &alias.asname {
                Some(local) => self.facts.aliases.insert(local.to_string(), name.to_owned()),
                None => self.facts.aliases.insert(root(name).to_owned(), root(name).to_owned()),
            };
        }
    }
}

impl<'a> Visitor<'a> for Reader<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.bind(target, Some(&assign.value)))
            }
            Stmt::AnnAssign(assign) => self.bind(&assign.target, assign.value.as_deref()),
            Stmt::AugAssign(assign) => self.bind(&assign.target, None),
            Stmt::For(each) => {
                self.bind(&each.target, None);
                self.facts.loops.push((each, self.scope));
                let stepped = self.batches(each);
                walk_stmt(self, statement);
                self.batches.truncate(self.batches.len() - usize::from(stepped));
                return;
            }
            Stmt::FunctionDef(function) => {
                function
                    .parameters
                    .iter_non_variadic_params()
                    .filter_map(|p| p.default.as_deref())
                    .for_each(|default| self.visit_expr(default));
                let scope = self.inside(function.name.as_str(), &function.body);
                self.facts.functions.insert(scope, function);
                return;
            }
            Stmt::ClassDef(class) => {
                self.inside(class.name.as_str(), &class.body);
                return;
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => {
                self.facts.calls.push(Site { call, scope: self.scope });
                if FROZEN_CALLS.contains(&method(call)) {
                    call.arguments.args.iter().for_each(|argument| self.freeze(argument));
                }
                let frozen = |keyword: &Keyword| {
                    let named = |name| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name);
                    FROZEN_CALLS.contains(&method(call)) || FROZEN_KEYWORDS.iter().any(|name| named(*name))
                };
                let keywords = call.arguments.keywords.iter().filter(|keyword| frozen(keyword));
                keywords.for_each(|keyword| self.freeze(&keyword.value));
            }
            Expr::Subscript(subscript) if self.is_batch(&subscript.slice) => {}
            Expr::Subscript(subscript) => self.freeze(&subscript.slice),
            _ => {}
        }
        walk_expr(self, expr);
    }
}
