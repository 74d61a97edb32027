//! What is called without being named: dispatch tables, commands, modules and attributes looked up by name.
//!
//! All of it is an assumption in the program's favour: whatever such a place can run counts as run.

use super::names::Meaning;
use super::{Callee, FileId, Kind, Place, Program, is_test};
use crate::code::{Call, File, ScopeKind, Value};

/// Decorators that make a function a command, or that run it at once.
const COMMANDS: &[&str] = &["automain", "local_entrypoint", "on_event", "command", "call_parse"];
/// Functions that make commands of what they are given, or of all of their module.
const COMMANDERS: &[&str] = &["fire.Fire", "jsonargparse.CLI", "defopt.run", "tyro.cli"];
/// Functions that call their module's `main` where they are given nothing.
const RUNNERS: &[&str] = &["app.run", "tensorflow.app.run", "tensorflow.compat.v1.app.run", "absl.app.run"];
/// Functions that import a module by its name.
const IMPORTERS: &[&str] = &["importlib.import_module", "import_module", "__import__"];
/// Tables and the values in them nest no deeper.
pub(super) const DEEPEST: usize = 4;

/// Whether a decorator makes its function one that is run when the file is.
pub(super) fn is_command(file: &File, decorator: &Value) -> bool {
    name_of(file, decorator).is_some_and(|name| COMMANDS.contains(&name))
}

/// Whether a decorator puts what it decorates where it is looked up by a name: `@MODELS.register("ssd")`.
pub(super) fn registers(file: &File, decorator: &Value) -> bool {
    name_of(file, decorator).is_some_and(|name| name.starts_with("register"))
}

/// The last name of a decorator.
fn name_of<'f>(file: &'f File, decorator: &'f Value) -> Option<&'f str> {
    let name = match decorator {
        Value::Name(name) => name.as_str(),
        Value::Call(call) => match &file.calls[*call].func {
            Value::Name(name) => name.as_str(),
            Value::Member(_, name) => name.as_str(),
            _ => return None,
        },
        Value::Member(_, name) => name.as_str(),
        _ => return None,
    };
    name.rsplit('.').next()
}

/// Whether a library's function imports a module by its name.
pub(super) fn imports_by_name(function: &str) -> bool {
    IMPORTERS.contains(&function)
}

impl Program {
    /// Functions and classes of this name in the modules that a file imports by names that it computes.
    pub(super) fn named_in_modules(&self, file: FileId, name: &str) -> Vec<Place> {
        let modules = self.imports_by_name[file].iter();
        let defined = modules.filter_map(|file| {
            let scope = *self.files[*file].defines.get(&(0, name.to_owned()))?;
            Some(Place { file: *file, scope })
        });
        defined.collect()
    }

    /// Functions that calling a library's function runs because of where, or on what, it is called.
    pub(super) fn commanded(&self, at: Place, call: &Call, name: &str) -> Vec<Place> {
        if RUNNERS.contains(&name) && call.args.is_empty() {
            return self
                .functions_of(at.file)
                .filter(|(name, _)| *name == "main")
                .map(|(_, at)| at)
                .collect();
        }
        if !COMMANDERS.contains(&name) {
            return Vec::new();
        }
        let given: Vec<Place> =
            call.args.iter().flat_map(|arg| self.in_value(at, &arg.value, DEEPEST)).collect();
        if given.is_empty() && call.args.is_empty() {
            return self.functions_of(at.file).map(|(_, at)| at).collect();
        }
        given.into_iter().flat_map(|place| self.with_methods(place)).collect()
    }

    /// Functions and classes that calling a value can run: an element of a table, or what `getattr` gives.
    pub(super) fn in_value(&self, at: Place, value: &Value, depth: usize) -> Vec<Place> {
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        match value {
            Value::Name(name) => match self.meaning(at, name) {
                Meaning::Local(place) => vec![place],
                Meaning::Bound(place, values) => {
                    values.iter().flat_map(|value| self.in_value(place, value, depth)).collect()
                }
                _ => Vec::new(),
            },
            Value::List(values) | Value::Mix(values) | Value::Joined(_, values) => {
                values.iter().flat_map(|value| self.in_value(at, value, depth)).collect()
            }
            Value::Dict(pairs) => {
                pairs.iter().flat_map(|(_, value)| self.in_value(at, value, depth)).collect()
            }
            Value::Item(inner) => self.in_value(at, inner, depth + 1),
            Value::Call(call) => self.in_call(at, *call, depth),
            _ => Vec::new(),
        }
    }

