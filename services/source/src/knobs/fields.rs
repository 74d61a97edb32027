//! Values in containers: dictionaries, namespaces, configuration classes, `self`, parsed options.

use ruff_python_ast::{Expr, ExprAttribute, ExprCall};

use super::Origin;
use super::facts::{Facts, Scope, dotted, method};
use super::values::keyword;

/// Calls that keep their keywords as fields.
const NAMESPACES: &[&str] = &[
    "dict",
    "SimpleNamespace",
    "Namespace",
    "EasyDict",
    "edict",
    "AttrDict",
    "DotDict",
    "Munch",
    "Box",
    "DotMap",
];

impl<'a> Facts<'a> {
    /// The literal behind `owner[key]` or `owner.key`.
    pub(crate) fn field(&self, owner: &'a Expr, key: &str, scope: Scope, left: usize) -> Option<Origin<'a>> {
        let (value, at) = self.entry(owner, key, scope, left)?;
        self.named_as(self.follow(value, at, left)?, key)
    }

    /// The value that a container has under a key, and where it is written. None where it is assigned twice.
    fn entry(&self, owner: &'a Expr, key: &str, scope: Scope, left: usize) -> Option<(&'a Expr, Scope)> {
        let left = left.checked_sub(1)?;
        if self.frozen.contains(key) {
            return None;
        }
        let written = self.container(owner, scope, left).and_then(|(value, at)| entry_of(value, key, at));
        let Expr::Name(name) = owner else { return written };
        let assigned = self.fields.get(&(self.owner(name.id.as_str(), scope), key.to_owned()));
        match (written, assigned.map(Vec::as_slice)) {
            (written, None) => written,
            (None, Some([(value, at)])) => Some(((*value)?, *at)),
            _ => None,
        }
    }

    /// The expression that makes a container.
    pub(crate) fn container(&self, owner: &'a Expr, scope: Scope, left: usize) -> Option<(&'a Expr, Scope)> {
        let left = left.checked_sub(1)?;
        match owner {
            Expr::Name(name) => {
                let name = name.id.as_str();
                let (value, at) = match self.takes(name, scope) {
                    Some(function) => self.passed(function, name)?,
                    None => self.bound(name, scope)?,
                };
                self.container(value, at, left)
            }
            Expr::Subscript(subscript) => {
                let Expr::StringLiteral(key) = &*subscript.slice else { return None };
                let (value, at) = self.entry(&subscript.value, key.value.to_str(), scope, left)?;
                self.container(value, at, left)
            }
            Expr::Attribute(attribute) => {
                let (value, at) = self.entry(&attribute.value, attribute.attr.as_str(), scope, left)?;
                self.container(value, at, left)
            }
            made => Some((made, scope)),
        }
    }

    pub(crate) fn attribute(
        &self,
        attribute: &'a ExprAttribute,
        owner: &[&str],
        scope: Scope,
        left: usize,
    ) -> Option<Origin<'a>> {
        let attr = attribute.attr.as_str();
        if self.frozen.contains(attr) {
            return None;
        }
        let [name] = owner else {
            return self
                .of_module(owner, attr, left)
                .or_else(|| self.field(&attribute.value, attr, scope, left));
        };
        if *name == "self" {
            return self.of_self(attr, scope, left);
        }
        if self.fields.contains_key(&((*name).to_owned(), attr.to_owned())) {
            return None;
        }
        if let Some((Expr::Call(made), at)) = self.container(&attribute.value, scope, left) {
            if method(made) == "parse_args" || self.is_parsed(made) {
                return self.named_as(self.option(attr, left)?, &format!("--{attr}"));
            }
            if NAMESPACES.contains(&method(made)) {
                return self.field(&attribute.value, attr, scope, left);
            }
            // `config = Config()`
            return self.of_instance(made, attr, at, left);
        }
        // `args` is a parameter of `main(args)`.
        if self.takes(name, scope).is_some()
            && let Some(option) = self.option(attr, left)
        {
            return self.named_as(option, &format!("--{attr}"));
        }
        let class = self.annotated(name, scope);
        self.of_class(class.unwrap_or(name), attr, left).or_else(|| self.of_module(owner, attr, left))
    }

