//! What the rules about frameworks look at: the calls that running an entry reaches, by name.

use std::collections::{BTreeMap, BTreeSet};

use anneal_proto::v1::Evidence;
use anneal_source::imports::root;

use crate::code::{Arg, Call, Value};
use crate::program::{CallAt, Callee, FileId, Kind, Place, Program};

/// A reached call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'p> {
    pub(crate) path: &'p str,
    pub(crate) call: &'p Call,
    pub(crate) at: CallAt,
    callee: &'p Callee,
}

/// What running an entry reaches.
pub(crate) struct View<'p> {
    pub(crate) program: &'p Program,
    pub(crate) entry: FileId,
    pub(crate) closure: Vec<FileId>,
    sites: Vec<Site<'p>>,
    /// Dotted names that are imported: where first, in the order of the closure.
    imported: BTreeMap<&'p str, (usize, &'p str, u32)>,
}

impl<'p> Site<'p> {
    /// The dotted name of what is called, where a library has it.
    pub(crate) fn library(&self) -> Option<&'p str> {
        if let Callee::Library(name) = self.callee { Some(name) } else { None }
    }

    /// The name of the method that is called.
    pub(crate) fn method(&self) -> Option<&'p str> {
        if let Callee::Method { name, .. } = self.callee { Some(name) } else { None }
    }

    /// What a method is called on.
    pub(crate) fn receiver(&self) -> Option<&'p Value> {
        if let Callee::Method { receiver, .. } = self.callee { Some(receiver) } else { None }
    }

    /// The name as a person reads it.
    pub(crate) fn name(&self) -> String {
        match self.callee {
            Callee::Library(name) => name.clone(),
            Callee::Method { receiver: Value::Name(receiver), name } => format!("{receiver}.{name}"),
            Callee::Method { name, .. } => format!(".{name}"),
            Callee::Local(_) | Callee::Unknown => "a call".to_owned(),
        }
    }

    /// Last part of the library's name.
    pub(crate) fn last(&self) -> &'p str {
        self.library().map_or("", last)
    }

    /// The scope that the call is in.
    pub(crate) fn place(&self) -> Place {
        Place { file: self.at.file, scope: self.call.scope }
    }

    pub(crate) fn evidence(&self, why: impl Into<String>) -> Evidence {
        Evidence::at(self.path, self.call.line, why)
    }
}

impl<'p> View<'p> {
    pub(crate) fn of(program: &'p Program, entry: FileId) -> Self {
        Self::over(program, entry, &program.reached(entry))
    }

    /// As if everything were reached that the entry and its imports contain: what a program builds by names that it
    /// looks up is in there somewhere.
    pub(crate) fn whole(&self) -> Self {
        Self::over(self.program, self.entry, &self.program.written(self.entry))
    }

