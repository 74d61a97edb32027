//! What text a value is: paths and names that are put together from parts, settings and command-line options.

use std::collections::BTreeSet;

use anneal_source::imports::root;

use super::names::Meaning;
use super::{CallAt, Callee, Kind, Place, Program};
use crate::code::{Call, Value};

/// Values are followed through so many others at most.
const DEEPEST: usize = 12;
/// More texts than these are a list of data.
const MOST: usize = 8;
/// All steps for one value.
const STEPS: usize = 300;
/// Functions and classes that put their arguments together as a path.
const JOINING: &[&str] = &["os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath"];
/// Functions that give the text of their first argument.
const SAME: &[&str] = &[
    "str",
    "os.path.abspath",
    "os.path.normpath",
    "os.path.realpath",
    "os.path.expanduser",
    "os.fspath",
    "hydra.utils.to_absolute_path",
];
/// Functions that give their second argument where nothing is set.
const WITH_DEFAULT: &[&str] = &["os.environ.get", "os.getenv"];
/// Methods of a path that give it, or what they put behind it.
const OF_PATHS: &[&str] = &["joinpath", "resolve", "absolute", "expanduser", "as_posix", "format", "strip"];

struct Walk<'p> {
    steps: usize,
    args: &'p [String],
    /// What stands for a part that is not known; nothing where the whole is not known then.
    hole: Option<&'static str>,
}

impl Program {
    /// The texts that a value can be; empty where it is not known. `args` are those the entry is run with.
    pub(crate) fn texts(&self, at: Place, value: &Value, args: &[String]) -> BTreeSet<String> {
        self.texts_within(at, value, DEEPEST, &mut Walk { steps: 0, args, hole: None })
    }

    /// The same with `*` for parts that are not known.
    pub(crate) fn patterns(&self, at: Place, value: &Value, args: &[String]) -> BTreeSet<String> {
        self.texts_within(at, value, DEEPEST, &mut Walk { steps: 0, args, hole: Some("*") })
    }

    fn texts_within(&self, at: Place, value: &Value, depth: usize, walk: &mut Walk<'_>) -> BTreeSet<String> {
        walk.steps += 1;
        let Some(depth) = depth.checked_sub(1).filter(|_| walk.steps < STEPS) else { return BTreeSet::new() };
        match value {
            Value::Text(text) => BTreeSet::from([text.clone()]),
            Value::Joined(between, parts) => self.joined(at, between, parts.iter(), depth, walk),
            Value::Name(name) => self.texts_of_name(at, name, depth, walk),
            Value::Call(call) => self.texts_of_call(CallAt { file: at.file, call: *call }, depth, walk),
            Value::Member(of, name) if name == "parent" => {
                self.texts_within(at, of, depth, walk).iter().map(|path| parent(path)).collect()
            }
            Value::Item(of) => self.texts_of_elements(at, of, depth, walk),
            _ => BTreeSet::new(),
        }
    }

    /// What a value can be that is one of a list, or of the values of a dictionary.
    fn texts_of_elements(
        &self,
        at: Place,
        of: &Value,
        depth: usize,
        walk: &mut Walk<'_>,
    ) -> BTreeSet<String> {
        walk.steps += 1;
        let Some(depth) = depth.checked_sub(1).filter(|_| walk.steps < STEPS) else { return BTreeSet::new() };
        let elements: Vec<&Value> = match of {
            Value::List(values) => values.iter().collect(),
            Value::Dict(pairs) => pairs.iter().map(|(_, value)| value).collect(),
            Value::Name(name) => match self.meaning(at, name) {
                Meaning::Bound(place, [value]) => return self.texts_of_elements(place, value, depth, walk),
                _ => return BTreeSet::new(),
            },
            _ => return BTreeSet::new(),
        };
        let few = if elements.len() <= MOST { elements } else { Vec::new() };
        few.into_iter().flat_map(|value| self.texts_within(at, value, depth, walk)).collect()
    }