    /// The class that a parameter is annotated with.
    fn annotated(&self, name: &str, scope: Scope) -> Option<&'a str> {
        let mut parameters = self.takes(name, scope)?.parameters.iter_non_variadic_params();
        let parameter = parameters.find(|p| p.parameter.name.as_str() == name)?;
        dotted(parameter.parameter.annotation.as_deref()?)?.pop()
    }

    /// `self.attr`: a constant of the class, or what one method assigns.
    fn of_self(&self, attr: &str, scope: Scope, left: usize) -> Option<Origin<'a>> {
        let class = *self.parents.get(scope)?;
        let constant = self.bindings.get(&(class, attr.to_owned())).map(Vec::as_slice);
        let assigned = self.fields.get(&(self.owner("self", scope), attr.to_owned())).map(Vec::as_slice);
        let (value, at) = match (constant, assigned) {
            (Some([Some(value)]), None) => (*value, class),
            (None, Some([(Some(value), at)])) => (*value, *at),
            _ => return None,
        };
        self.named_as(self.follow(value, at, left)?, attr)
    }

    /// `Config(lr=0.1).attr`: what is passed, or the class's own.
    fn of_instance(&self, made: &'a ExprCall, attr: &str, at: Scope, left: usize) -> Option<Origin<'a>> {
        if let Some(passed) = keyword(made, attr) {
            return self.named_as(self.follow(passed, at, left)?, attr);
        }
        let whole = made.arguments.args.is_empty() && made.arguments.keywords.iter().all(|k| k.arg.is_some());
        whole.then(|| self.of_class(method(made), attr, left))?
    }

    fn of_class(&self, class: &str, attr: &str, left: usize) -> Option<Origin<'a>> {
        let Some(&scope) = self.scopes.get(class) else { return self.of_other_class(class, attr, left) };
        if let Some([Some(value)]) = self.bindings.get(&(scope, attr.to_owned())).map(Vec::as_slice) {
            return self.named_as(self.follow(value, scope, left)?, attr);
        }
        let own = format!("self {scope}");
        let Some([(Some(value), at)]) = self.fields.get(&(own, attr.to_owned())).map(Vec::as_slice) else {
            return None;
        };
        self.named_as(self.follow(value, *at, left)?, attr)
    }

    /// A class of another file of the program.
    fn of_other_class(&self, class: &str, attr: &str, left: usize) -> Option<Origin<'a>> {
        let left = left.checked_sub(1)?;
        let imported = self.aliases.get(class).cloned();
        let mut candidates = imported.into_iter().chain(self.through_stars(class));
        candidates.find_map(|qualified| {
            let (other, class) = self.other(&qualified)?;
            other.of_class(&class, attr, left)
        })
    }

    fn of_module(&self, owner: &[&str], attr: &str, left: usize) -> Option<Origin<'a>> {
        let qualified = self.aliases.get(*owner.first()?)?;
        let rest: String = owner[1..].iter().map(|part| format!(".{part}")).collect();
        let (other, name) = self.other(&format!("{qualified}{rest}.{attr}"))?;
        other.constant(&name, left)
    }

    /// A name of the top level.
    fn constant(&self, name: &str, left: usize) -> Option<Origin<'a>> {
        let left = left.checked_sub(1)?;
        let (value, at) = self.bound(name, 0).filter(|_| !self.frozen.contains(name))?;
        self.named_as(self.follow(value, at, left)?, name)
    }

    /// Whether a call is to a function of the file that returns parsed options.
    fn is_parsed(&self, call: &ExprCall) -> bool {
        let Some(inner) = self.scopes.get(method(call)) else { return false };
        self.calls.iter().any(|site| site.scope == *inner && method(site.call) == "parse_args")
    }
}

/// The value under a key of a dictionary or of a call that makes one.
fn entry_of<'a>(made: &'a Expr, key: &str, scope: Scope) -> Option<(&'a Expr, Scope)> {
    let value = match made {
        Expr::Dict(dict) => {
            let is = |item: &&ruff_python_ast::DictItem| matches!(&item.key, Some(Expr::StringLiteral(k)) if k.value.to_str() == key);
            dict.items.iter().find(is).map(|item| &item.value)
        }
        Expr::Call(call) if NAMESPACES.contains(&method(call)) => keyword(call, key),
        _ => None,
    };
    value.map(|value| (value, scope))
}

/// Keys and values of a dictionary, or of `dict(...)`.
pub(crate) fn entries<'a>(made: &'a Expr) -> Vec<(&'a str, &'a Expr)> {
    match made {
        Expr::Dict(dict) => {
            let pair = |item: &'a ruff_python_ast::DictItem| match &item.key {
                Some(Expr::StringLiteral(key)) => Some((key.value.to_str(), &item.value)),
                _ => None,
            };
            dict.items.iter().filter_map(pair).collect()
        }
        Expr::Call(call) if NAMESPACES.contains(&method(call)) => {
            let named = call.arguments.keywords.iter();
            named.filter_map(|k| Some((k.arg.as_ref()?.as_str(), &k.value))).collect()
        }
        _ => Vec::new(),
    }
}