    fn over(program: &'p Program, entry: FileId, reached: &[crate::program::Reached<'p>]) -> Self {
        let site = |reached: &crate::program::Reached<'p>| Site {
            path: &program.file(reached.at.file).path,
            call: reached.call,
            at: reached.at,
            callee: reached.callee,
        };
        let sites = reached.iter().map(site).collect();
        let closure = program.closure(entry);
        let mut imported = BTreeMap::new();
        for (at, file) in closure.iter().enumerate() {
            let path = program.file(*file).path.as_str();
            for (name, line) in program.imported_names(*file) {
                imported.entry(name.as_str()).or_insert((at, path, *line));
            }
        }
        Self { program, entry, closure, sites, imported }
    }

    pub(crate) fn sites(&self) -> impl Iterator<Item = Site<'p>> {
        self.sites.iter().copied()
    }

    /// Calls of a library.
    pub(crate) fn of_library(&self, roots: &[&str]) -> impl Iterator<Item = Site<'p>> {
        self.sites().filter(move |site| site.library().is_some_and(|name| roots.contains(&root(name))))
    }

    /// Whether a library's function or class with one of these last names is called.
    pub(crate) fn calls_any(&self, roots: &[&str], names: &[&str]) -> bool {
        self.first_of(roots, names).is_some()
    }

    pub(crate) fn first_of(&self, roots: &[&str], names: &[&str]) -> Option<Site<'p>> {
        self.of_library(roots).find(|site| names.contains(&site.last()))
    }

    /// The first call of one of these whole names.
    pub(crate) fn named(&self, names: &[&str]) -> Option<Site<'p>> {
        self.sites().find(|site| site.library().is_some_and(|name| names.contains(&name)))
    }

    /// Calls of these methods.
    pub(crate) fn methods(&self, names: &[&str]) -> impl Iterator<Item = Site<'p>> {
        self.sites().filter(move |site| site.method().is_some_and(|name| names.contains(&name)))
    }

    /// What a method is called on. Empty where it is not known.
    pub(crate) fn receivers(&self, site: &Site<'p>) -> BTreeSet<Kind> {
        match site.callee {
            Callee::Method { receiver, .. } => {
                self.program.receivers(site.at, site.place(), receiver).as_ref().clone()
            }
            _ => BTreeSet::new(),
        }
    }

    pub(crate) fn kinds(&self, site: &Site<'p>, value: &Value) -> BTreeSet<Kind> {
        self.program.kinds(site.place(), value)
    }

    /// How an argument is written here and, where it is a parameter, by the callers.
    pub(crate) fn writings(&self, site: &Site<'p>, arg: &Arg) -> Vec<String> {
        self.program.writings(site.place(), arg)
    }

    /// Library names behind a value: those that made it, or that its class is built on.
    pub(crate) fn libraries(&self, kinds: &BTreeSet<Kind>) -> Vec<String> {
        let names = kinds.iter().flat_map(|kind| match kind {
            Kind::Library(name, _) => vec![name.clone()],
            Kind::Local(class) => self.program.library_bases(*class),
            Kind::Text(_) => Vec::new(),
        });
        names.collect()
    }

    /// What an argument says, in lower case: texts it can be, library names it can come from, and how it is
    /// written.
    pub(crate) fn words(&self, site: &Site<'p>, arg: &Arg) -> String {
        let kinds = self.kinds(site, &arg.value);
        let mut words = vec![if kinds.is_empty() { arg.text.clone() } else { String::new() }];
        words.extend(kinds.iter().map(|kind| match kind {
            Kind::Library(name, _) => last(name).to_owned(),
            Kind::Text(text) => text.clone(),
            Kind::Local(class) => self.program.file(class.file).scopes[class.scope].name.clone(),
        }));
        words.join(" ").to_ascii_lowercase()
    }

    /// Whether a module is imported by what runs.
    pub(crate) fn imports(&self, module: &str) -> bool {
        // Names below a module follow it; others, such as `torch_x`, may lie between.
        self.imported.contains_key(module)
            || self
                .imported
                .range(format!("{module}.").as_str()..)
                .next()
                .is_some_and(|(name, _)| is_below(name, module))
    }

    /// The first import for which this holds, of a whole dotted name.
    pub(crate) fn import_of(&self, fits: &dyn Fn(&str) -> bool) -> Option<Evidence> {
        let fitting = self.imported.iter().filter(|(name, _)| fits(name));
        let (_, path, line) = fitting.map(|(_, place)| *place).min()?;
        Some(Evidence::at(path, line, ""))
    }

    /// Classes of the tree that objects are made of, as their scopes.
    pub(crate) fn classes(&self) -> BTreeSet<Place> {
        let local = self.sites.iter().filter_map(|site| match site.callee {
            Callee::Local(place) => Some(*place),
            _ => None,
        });
        local.filter(|place| self.program.is_class(*place)).collect()
    }
}

/// Last part of a dotted name.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether a dotted name is below a module.
pub(crate) fn is_below(name: &str, module: &str) -> bool {
    name.strip_prefix(module).is_some_and(|rest| rest.starts_with('.'))
}
