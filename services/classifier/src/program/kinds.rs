//! What a value is, by what made it.

use std::collections::BTreeSet;

use anneal_source::imports::join;

use super::dynamic;
use super::names::Meaning;
use super::{CallAt, Callee, Place, Program};
use crate::code::{Arg, Value};

/// What made a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A call of a library's name, `sklearn.svm.SVC`; or the name itself, where it is passed around.
    Library(String, Option<CallAt>),
    /// A class of the tree.
    Local(Place),
    /// A text that is written in the code.
    Text(String),
}

/// Values are followed through so many others at most; together they bound the work for one value.
const DEEPEST: usize = 10;
const MOST: usize = 400;
/// Methods that give the value they are called on.
const FLUENT: &[&str] = &[
    "fit",
    "partial_fit",
    "set_params",
    "to",
    "cuda",
    "cpu",
    "half",
    "float",
    "double",
    "train",
    "eval",
    "requires_grad_",
    "apply",
    "share_memory",
    "copy",
    "from_pretrained",
    "__enter__",
    "clone",
    "set_output",
];
/// Methods that give what their value contains.
const CONTENTS: &[&str] = &["items", "values", "get", "pop", "__getitem__", "keys", "append"];
/// Functions that give their first argument, or something around it.
const WRAPPERS: &[&str] = &[
    "copy.copy",
    "copy.deepcopy",
    "sklearn.base.clone",
    "sklearn.clone",
    "torch.nn.DataParallel",
    "torch.nn.parallel.DistributedDataParallel",
    "torch.compile",
    "torch.jit.script",
    "list",
    "enumerate",
    "zip",
    "tqdm.tqdm",
    "tqdm",
    "sorted",
    "iter",
    "next",
    "reversed",
    "tuple",
];

/// What is being followed, so as not to go in circles.
#[derive(Default)]
struct Walk {
    found: BTreeSet<Kind>,
    seen: BTreeSet<(Place, String)>,
    steps: usize,
}

impl Program {
    /// What a value in a scope can be. Empty where nothing is known.
    pub(crate) fn kinds(&self, at: Place, value: &Value) -> BTreeSet<Kind> {
        let mut walk = Walk::default();
        self.follow(at, value, DEEPEST, &mut walk);
        walk.found
    }

    fn follow(&self, at: Place, value: &Value, depth: usize, walk: &mut Walk) {
        walk.steps += 1;
        let Some(depth) = depth.checked_sub(1).filter(|_| walk.steps < MOST) else { return };
        match value {
            Value::Name(name) => self.follow_name(at, name, depth, walk),
            Value::Call(call) => self.follow_call(CallAt { file: at.file, call: *call }, depth, walk),
            Value::List(values) | Value::Mix(values) | Value::Joined(_, values) => {
                values.iter().for_each(|value| self.follow(at, value, depth, walk));
            }
            Value::Dict(pairs) => pairs.iter().for_each(|(_, value)| self.follow(at, value, depth, walk)),
            Value::Item(inner) => self.follow(at, inner, depth + 1, walk),
            Value::Text(text) => drop(walk.found.insert(Kind::Text(text.clone()))),
            Value::Member(..) | Value::Number(_) | Value::Bool(_) | Value::Other => {}
        }
    }

    fn follow_name(&self, at: Place, name: &str, depth: usize, walk: &mut Walk) {
        if !walk.seen.insert((at, name.to_owned())) {
            return;
        }
        if name == "self" || name.starts_with("self.") {
            return self.follow_self(at, name, depth, walk);
        }
        match self.meaning(at, name) {
            Meaning::Library(library) => drop(walk.found.insert(Kind::Library(library, None))),
            Meaning::Local(place) if self.is_class(place) => drop(walk.found.insert(Kind::Local(place))),
            Meaning::Bound(place, values) => {
                values.iter().for_each(|value| self.follow(place, value, depth, walk))
            }
            Meaning::Param(place, param) => self.follow_param(place, param, depth, walk),
            _ => self.follow_attribute(at, name, depth, walk),
        }
    }

