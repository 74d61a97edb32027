//! Values that the program reads from a configuration file: `yaml.safe_load(open("config.yaml"))["train"]["lr"]`.

use ruff_python_ast::{Expr, ExprCall};

use super::Origin;
use super::facts::{Facts, Module, Scope, method};
use super::table::Param;
use super::values::DEEPEST;
use crate::configuration::Format;

/// Calls that make fields of what is given to them.
const WRAPPERS: &[&str] =
    &["SimpleNamespace", "Namespace", "EasyDict", "edict", "AttrDict", "DotDict", "Munch", "Box"];

impl<'a> Facts<'a> {
    /// The value in a configuration file that decides this expression.
    pub(crate) fn configured(&self, expr: &'a Expr, scope: Scope) -> Option<Origin<'a>> {
        let (format, keys) = self.keys(expr, scope, DEEPEST)?;
        self.in_file(format, &keys)
    }

    /// A parameter in the part of a configuration file that `**` unpacks.
    pub(crate) fn configured_param(&self, part: &'a Expr, scope: Scope, param: &Param) -> Option<Origin<'a>> {
        let (format, keys) = self.keys(part, scope, DEEPEST)?;
        let named = |name: &str| {
            let keys: Vec<&str> = keys.iter().copied().chain([name]).collect();
            self.in_file(format, &keys)
        };
        param.names().find_map(named)
    }

    /// The file that a part of the configuration is from, and the keys that lead to the part.
    fn keys(&self, expr: &'a Expr, scope: Scope, left: usize) -> Option<(Format, Vec<&'a str>)> {
        let left = left.checked_sub(1)?;
        let below = |owner: &'a Expr, key: &'a str| {
            let (format, mut keys) = self.keys(owner, scope, left)?;
            keys.push(key);
            Some((format, keys))
        };
        match expr {
            Expr::Subscript(subscript) => {
                let Expr::StringLiteral(key) = &*subscript.slice else { return None };
                below(&subscript.value, key.value.to_str())
            }
            Expr::Attribute(attribute) => {
                let attr = attribute.attr.as_str();
                if matches!(&*attribute.value, Expr::Name(name) if name.id.as_str() == "self") {
                    let assigned = self.fields.get(&(self.owner("self", scope), attr.to_owned()))?;
                    let [(Some(value), at)] = assigned.as_slice() else { return None };
                    return self.keys(value, *at, left);
                }
                below(&attribute.value, attr)
            }
            Expr::Name(name) => {
                let name = name.id.as_str();
                let (value, at) = match self.takes(name, scope) {
                    Some(function) => self.passed(function, name)?,
                    None => self.bound(name, scope)?,
                };
                self.keys(value, at, left)
            }
            Expr::Call(call) => self.keys_of_call(call, scope, left),
            _ => None,
        }
    }

    fn keys_of_call(&self, call: &'a ExprCall, scope: Scope, left: usize) -> Option<(Format, Vec<&'a str>)> {
        if let Some(format) = self.loads(call) {
            return Some((format, Vec::new()));
        }
        let args = &call.arguments.args;
        if method(call) == "get" {
            let (Expr::Attribute(get), Expr::StringLiteral(key)) = (&*call.func, args.first()?) else {
                return None;
            };
            let (format, mut keys) = self.keys(&get.value, scope, left)?;
            keys.push(key.value.to_str());
            return Some((format, keys));
        }
        if WRAPPERS.contains(&method(call)) || !self.scopes.contains_key(method(call)) {
            let unpacked = call.arguments.keywords.iter().find(|k| k.arg.is_none()).map(|k| &k.value);
            return self.keys(unpacked.or(args.first())?, scope, left);
        }
        // `Config(**yaml.safe_load(f))`, or a function of the file that reads it.
        if let Some(unpacked) = call.arguments.keywords.iter().find(|k| k.arg.is_none()) {
            return self.keys(&unpacked.value, scope, left);
        }
        let inner = *self.scopes.get(method(call))?;
        let mut inside = self.calls.iter().filter(|site| site.scope == inner);
        inside.find_map(|site| self.loads(site.call)).map(|format| (format, Vec::new()))
    }

    /// The format that a call reads.
    fn loads(&self, call: &'a ExprCall) -> Option<Format> {
        let (root, name) = self.callee(call)?;
        let loader = matches!(name, "load" | "loads" | "safe_load" | "full_load" | "unsafe_load");
        let format = match root.as_str() {
            "json" => Format::Json,
            "yaml" | "ruamel" | "omegaconf" => Format::Yaml,
            "toml" | "tomllib" | "tomli" => Format::Toml,
            _ => return None,
        };
        loader.then_some(format)
    }

    /// A value of the program's one configuration file of this format. None where its key decides about data.
    fn in_file(&self, format: Format, keys: &[&str]) -> Option<Origin<'a>> {
        let last = keys.last()?;
        if self.frozen.contains(*last) {
            return None;
        }
        let mut files = self.modules.iter().filter(|module| Format::of(module.path) == Some(format));
        let (Some(file), None) = (files.next(), files.next()) else { return None };
        let found = format.values(file.text)?.into_iter().find(|value| value.keys == keys)?;
        let line = Module::line(file, found.range.start);
        let name = Some((*last).to_owned());
        Some(Origin { file: file.path, line, range: found.range, text: found.python, name })
    }
}
