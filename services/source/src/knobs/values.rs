//! Where a value comes from: through names, attributes, dictionaries, parameters and command-line options to
//! the one literal that decides it.

use ruff_python_ast::{Expr, ExprCall, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::Origin;
use super::constants::{computed, is_literal};
use super::facts::{Facts, Scope, dotted, method};

/// Steps from a use to its literal; more is a circle.
pub(crate) const DEEPEST: usize = 8;

impl<'a> Facts<'a> {
    /// The literal that decides this expression. None when there is none, when it can be another each time, or
    /// when it decides about data too.
    pub(crate) fn origin(&self, expr: &'a Expr, scope: Scope) -> Option<Origin<'a>> {
        self.follow(expr, scope, DEEPEST)
    }

    pub(crate) fn follow(&self, expr: &'a Expr, scope: Scope, left: usize) -> Option<Origin<'a>> {
        if is_literal(expr) {
            return Some(self.literal(expr));
        }
        if let Some(text) = computed(expr) {
            return Some(Origin { text, ..self.literal(expr) });
        }
        let left = left.checked_sub(1)?;
        match expr {
            Expr::Name(name) => self.named(name.id.as_str(), scope, left),
            Expr::Attribute(attribute) => {
                let owner = dotted(&attribute.value)?;
                self.attribute(attribute, &owner, scope, left).or_else(|| self.configured(expr, scope))
            }
            Expr::Subscript(subscript) => {
                let Expr::StringLiteral(key) = &*subscript.slice else { return None };
                let written = self.field(&subscript.value, key.value.to_str(), scope, left);
                written.or_else(|| self.configured(expr, scope))
            }
            Expr::Call(call) => self.converted(call, scope, left).or_else(|| self.configured(expr, scope)),
            _ => None,
        }
    }

    /// `int(...)`, `float(...)`, `os.environ.get("LR", 0.1)`, `config.get("lr", 0.1)`.
    fn converted(&self, call: &'a ExprCall, scope: Scope, left: usize) -> Option<Origin<'a>> {
        let args = &call.arguments.args;
        match (method(call), args.len()) {
            ("int" | "float", 1) => {
                self.follow(&args[0], scope, left).filter(|origin| !origin.text.starts_with(['\'', '"']))
            }
            ("getenv", 2) => self.follow(&args[1], scope, left),
            ("get", 1 | 2) => {
                let Expr::Attribute(get) = &*call.func else { return None };
                let environment = dotted(&get.value).is_some_and(|owner| owner.ends_with(&["environ"]));
                if environment {
                    return self.follow(args.get(1)?, scope, left);
                }
                let Expr::StringLiteral(key) = &args[0] else { return None };
                self.field(&get.value, key.value.to_str(), scope, left)
            }
            _ => None,
        }
    }

    fn literal(&self, expr: &'a Expr) -> Origin<'a> {
        let range = expr.range().start().to_usize()..expr.range().end().to_usize();
        let line = self.module.line(range.start);
        let text = self.module.text[range.clone()].to_owned();
        Origin { file: self.module.path, line, text, range, name: None }
    }

    pub(crate) fn named_as(&self, origin: Origin<'a>, name: &str) -> Option<Origin<'a>> {
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

    /// The function of a scope where this name is one of its parameters and nothing else.
    pub(crate) fn takes(&self, name: &str, scope: Scope) -> Option<&'a StmtFunctionDef> {
        let function = *self.functions.get(&scope)?;
        let is = |p: &ruff_python_ast::ParameterWithDefault| p.parameter.name.as_str() == name;
        let parameter = function.parameters.iter_non_variadic_params().any(is);
        (parameter && !self.bindings.contains_key(&(scope, name.to_owned()))).then_some(function)
    }

    fn named(&self, name: &str, scope: Scope, left: usize) -> Option<Origin<'a>> {
        if self.frozen.contains(name) {
            return None;
        }
        if let Some(function) = self.takes(name, scope) {
            let (passed, at) = self.passed(function, name)?;
            return self.named_as(self.follow(passed, at, left)?, name);
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

    /// What a parameter stands for, and where: its default where no call passes it, what is passed where one
    /// call does, the default of the command-line option that a decorator makes of it.
    pub(crate) fn passed(&self, function: &'a StmtFunctionDef, name: &str) -> Option<(&'a Expr, Scope)> {
        let parameters: Vec<_> = function.parameters.iter_non_variadic_params().collect();
        let position = parameters.iter().position(|p| p.parameter.name.as_str() == name)?;
        // A method's `self` is not passed.
        let first = usize::from(parameters.first().is_some_and(|p| p.parameter.name.as_str() == "self"));
        let mut calls = self.calls.iter().filter(|site| method(site.call) == called_as(function, self));
        let passed = |call: &'a ExprCall| {
            let positional = position.checked_sub(first).and_then(|at| call.arguments.args.get(at));
            keyword(call, name).or(positional)
        };
        match (calls.next(), calls.next()) {
            (Some(site), None) if passed(site.call).is_some() => Some((passed(site.call)?, site.scope)),
            (first, second) => {
                let rest = first.into_iter().chain(second).chain(calls);
                let unpassed = rest.into_iter().all(|site| passed(site.call).is_none());
                let default =
                    parameters[position].default.as_deref().or_else(|| decorated(function, name))?;
                unpassed.then_some((default, 0))
            }
        }
    }

    /// The default of `add_argument("--attr", default=...)`.
    pub(crate) fn option(&self, attr: &str, left: usize) -> Option<Origin<'a>> {
        let is = |call: &&ExprCall| method(call) == "add_argument" && names_option(call, attr);
        let site = self.calls.iter().find(|site| is(&site.call))?;
        self.follow(keyword(site.call, "default")?, site.scope, left)
    }
}

/// The default of `@click.option("--name", default=...)` over a function.
fn decorated<'a>(function: &'a StmtFunctionDef, name: &str) -> Option<&'a Expr> {
    let calls = function.decorator_list.iter().filter_map(|decorator| decorator.expression.as_call_expr());
    let mut options = calls.filter(|call| method(call) == "option" && names_option(call, name));
    keyword(options.next()?, "default")
}

/// Whether an option's call declares it under this name.
fn names_option(call: &ExprCall, attr: &str) -> bool {
    let dest = keyword(call, "dest").into_iter();
    dest.chain(&call.arguments.args).any(|argument| {
        let Expr::StringLiteral(text) = argument else { return false };
        text.value.to_str().trim_start_matches('-').replace('-', "_") == attr
    })
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
