//! Where a value comes from: through names, attributes, dictionaries, parameters and command-line options to
//! the one literal that decides it.

use ruff_python_ast::{Expr, ExprCall, StmtFunctionDef, UnaryOp};
use ruff_text_size::Ranged;

use super::Origin;
use super::facts::{Facts, Scope, dotted, method};

/// Steps from a use to its literal; more is a circle.
const DEEPEST: usize = 6;

impl<'a> Facts<'a> {
    /// The literal that decides this expression. None when there is none, when it can be another each time, or
    /// when it decides about data too.
    pub(crate) fn origin(&self, expr: &'a Expr, scope: Scope) -> Option<Origin<'a>> {
        self.follow(expr, scope, DEEPEST)
    }

    fn follow(&self, expr: &'a Expr, scope: Scope, left: usize) -> Option<Origin<'a>> {
        if is_literal(expr) {
            return Some(self.literal(expr));
        }
        let left = left.checked_sub(1)?;
        match expr {
            Expr::Name(name) => self.named(name.id.as_str(), scope, left),
            Expr::Attribute(attribute) => {
                let owner = dotted(&attribute.value)?;
                self.attribute(&owner, attribute.attr.as_str(), scope, left)
            }
            Expr::Subscript(subscript) => {
                let Expr::StringLiteral(key) = &*subscript.slice else { return None };
                let Expr::Name(name) = &*subscript.value else { return None };
                let (Expr::Dict(dict), at) = self.bound(name.id.as_str(), scope)? else { return None };
                let is = |item: &&ruff_python_ast::DictItem| matches!(&item.key, Some(Expr::StringLiteral(k)) if k.value.to_str() == key.value.to_str());
                let item = dict.items.iter().find(is)?;
                self.named_as(self.follow(&item.value, at, left)?, key.value.to_str())
            }
            _ => None,
        }
    }

    fn literal(&self, expr: &'a Expr) -> Origin<'a> {
        let range = expr.range().start().to_usize()..expr.range().end().to_usize();
        let line = self.module.line(range.start);
        Origin { file: self.module.path, line, text: &self.module.text[range.clone()], range, name: None }
    }

    fn named_as(&self, origin: Origin<'a>, name: &str) -> Option<Origin<'a>> {
        let name = origin.name.clone().unwrap_or_else(|| name.to_owned());
        Some(Origin { name: Some(name), ..origin })
    }

    /// The one value a name has in a scope or around it. None when it is assigned twice.
    pub(crate) fn bound(&self, name: &str, scope: Scope) -> Option<(&'a Expr, Scope)> {
        let mut scope = scope;
        loop {
            match self.bindings.get(&(scope, name.to_owned())).map(Vec::as_slice) {
                Some([Some(value)]) => return Some((value, scope)),
                Some(_) => return None,
                None if scope == 0 => return None,
                None => scope = self.parents[scope],
            }
        }
    }

    fn named(&self, name: &str, scope: Scope, left: usize) -> Option<Origin<'a>> {
        if self.frozen.contains(name) {
            return None;
        }
        if let Some(function) = self.functions.get(&scope)
            && !self.bindings.contains_key(&(scope, name.to_owned()))
            && function.parameters.iter_non_variadic_params().any(|p| p.parameter.name.as_str() == name)
        {
            let passed = self.parameter(function, name, left)?;
            return self.named_as(passed, name);
        }
        if let Some((value, at)) = self.bound(name, scope) {
            return self.named_as(self.follow(value, at, left)?, name);
        }
        // Two files may import a name from each other.
        let left = left.checked_sub(1)?;
        let imported = self.aliases.get(name).cloned();
        let mut candidates = imported.into_iter().chain(self.through_stars(name));
        candidates.find_map(|qualified| {
            let (other, name) = self.other(&qualified)?;
            other.named(&name, 0, left)
        })
    }

    /// A parameter's value: its default where no call passes it, what is passed where one call does.
    fn parameter(&self, function: &'a StmtFunctionDef, name: &str, left: usize) -> Option<Origin<'a>> {
        let parameters: Vec<_> = function.parameters.iter_non_variadic_params().collect();
        let position = parameters.iter().position(|p| p.parameter.name.as_str() == name)?;
        // A method's `self` is not passed.
        let first = usize::from(parameters.first().is_some_and(|p| p.parameter.name.as_str() == "self"));
        let mut calls = self.calls.iter().filter(|site| method(site.call) == called_as(function, self));
        let passed = |call: &'a ExprCall| {
            let keyword =
                call.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a.as_str() == name));
            let positional = position.checked_sub(first).and_then(|at| call.arguments.args.get(at));
            keyword.map(|k| &k.value).or(positional)
        };
        match (calls.next(), calls.next()) {
            (Some(site), None) if passed(site.call).is_some() => {
                self.follow(passed(site.call)?, site.scope, left)
            }
            (first, second) => {
                let rest = first.into_iter().chain(second).chain(calls);
                let unpassed = rest.into_iter().all(|site| passed(site.call).is_none());
                let default = parameters[position].default.as_deref()?;
                if unpassed { self.follow(default, 0, left) } else { None }
            }
        }
    }

    fn attribute(&self, owner: &[&str], attr: &str, scope: Scope, left: usize) -> Option<Origin<'a>> {
        if self.frozen.contains(attr) {
            return None;
        }
        let [name] = owner else { return self.of_module(owner, attr, left) };
        if let Some((Expr::Call(made), at)) = self.bound(name, scope) {
            if method(made) == "parse_args" || self.is_parsed(made, at) {
                return self.named_as(self.option(attr, left)?, &format!("--{attr}"));
            }
            // `config = Config()`
            return self.named_as(self.of_class(method(made), attr, left)?, attr);
        }
        if *name == "self" {
            let class = *self.parents.get(scope)?;
            let value = self.bindings.get(&(class, attr.to_owned())).map(Vec::as_slice);
            let Some([Some(value)]) = value else { return None };
            return self.named_as(self.follow(value, class, left)?, attr);
        }
        // `args` is a parameter of `main(args)`.
        let parameter = self.functions.get(&scope).is_some_and(|function| {
            function.parameters.iter_non_variadic_params().any(|p| p.parameter.name.as_str() == *name)
        });
        if parameter && let Some(option) = self.option(attr, left) {
            return self.named_as(option, &format!("--{attr}"));
        }
        self.of_class(name, attr, left).or_else(|| self.of_module(owner, attr, left))
    }

