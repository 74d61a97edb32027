//! What running a file reaches.

use std::collections::BTreeSet;

use super::dynamic;
use super::names::Meaning;
use super::{CallAt, Callee, FileId, Kind, Place, Program};
use crate::code::{Call, ScopeKind, Value};

/// A call that running an entry reaches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reached<'p> {
    pub(crate) at: CallAt,
    pub(crate) call: &'p Call,
    pub(crate) callee: &'p Callee,
}

/// Methods that an object's use calls without naming them.
const IMPLICIT: &[&str] = &["__init__", "__call__", "__enter__", "__iter__", "__getitem__", "__post_init__"];

struct Walk {
    seen: BTreeSet<Place>,
    /// Classes that objects are made of.
    used: BTreeSet<Place>,
    pending: Vec<Place>,
    closure: BTreeSet<FileId>,
}

impl Walk {
    fn push(&mut self, place: Place) {
        if self.seen.insert(place) {
            self.pending.push(place);
        }
    }
}

impl Program {
    /// Every call that running the entry can reach, the entry's first: its top level, the top levels of what
    /// it imports, and the functions and classes that these call or pass on.
    pub(crate) fn reached(&self, entry: FileId) -> Vec<Reached<'_>> {
        let closure = self.closure(entry);
        let mut walk = Walk {
            seen: BTreeSet::new(),
            used: BTreeSet::new(),
            pending: Vec::new(),
            closure: closure.iter().copied().collect(),
        };
        closure.iter().rev().for_each(|file| walk.push(Place { file: *file, scope: 0 }));
        let mut reached = Vec::new();
        while let Some(place) = walk.pending.pop() {
            self.enter(place, &mut walk);
            for call in self.calls_in(place) {
                // What is behind `if __name__ == "__main__"` in an imported file is not run.
                if call.call.main && place.scope == 0 && place.file != entry {
                    continue;
                }
                reached.push(call);
                self.called(&call, &mut walk);
            }
        }
        let order = |reached: &Reached<'_>| (reached.at.file != entry, reached.at);
        reached.sort_by_key(order);
        reached
    }

    /// Every call that is written in the entry and in what it imports, reached or not.
    pub(crate) fn written(&self, entry: FileId) -> Vec<Reached<'_>> {
        let files = self.closure(entry).into_iter();
        let places =
            files.flat_map(|file| (0..self.files[file].scopes.len()).map(move |scope| Place { file, scope }));
        places.flat_map(|place| self.calls_in(place)).collect()
    }

    fn calls_in(&self, place: Place) -> impl Iterator<Item = Reached<'_>> {
        let file = &self.files[place.file];
        // A file that was refused has no scopes.
        let here = file.scopes.get(place.scope).into_iter().flat_map(|scope| &scope.calls);
        here.map(move |call| {
            let at = CallAt { file: place.file, call: *call };
            Reached { at, call: &file.calls[*call], callee: self.callee_at(at) }
        })
    }

    /// What a scope runs by being entered: the bodies of its classes, and functions that a decorator calls.
    fn enter(&self, place: Place, walk: &mut Walk) {
        let file = &self.files[place.file];
        let children = file.scopes.get(place.scope).into_iter().flat_map(|scope| &scope.children);
        for at in children {
            let scope = &file.scopes[*at];
            let inner = Place { file: place.file, scope: *at };
            let called = scope.decorators.iter().any(|decorator| dynamic::is_command(file, decorator));
            if scope.decorators.iter().any(|decorator| dynamic::registers(file, decorator)) {
                self.used(inner, walk);
            }
            if scope.kind == ScopeKind::Class || called {
                // A class's body is only its attributes: methods are reached by being called.
                walk.push(inner);
            }
        }
        // A function that is given back is called by whoever gets it.
        let returns = file.scopes.get(place.scope).into_iter().flat_map(|scope| &scope.returns);
        for value in returns {
            if let Value::Name(name) = value
                && let Some(inner) = self.function_named(place, name)
                && !self.is_class(inner)
            {
                walk.push(inner);
            }
        }
    }

    fn called(&self, reached: &Reached<'_>, walk: &mut Walk) {
        let at = Place { file: reached.at.file, scope: reached.call.scope };
        match reached.callee {
            Callee::Local(place) => self.used(*place, walk),
            Callee::Method { receiver, name } => self.method_called(reached.at, receiver, name, walk),
            Callee::Library(name) => {
                let commanded = self.commanded(at, reached.call, name);
                commanded.into_iter().for_each(|place| self.used(place, walk));
            }
            Callee::Unknown => self.run_value(at, &reached.call.func, walk),
        }
        // A function that is passed on is called by whoever gets it.
        for arg in &reached.call.args {
            let names: Vec<&Value> = match &arg.value {
                Value::List(values) | Value::Mix(values) | Value::Joined(_, values) => {
                    values.iter().collect()
                }
                value => vec![value],
            };
            for value in names {
                if let Value::Name(name) = value
                    && let Some(place) = self.function_named(at, name)
                {
                    self.used(place, walk);
                }
            }
        }
    }

    /// What calling a computed value can run.
    fn run_value(&self, at: Place, value: &Value, walk: &mut Walk) {
        if !matches!(value, Value::Name(_)) {
            self.in_value(at, value, dynamic::DEEPEST).into_iter().for_each(|place| self.used(place, walk));
        }
    }

    fn function_named(&self, at: Place, name: &str) -> Option<Place> {
        if let Some(method) = name.strip_prefix("self.").filter(|method| !method.contains('.')) {
            let class = self.files[at.file].class_around(at.scope)?;
            return self.method(Place { file: at.file, scope: class }, method);
        }
        match self.meaning(at, name) {
            Meaning::Local(place) => Some(place),
            _ => None,
        }
    }

    /// A function is called, or an object of a class made.
    fn used(&self, place: Place, walk: &mut Walk) {
        walk.push(place);
        if !self.is_class(place) || !walk.used.insert(place) {
            return;
        }
        let methods: Vec<Place> = if self.is_called_back(place) {
            let all = self.files[place.file].methods(place.scope);
            all.map(|(_, scope)| Place { file: place.file, scope }).collect()
        } else {
            IMPLICIT.iter().filter_map(|name| self.method(place, name)).collect()
        };
        methods.into_iter().for_each(|method| walk.push(method));
        for base in self.bases(place) {
            if let Meaning::Local(base) = base {
                self.used(base, walk);
            }
        }
    }

    /// Whether a library calls the methods of a class: it is a subclass of one of that library's.
    fn is_called_back(&self, class: Place) -> bool {
        const PLAIN: &[&str] =
            &["object", "abc.ABC", "typing.NamedTuple", "Exception", "typing.Protocol", "typing.Generic"];
        self.bases(class).iter().any(|base| match base {
            Meaning::Library(name) => !PLAIN.contains(&name.as_str()) && !name.starts_with("enum."),
            Meaning::Local(base) => {
                *base != class && self.bases(*base).iter().any(|base| matches!(base, Meaning::Library(_)))
            }
            _ => false,
        })
    }

    fn method_called(&self, call: CallAt, receiver: &Value, name: &str, walk: &mut Walk) {
        let at = Place { file: call.file, scope: self.call(call).scope };
        if name == "__call__" {
            self.run_value(at, receiver, walk);
        }
        let kinds = self.receivers(call, at, receiver);
        if kinds.is_empty() {
            // Nothing is known of the value: any class of these files that has such a method.
            let named = self.methods_named.get(name).into_iter().flatten();
            let found: Vec<Place> =
                named.filter(|place| walk.closure.contains(&place.file)).copied().collect();
            found.into_iter().for_each(|place| walk.push(place));
            self.named_in_modules(call.file, name).into_iter().for_each(|place| self.used(place, walk));
        }
        for kind in kinds.iter().cloned() {
            let Kind::Local(class) = kind else { continue };
            // Whether a class or an object of it is called is not known here; there is none without the class.
            if name == "__call__" {
                self.used(class, walk);
            }
            match self.method(class, name) {
                Some(method) => walk.push(method),
                None => self.held(class, name).into_iter().for_each(|place| self.used(place, walk)),
            }
        }
    }

    /// Functions and classes that an attribute of a class's objects can be: `self.make = make or self.default`.
    fn held(&self, class: Place, name: &str) -> Vec<Place> {
        let file = &self.files[class.file];
        let values = file.binds.get(&(class.scope, format!("self.{name}"))).into_iter().flatten();
        let parts = values.flat_map(|value| match value {
            Value::Mix(parts) => parts.iter().collect(),
            value => vec![value],
        });
        // Names are those that its methods see.
        let method = file.methods(class.scope).map(|(_, scope)| Place { file: class.file, scope }).next();
        let at = method.unwrap_or(class);
        let named = parts.filter_map(|part| match part {
            Value::Name(name) => self.function_named(at, name),
            _ => None,
        });
        named.collect()
    }

    pub(super) fn is_method(&self, place: Place) -> bool {
        let file = &self.files[place.file];
        file.scopes[file.scopes[place.scope].parent].kind == ScopeKind::Class
    }
}