    /// Every way to put the parts together; none where a part is not known.
    fn joined<'v>(
        &self,
        at: Place,
        between: &str,
        parts: impl Iterator<Item = &'v Value>,
        depth: usize,
        walk: &mut Walk<'_>,
    ) -> BTreeSet<String> {
        let mut whole: Option<BTreeSet<String>> = None;
        for part in parts {
            let mut texts = self.texts_within(at, part, depth, walk);
            if let Some(hole) = walk.hole.filter(|_| texts.is_empty()) {
                texts.insert(hole.to_owned());
            }
            let put = |front: &String, text: &String| match front.as_str() {
                "" => text.clone(),
                // An absolute path begins anew.
                _ if between == "/" && text.starts_with('/') => text.clone(),
                _ if between == "/" => format!("{}/{text}", front.trim_end_matches('/')),
                _ => format!("{front}{between}{text}"),
            };
            whole = Some(match whole {
                None => texts,
                Some(fronts) => {
                    let all = fronts.iter().flat_map(|front| texts.iter().map(move |text| put(front, text)));
                    all.take(MOST).collect()
                }
            });
        }
        whole.unwrap_or_default()
    }

    fn texts_of_name(&self, at: Place, name: &str, depth: usize, walk: &mut Walk<'_>) -> BTreeSet<String> {
        if name == "__file__" {
            // Paths are looked for beside their file, too.
            let path = self.files[at.file].path.rsplit('/').next().unwrap_or_default();
            return BTreeSet::from([path.to_owned()]);
        }
        if let Some(owner) = name.strip_suffix(".parent") {
            let paths = self.texts_within(at, &Value::Name(owner.to_owned()), depth, walk);
            return paths.iter().map(|path| parent(path)).collect();
        }
        if name.starts_with("self.") {
            return self.texts_of_attribute(at, name, depth, walk);
        }
        match self.meaning(at, name) {
            // Which of several it is at a place is not known.
            Meaning::Bound(place, [value]) => self.texts_within(place, value, depth, walk),
            Meaning::Param(place, param) => self.texts_of_param(place, param, depth, walk),
            _ => self.texts_of_option(at, name, depth, walk),
        }
    }

    /// `self.path`, where it is set once.
    fn texts_of_attribute(
        &self,
        at: Place,
        name: &str,
        depth: usize,
        walk: &mut Walk<'_>,
    ) -> BTreeSet<String> {
        let file = &self.files[at.file];
        let Some(class) = file.class_around(at.scope) else { return BTreeSet::new() };
        let attribute = name.trim_start_matches("self.").to_owned();
        let values =
            file.binds.get(&(class, name.to_owned())).or_else(|| file.binds.get(&(class, attribute)));
        let Some([value]) = values.map(Vec::as_slice) else {
            return self.texts_of_option(at, name, depth, walk);
        };
        let mut methods = file.methods(class).map(|(_, scope)| scope);
        let scope = methods.find(|scope| self.mentions(at.file, *scope, value)).unwrap_or(class);
        self.texts_within(Place { file: at.file, scope }, value, depth, walk)
    }

    /// What callers give for a parameter, else its default, else a command-line option's.
    fn texts_of_param(
        &self,
        place: Place,
        param: usize,
        depth: usize,
        walk: &mut Walk<'_>,
    ) -> BTreeSet<String> {
        let function = &self.files[place.file].scopes[place.scope];
        let mut found = BTreeSet::new();
        for caller in self.callers_of(place).into_iter().take(MOST) {
            if let Some(given) = self.given(place, param, caller) {
                let at = Place { file: caller.file, scope: self.call(caller).scope };
                found.extend(self.texts_within(at, &given.value, depth, walk));
            }
        }
        let Some((name, default)) = function.params.get(param) else { return found };
        if found.is_empty()
            && let Some(default) = default
        {
            found = self.texts_within(place, default, depth, walk);
        }
        if found.is_empty() {
            let decorators = function.decorators.iter();
            let calls = decorators.filter_map(|decorator| match decorator {
                Value::Call(call) => Some(&self.files[place.file].calls[*call]),
                _ => None,
            });
            let at = Place { file: place.file, scope: function.parent };
            found = self.texts_of_declared(at, calls, name, depth, walk);
        }
        found
    }

    /// `args.data`, where `--data` has a default or is given.
    fn texts_of_option(&self, at: Place, name: &str, depth: usize, walk: &mut Walk<'_>) -> BTreeSet<String> {
        let Some((owner, option)) = name.rsplit_once('.') else { return BTreeSet::new() };
        let parsers = self.kinds(at, &Value::Name(owner.to_owned()));
        let parser = parsers.into_iter().find_map(|kind| match kind {
            Kind::Library(name, Some(made)) if root(&name) == "argparse" => Some(made),
            _ => None,
        });
        let Some(parser) = parser else { return BTreeSet::new() };
        let calls = self.files[parser.file].calls.iter();
        let declared = calls.filter(|call| matches!(method_of(&call.func), Some("add_argument")));
        self.texts_of_declared(Place { file: parser.file, scope: 0 }, declared, option, depth, walk)
    }

    /// The value of a command-line option among its declarations: what is given for it, else its default.
    fn texts_of_declared<'c>(
        &self,
        at: Place,
        calls: impl Iterator<Item = &'c Call>,
        option: &str,
        depth: usize,
        walk: &mut Walk<'_>,
    ) -> BTreeSet<String> {
        let names = |call: &Call| {
            let texts = call.args.iter().filter_map(|arg| arg.value.text());
            let mut plain = texts.map(|text| text.trim_start_matches('-').replace('-', "_"));
            plain.any(|name| name == option)
        };
        let is_positional = |call: &Call| {
            let mut texts =
                call.args.iter().filter(|arg| arg.name.is_none()).filter_map(|arg| arg.value.text());
            texts.next().is_some_and(|name| !name.starts_with('-'))
        };
        let calls: Vec<&Call> = calls.collect();
        let Some(at_call) = calls.iter().position(|call| names(call)) else { return BTreeSet::new() };
        let call = calls[at_call];
        if is_positional(call) {
            let place = calls[..at_call].iter().filter(|call| is_positional(call)).count();
            let given = walk.args.iter().take_while(|arg| !arg.starts_with('-')).nth(place);
            if let Some(given) = given {
                return BTreeSet::from([given.clone()]);
            }
        }
        let long = call.args.iter().filter_map(|arg| arg.value.text()).filter(|text| text.starts_with('-'));
        for name in long {
            let after = walk.args.iter().position(|arg| arg == name).and_then(|at| walk.args.get(at + 1));
            let within = walk.args.iter().find_map(|arg| arg.strip_prefix(name)?.strip_prefix('='));
            if let Some(given) = within.or(after.map(String::as_str)) {
                return BTreeSet::from([given.to_owned()]);
            }
        }
        let default = call.keyword("default").map(|arg| &arg.value);
        let at = Place { file: at.file, scope: call.scope };
        default.map_or_else(BTreeSet::new, |value| self.texts_within(at, value, depth, walk))
    }

    fn texts_of_call(&self, at: CallAt, depth: usize, walk: &mut Walk<'_>) -> BTreeSet<String> {
        let call = self.call(at);
        let here = Place { file: at.file, scope: call.scope };
        let args = || call.args.iter().filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
        let nth = |n: usize, walk: &mut Walk<'_>| {
            let value = args().nth(n);
            value.map_or_else(BTreeSet::new, |value| self.texts_within(here, value, depth, walk))
        };
        match self.callee_at(at) {
            Callee::Library(name) if JOINING.contains(&name.as_str()) => {
                self.joined(here, "/", args(), depth, walk)
            }
            Callee::Library(name) if name == "os.path.dirname" => {
                nth(0, walk).iter().map(|path| parent(path)).collect()
            }
            Callee::Library(name) if SAME.contains(&name.as_str()) => nth(0, walk),
            Callee::Library(name) if WITH_DEFAULT.contains(&name.as_str()) => nth(1, walk),
            Callee::Method { receiver, name } if name == "joinpath" => {
                self.joined(here, "/", std::iter::once(receiver).chain(args()), depth, walk)
            }
            Callee::Method { receiver, name } if OF_PATHS.contains(&name.as_str()) => {
                let plain = self.texts_within(here, receiver, depth, walk).into_iter();
                // What a format puts in is not known.
                plain.filter(|text| name != "format" || !text.contains('{')).collect()
            }
            Callee::Local(place) if !self.is_class(*place) => {
                let returns = &self.files[place.file].scopes[place.scope].returns;
                let [value] = returns.as_slice() else { return BTreeSet::new() };
                self.texts_within(*place, value, depth, walk)
            }
            _ => BTreeSet::new(),
        }
    }
}

fn method_of(func: &Value) -> Option<&str> {
    match func {
        Value::Name(name) => name.rsplit('.').next(),
        Value::Member(_, name) => Some(name),
        _ => None,
    }
}

/// The directory of a path.
fn parent(path: &str) -> String {
    match path.trim_end_matches('/').rsplit_once('/') {
        _ if path == "." => "..".to_owned(),
        _ if path.ends_with("..") => format!("{path}/.."),
        Some((directory, _)) => directory.to_owned(),
        None => ".".to_owned(),
    }
}