    /// `self`, and what the class or a base of it assigns to its attributes.
    fn follow_self(&self, at: Place, name: &str, depth: usize, walk: &mut Walk) {
        let Some(scope) = self.files[at.file].class_around(at.scope) else { return };
        let class = Place { file: at.file, scope };
        if name == "self" {
            walk.found.insert(Kind::Local(class));
            return;
        }
        self.follow_attribute_of(class, name, depth, walk);
    }

    fn follow_attribute_of(&self, class: Place, name: &str, depth: usize, walk: &mut Walk) {
        let file = &self.files[class.file];
        let attribute = name.strip_prefix("self.").unwrap_or(name);
        let of_objects = file.binds.get(&(class.scope, name.to_owned())).into_iter().flatten();
        let of_class = file.binds.get(&(class.scope, attribute.to_owned())).into_iter().flatten();
        for value in of_objects.chain(of_class) {
            // The value is written in some method of the class.
            let method = file.methods(class.scope).map(|(_, scope)| scope);
            let scope = method.into_iter().find(|scope| self.mentions(class.file, *scope, value));
            let at = Place { file: class.file, scope: scope.unwrap_or(class.scope) };
            self.follow(at, value, depth, walk);
        }
        for base in self.bases(class) {
            if let Meaning::Local(base) = base
                && base != class
                && depth > 0
            {
                self.follow_attribute_of(base, name, depth - 1, walk);
            }
        }
    }

    /// Whether a value's name is one of a function's own.
    pub(super) fn mentions(&self, file: usize, scope: usize, value: &Value) -> bool {
        let file = &self.files[file];
        match value {
            Value::Name(name) => {
                let first = name.split('.').next().unwrap_or(name);
                let is_param =
                    file.scopes[scope].params.iter().any(|(param, _)| param == first && first != "self");
                is_param || file.binds.contains_key(&(scope, first.to_owned()))
            }
            Value::Call(call) => file.calls[*call].scope == scope,
            _ => false,
        }
    }

    /// `x.y`, where `x` is an object of the tree's class or was given `y` from outside.
    fn follow_attribute(&self, at: Place, name: &str, depth: usize, walk: &mut Walk) {
        let file = &self.files[at.file];
        for scope in file.outwards(at.scope) {
            for value in file.binds.get(&(scope, name.to_owned())).into_iter().flatten() {
                self.follow(Place { file: at.file, scope }, value, depth, walk);
            }
        }
        let Some((owner, attribute)) = name.rsplit_once('.') else { return };
        let mut owners = Walk { seen: walk.seen.clone(), steps: walk.steps, ..Walk::default() };
        self.follow_name(at, owner, depth, &mut owners);
        walk.steps = owners.steps;
        for owner in owners.found {
            match owner {
                Kind::Local(class) => {
                    self.follow_attribute_of(class, &format!("self.{attribute}"), depth, walk)
                }
                Kind::Library(library, made) => {
                    walk.found.insert(Kind::Library(join(&library, attribute), made));
                }
                Kind::Text(_) => {}
            }
        }
    }

    /// What is given for a parameter where the function is called, and its default.
    fn follow_param(&self, place: Place, param: usize, depth: usize, walk: &mut Walk) {
        let function = &self.files[place.file].scopes[place.scope];
        let Some((_, default)) = function.params.get(param) else { return };
        for caller in self.callers_of(place) {
            if let Some(given) = self.given(place, param, caller) {
                let scope = self.call(caller).scope;
                self.follow(Place { file: caller.file, scope }, &given.value, depth, walk);
            }
        }
        if let Some(default) = default {
            self.follow(place, default, depth, walk);
        }
    }

