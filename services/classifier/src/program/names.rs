//! What a name means, through imports, other files and re-exports.

use anneal_source::imports::{Import, join};

use super::{Callee, FileId, InTree, Place, Program};
use crate::code::{ScopeKind, Value};
use crate::frameworks;

/// Names are followed through so many others at most.
const FUEL: usize = 12;

/// What a name means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning<'p> {
    /// Something of a library.
    Library(String),
    /// A function or class of the tree.
    Local(Place),
    Module(FileId),
    /// Directories of the tree, dotted, on the way to a module; as seen from a file.
    Namespace(FileId, String),
    /// A variable, with what is assigned to it.
    Bound(Place, &'p [Value]),
    /// A parameter of a function.
    Param(Place, usize),
    Unknown,
}

impl Program {
    pub(super) fn meaning(&self, at: Place, dotted: &str) -> Meaning<'_> {
        self.meaning_within(at, dotted, FUEL)
    }

    fn meaning_within(&self, at: Place, dotted: &str, fuel: usize) -> Meaning<'_> {
        let Some(fuel) = fuel.checked_sub(1) else { return Meaning::Unknown };
        let mut parts = dotted.split('.');
        let first = parts.next().unwrap_or_default();
        let mut meaning = self.first(at, first, fuel);
        for part in parts {
            meaning = self.member(meaning, part, fuel);
        }
        meaning
    }

    /// What a plain name means in a scope.
    fn first(&self, at: Place, name: &str, fuel: usize) -> Meaning<'_> {
        let file = &self.files[at.file];
        for scope in file.outwards(at.scope).filter(|scope| *scope != 0) {
            let place = Place { file: at.file, scope };
            if let Some(param) = file.scopes[scope].params.iter().position(|(param, _)| param == name) {
                return Meaning::Param(place, param);
            }
            let key = (scope, name.to_owned());
            if let Some(defined) = file.defines.get(&key) {
                return Meaning::Local(Place { file: at.file, scope: *defined });
            }
            if let Some(values) = file.binds.get(&key) {
                return self.bound(place, values, fuel);
            }
        }
        self.symbol(at.file, name, fuel)
    }

    /// What a name means at a file's top level.
    fn symbol(&self, file: FileId, name: &str, fuel: usize) -> Meaning<'_> {
        let Some(fuel) = fuel.checked_sub(1) else { return Meaning::Unknown };
        let here = &self.files[file];
        let import = here.imports.named(name);
        if let Some(import) = import.filter(|import| !import.fallback) {
            return self.imported_name(file, import, fuel);
        }
        let key = (0, name.to_owned());
        if let Some(scope) = here.defines.get(&key) {
            return Meaning::Local(Place { file, scope: *scope });
        }
        if let Some(import) = import {
            return self.imported_name(file, import, fuel);
        }
        if let Some(values) = here.binds.get(&key) {
            return self.bound(Place { file, scope: 0 }, values, fuel);
        }
        self.through_stars(file, name, fuel)
    }

    fn through_stars(&self, file: FileId, name: &str, fuel: usize) -> Meaning<'_> {
        let here = &self.files[file];
        let mut library = Meaning::Unknown;
        for star in here.imports.stars() {
            match self.module(file, star) {
                InTree::Read(other) if other != file => {
                    let meaning = self.symbol(other, name, fuel);
                    if meaning != Meaning::Unknown {
                        return meaning;
                    }
                }
                InTree::Read(_) => {}
                // Any library may have it; one that a rule knows about is the one that matters.
                InTree::No | InTree::Unread
                    if frameworks::may_have(star, name) && !BUILTINS.contains(&name) =>
                {
                    library = Meaning::Library(join(star, name));
                }
                InTree::No | InTree::Unread => {}
            }
        }
        library
    }

    fn imported_name(&self, file: FileId, import: &Import, fuel: usize) -> Meaning<'_> {
        let local = |module: &str| match self.module(file, module) {
            InTree::Read(id) => Some(id),
            InTree::No | InTree::Unread => None,
        };
        let Some(name) = &import.name else {
            let means = import.means();
            return match local(&means) {
                Some(module) => Meaning::Module(module),
                // `import a.b` of a directory without `__init__.py` gives `a`, which is no file.
                None if local(&import.module).is_some() => Meaning::Namespace(file, means),
                None => Meaning::Library(means),
            };
        };
        let whole = import.means();
        if let Some(module) = local(&import.module) {
            let meaning = self.symbol(module, name, fuel);
            if meaning != Meaning::Unknown {
                return meaning;
            }
        }
        match local(&whole) {
            Some(module) => Meaning::Module(module),
            None if whole.starts_with('.') || self.module(file, &import.module) != InTree::No => {
                Meaning::Unknown
            }
            None => Meaning::Library(whole),
        }
    }

    /// What `name` of something means.
    fn member<'p>(&'p self, of: Meaning<'p>, name: &str, fuel: usize) -> Meaning<'p> {
        match of {
            Meaning::Library(library) => Meaning::Library(join(&library, name)),
            Meaning::Module(file) => match self.symbol(file, name, fuel) {
                Meaning::Unknown => self.member(Meaning::Namespace(file, ".".to_owned()), name, fuel),
                meaning => meaning,
            },
            Meaning::Namespace(file, prefix) => {
                let whole = join(&prefix, name);
                match self.submodule(file, &whole) {
                    Meaning::Unknown => Meaning::Namespace(file, whole),
                    module => module,
                }
            }
            Meaning::Local(place) => match self.method(place, name) {
                Some(method) => Meaning::Local(method),
                // An attribute of a class, as settings are often written.
                None => match self.files[place.file].binds.get(&(place.scope, name.to_owned())) {
                    Some(values) if self.is_class(place) => self.bound(place, values, fuel),
                    _ => Meaning::Unknown,
                },
            },
            _ => Meaning::Unknown,
        }
    }

    fn submodule(&self, file: FileId, module: &str) -> Meaning<'_> {
        match self.module(file, module) {
            InTree::Read(id) => Meaning::Module(id),
            InTree::No | InTree::Unread => Meaning::Unknown,
        }
    }

    /// A variable; one that only gives something else another name means that.
    fn bound<'p>(&'p self, at: Place, values: &'p [Value], fuel: usize) -> Meaning<'p> {
        if let [Value::Name(name)] = values {
            let meaning = self.meaning_within(at, name, fuel);
            if matches!(meaning, Meaning::Library(_) | Meaning::Local(_) | Meaning::Module(_)) {
                return meaning;
            }
        }
        Meaning::Bound(at, values)
    }

    /// A method of a class of the tree, its own or a base's.
    pub(super) fn method(&self, class: Place, name: &str) -> Option<Place> {
        self.method_within(class, name, FUEL)
    }

    fn method_within(&self, class: Place, name: &str, fuel: usize) -> Option<Place> {
        let fuel = fuel.checked_sub(1)?;
        let file = &self.files[class.file];
        if let Some(scope) = file.defines.get(&(class.scope, name.to_owned())) {
            return Some(Place { file: class.file, scope: *scope });
        }
        self.bases(class).into_iter().find_map(|base| match base {
            Meaning::Local(base) if base != class => self.method_within(base, name, fuel),
            _ => None,
        })
    }

    /// What the bases of a class mean.
    pub(super) fn bases(&self, class: Place) -> Vec<Meaning<'_>> {
        let scope = &self.files[class.file].scopes[class.scope];
        let at = Place { file: class.file, scope: scope.parent };
        let name = |base: &Value| match base {
            Value::Name(name) => self.meaning(at, name),
            _ => Meaning::Unknown,
        };
        scope.bases.iter().map(name).collect()
    }

    /// Library names that a class of the tree is built on, directly or not.
    pub(crate) fn library_bases(&self, class: Place) -> Vec<String> {
        let (mut found, mut seen, mut pending) = (Vec::new(), vec![class], vec![class]);
        while let Some(class) = pending.pop() {
            for base in self.bases(class) {
                match base {
                    Meaning::Library(name) => found.push(name),
                    Meaning::Local(base) if !seen.contains(&base) => {
                        seen.push(base);
                        pending.push(base);
                    }
                    _ => {}
                }
            }
        }
        found
    }

    pub(crate) fn is_class(&self, place: Place) -> bool {
        self.files[place.file].scopes[place.scope].kind == ScopeKind::Class
    }

    /// What a called expression is.
    pub(super) fn callee(&self, at: Place, func: &Value) -> Callee {
        match func {
            Value::Name(dotted) => self.named_callee(at, dotted),
            Value::Member(receiver, name) => {
                Callee::Method { receiver: (**receiver).clone(), name: name.clone() }
            }
            Value::Call(_) | Value::Item(_) => {
                Callee::Method { receiver: func.clone(), name: "__call__".to_owned() }
            }
            _ => Callee::Unknown,
        }
    }

    fn named_callee(&self, at: Place, dotted: &str) -> Callee {
        let method = |receiver: &str, name: &str| Callee::Method {
            receiver: Value::Name(receiver.to_owned()),
            name: name.to_owned(),
        };
        match (self.meaning(at, dotted), dotted.rsplit_once('.')) {
            (Meaning::Library(name), _) => Callee::Library(name),
            (Meaning::Local(place), _) => Callee::Local(place),
            (_, Some((receiver, name))) => method(receiver, name),
            (Meaning::Bound(..) | Meaning::Param(..), None) => method(dotted, "__call__"),
            (_, None) => Callee::Library(dotted.to_owned()),
        }
    }
}

/// Built-in functions that training code calls; a star import does not hide them in practice.
const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bool",
    "dict",
    "dir",
    "enumerate",
    "exit",
    "filter",
    "float",
    "format",
    "getattr",
    "hasattr",
    "input",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "object",
    "open",
    "print",
    "quit",
    "range",
    "raw_input",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
    "Exception",
    "ValueError",
];