    /// What `getattr(x, name)` and `table.get(name)` can give.
    fn in_call(&self, at: Place, call: usize, depth: usize) -> Vec<Place> {
        let call = &self.files[at.file].calls[call];
        let is = |wanted: &str| matches!(&call.func, Value::Name(name) if name == wanted);
        if is("getattr") {
            let Some(owner) = call.positional(0) else { return Vec::new() };
            let kinds = self.kinds(at, &owner.value);
            let classes = kinds.into_iter().filter_map(|kind| match kind {
                Kind::Local(class) => Some(class),
                _ => None,
            });
            return classes.flat_map(|class| self.with_methods(class)).collect();
        }
        match &call.func {
            Value::Name(name) => {
                let table = name.strip_suffix(".get").map(|table| Value::Name(table.to_owned()));
                table.map_or_else(Vec::new, |table| self.in_value(at, &table, depth))
            }
            _ => Vec::new(),
        }
    }

    fn with_methods(&self, place: Place) -> Vec<Place> {
        let file = &self.files[place.file];
        let methods: Vec<Place> = if self.is_class(place) {
            file.methods(place.scope).map(|(_, scope)| Place { file: place.file, scope }).collect()
        } else {
            Vec::new()
        };
        std::iter::once(place).chain(methods).collect()
    }

    fn functions_of(&self, file: FileId) -> impl Iterator<Item = (&str, Place)> {
        let read = &self.files[file];
        let top = read.defines.range((0, String::new())..(1, String::new()));
        top.filter(|(_, scope)| read.scopes[**scope].kind != ScopeKind::Module)
            .map(move |((_, name), scope)| (name.as_str(), Place { file, scope: *scope }))
    }

    /// Files that a file can import by a name that it computes: those below what is written of the name.
    pub(super) fn imported_by_name(&self, file: FileId) -> Vec<FileId> {
        let mut found = Vec::new();
        for (call, callee) in self.files[file].calls.iter().zip(&self.callees[file]) {
            let imports = match (callee, &call.func) {
                (Callee::Library(name), _) => imports_by_name(name),
                (_, Value::Name(name)) => name == "__import__",
                _ => false,
            };
            let Some(name) = call.positional(0).filter(|_| imports) else { continue };
            let written = written(&name.text);
            let matching = (0..self.files.len()).filter(|other| {
                *other != file
                    && !is_test(&self.files[*other].path)
                    && is_below(&self.files[*other].path, &written)
            });
            found.extend(matching);
        }
        found
    }
}

/// The beginning of a module's name that is written in the code: `models.` of `f"models.{name}"` and of
/// `"models." + name`; nothing where it begins with something computed.
fn written(text: &str) -> String {
    let text = text.trim_start_matches(['f', 'F', 'r', 'R']);
    let Some(quoted) = text.strip_prefix(['"', '\'']) else { return String::new() };
    quoted.split(['"', '\'', '{', '%']).next().unwrap_or_default().trim_start_matches('.').to_owned()
}

/// Whether a file is a module whose dotted name, or the end of it, begins so.
fn is_below(path: &str, written: &str) -> bool {
    let Some(stem) = path.strip_suffix(".py") else { return false };
    let dotted = stem.replace('/', ".");
    written.is_empty() && dotted.contains('.')
        || !written.is_empty() && (dotted.starts_with(written) || dotted.contains(&format!(".{written}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_a_modules_name_is_kept() {
        assert_eq!(written("f\"models.{name}\""), "models.");
        assert_eq!(written("'models.' + args.model"), "models.");
        assert_eq!(written("\"nets.%s\" % name"), "nets.");
        assert_eq!(written("name"), "");
        assert!(is_below("models/cnn.py", "models."));
        assert!(is_below("src/models/cnn.py", "models."));
        assert!(!is_below("data/cnn.py", "models."));
        // Nothing is known of the name: anything but the scripts beside it.
        assert!(is_below("models/cnn.py", "") && !is_below("predict.py", ""));
    }
}