    /// How a value is written, and how it is where it is given for a parameter: `vocab_size`, `len(vocab)`.
    pub(crate) fn writings(&self, at: Place, arg: &Arg) -> Vec<String> {
        let mut found = vec![arg.text.clone()];
        let Value::Name(name) = &arg.value else { return found };
        let attribute = name.strip_prefix("self.").and_then(|_| {
            let class = self.files[at.file].class_around(at.scope)?;
            self.files[at.file].binds.get(&(class, name.clone()))?.first()
        });
        let name = if let Some(Value::Name(given)) = attribute { given } else { name };
        let Meaning::Param(place, param) = self.meaning(at, name) else { return found };
        let callers = self.callers_of(place);
        found.extend(
            callers.iter().filter_map(|caller| Some(self.given(place, param, *caller)?.text.clone())),
        );
        found
    }

    /// Calls of a function, or of its class where it makes its objects.
    pub(super) fn callers_of(&self, place: Place) -> Vec<CallAt> {
        let function = &self.files[place.file].scopes[place.scope];
        let class = Place { file: place.file, scope: function.parent };
        let direct =
            if function.name == "__init__" { self.callers.get(&class) } else { self.callers.get(&place) };
        let methods = if self.is_method(place) { self.method_calls.get(&function.name) } else { None };
        direct.into_iter().chain(methods).flatten().copied().collect()
    }

    /// What a caller gives for a parameter.
    pub(super) fn given(&self, place: Place, param: usize, caller: CallAt) -> Option<&Arg> {
        let function = &self.files[place.file].scopes[place.scope];
        let (name, _) = function.params.get(param)?;
        let position = param.checked_sub(usize::from(self.is_method(place)));
        let call = self.call(caller);
        position.and_then(|at| call.argument(name, at)).or_else(|| call.keyword(name))
    }

    fn follow_call(&self, at: CallAt, depth: usize, walk: &mut Walk) {
        let call = self.call(at);
        let here = Place { file: at.file, scope: call.scope };
        match self.callees.get(at.file).and_then(|calls| calls.get(at.call)) {
            Some(Callee::Library(name)) if WRAPPERS.contains(&name.as_str()) => {
                let given = call.args.iter().filter(|arg| arg.name.is_none());
                given.for_each(|arg| self.follow(here, &arg.value, depth, walk));
            }
            // A module by its name: what is called on it is the tree's, or nobody knows.
            Some(Callee::Library(name)) if dynamic::imports_by_name(name) => {}
            Some(Callee::Library(name)) => drop(walk.found.insert(Kind::Library(name.clone(), Some(at)))),
            Some(Callee::Local(place)) => self.follow_result(*place, depth, walk),
            Some(Callee::Method { receiver, name }) => self.follow_method(here, receiver, name, depth, walk),
            _ => {}
        }
    }

    /// An object of a class, or what a function returns.
    fn follow_result(&self, place: Place, depth: usize, walk: &mut Walk) {
        if self.is_class(place) {
            walk.found.insert(Kind::Local(place));
            return;
        }
        let returns = &self.files[place.file].scopes[place.scope].returns;
        returns.iter().for_each(|value| self.follow(place, value, depth, walk));
    }

    fn follow_method(&self, at: Place, receiver: &Value, name: &str, depth: usize, walk: &mut Walk) {
        let mut owners = Walk { seen: walk.seen.clone(), steps: walk.steps, ..Walk::default() };
        self.follow(at, receiver, depth, &mut owners);
        walk.steps = owners.steps;
        if CONTENTS.contains(&name) {
            walk.found.extend(owners.found);
            return;
        }
        for owner in owners.found {
            let method = if let Kind::Local(class) = &owner { self.method(*class, name) } else { None };
            match (method, owner) {
                (Some(method), _) => self.follow_result(method, depth, walk),
                // A class that is held in a variable, called.
                (None, owner) if FLUENT.contains(&name) || name == "__call__" => {
                    walk.found.insert(owner);
                }
                (None, Kind::Library(library, made)) => {
                    walk.found.insert(Kind::Library(join(&library, name), made));
                }
                (None, _) => {}
            }
        }
    }
}