    fn of_class(&self, class: &str, attr: &str, left: usize) -> Option<Origin<'a>> {
        let scope = *self.scopes.get(class)?;
        let Some([Some(value)]) = self.bindings.get(&(scope, attr.to_owned())).map(Vec::as_slice) else {
            return None;
        };
        self.named_as(self.follow(value, scope, left)?, attr)
    }

    fn of_module(&self, owner: &[&str], attr: &str, left: usize) -> Option<Origin<'a>> {
        let qualified = self.aliases.get(*owner.first()?)?;
        let rest: String = owner[1..].iter().map(|part| format!(".{part}")).collect();
        let (other, name) = self.other(&format!("{qualified}{rest}.{attr}"))?;
        other.named(&name, 0, left)
    }

    /// Whether a call is to a function of the file that returns parsed options.
    fn is_parsed(&self, call: &ExprCall, _scope: Scope) -> bool {
        let Some(inner) = self.scopes.get(method(call)) else { return false };
        self.calls.iter().any(|site| site.scope == *inner && method(site.call) == "parse_args")
    }

    /// The default of `add_argument("--attr", default=...)`.
    fn option(&self, attr: &str, left: usize) -> Option<Origin<'a>> {
        let named = |call: &ExprCall| {
            let dest = keyword(call, "dest").into_iter();
            dest.chain(&call.arguments.args).any(|argument| {
                let Expr::StringLiteral(text) = argument else { return false };
                text.value.to_str().trim_start_matches('-').replace('-', "_") == attr
            })
        };
        let site = self.calls.iter().find(|site| method(site.call) == "add_argument" && named(site.call))?;
        self.follow(keyword(site.call, "default")?, site.scope, left)
    }
}

/// What a function is called as: a constructor by its class's name.
fn called_as<'f>(function: &'f StmtFunctionDef, facts: &'f Facts<'_>) -> &'f str {
    if function.name.as_str() != "__init__" {
        return function.name.as_str();
    }
    let scope =
        facts.functions.iter().find(|(_, f)| std::ptr::eq(**f, function)).map_or(0, |(scope, _)| *scope);
    let class = facts.parents.get(scope).copied().unwrap_or(0);
    facts.scopes.iter().find(|(_, s)| **s == class).map_or("", |(name, _)| name.as_str())
}

/// The value of a keyword argument.
pub(crate) fn keyword<'a>(call: &'a ExprCall, name: &str) -> Option<&'a Expr> {
    let named = |k: &&ruff_python_ast::Keyword| k.arg.as_ref().is_some_and(|arg| arg.as_str() == name);
    call.arguments.keywords.iter().find(named).map(|k| &k.value)
}

/// Numbers, strings, booleans, None, and tuples and lists of them.
pub(crate) fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => {
            true
        }
        Expr::UnaryOp(unary) => {
            unary.op == UnaryOp::USub && matches!(&*unary.operand, Expr::NumberLiteral(_))
        }
        Expr::Tuple(tuple) => !tuple.elts.is_empty() && tuple.elts.iter().all(is_literal),
        Expr::List(list) => !list.elts.is_empty() && list.elts.iter().all(is_literal),
        _ => false,
    }
}
