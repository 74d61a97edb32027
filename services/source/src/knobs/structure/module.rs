//! Networks as classes: layers that `__init__` makes and `forward` (or Keras's `call`) applies. A layer that comes in
//! is made behind the last hidden one and applied behind the statement that applies that one.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::super::Found;
use super::super::facts::Facts;
use super::Insertion;
use super::chain::{Chain, Link, is_sized};

/// Adds what could be put into each class of the file.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let suite = facts.module.parsed.as_ref().map_or(&[][..], |parsed| parsed.suite());
    for class in suite.iter().filter_map(Stmt::as_class_def_stmt) {
        if let Some(network) = Network::of(facts, class) {
            network.find(found);
        }
    }
}

/// A class with the last hidden layer that it makes, and where it applies that.
struct Network<'f, 'a> {
    facts: &'f Facts<'a>,
    /// The class's text.
    text: &'a str,
    made: &'a Stmt,
    layer: &'a ExprCall,
    name: &'a str,
    attr: &'a str,
    applied: &'a Stmt,
    /// `self.fc1(x)`
    application: TextRange,
    /// The name that the statement assigns.
    target: &'a str,
    /// All that the statement computes.
    value: TextRange,
}

impl<'f, 'a> Network<'f, 'a> {
    fn of(facts: &'f Facts<'a>, class: &'a StmtClassDef) -> Option<Self> {
        let method = |names: &[&str]| {
            let functions = class.body.iter().filter_map(Stmt::as_function_def_stmt);
            functions.into_iter().find(|function| names.contains(&function.name.as_str()))
        };
        let (init, forward) = (method(&["__init__"])?, method(&["forward", "call"])?);
        let layers: Vec<_> = init.body.iter().filter_map(|statement| layer(facts, statement)).collect();
        let [.., (made, attr, layer, name), _] = layers.as_slice() else { return None };
        let (applied, application, target, value) = applied(forward, attr)?;
        let range = class.range();
        let text = &facts.module.text[range.start().to_usize()..range.end().to_usize()];
        Some(Self { facts, text, made, layer, name, attr, applied, application, target, value })
    }

    fn find(&self, found: &mut Found) {
        let links = [Link::of(self.layer, self.name)];
        let chain = Chain { facts: self.facts, links: &links };
        let call = chain.called(&links[0], found);
        for insertion in Insertion::ALL {
            let (there, attr) = match insertion {
                Insertion::Dropout => (self.text.contains("Dropout"), "dropout".to_owned()),
                Insertion::Normalisation => (self.text.contains("BatchNorm"), "norm".to_owned()),
                Insertion::Again => (self.name.starts_with("Conv"), format!("{}_again", self.attr)),
            };
            if there || self.text.contains(&format!("self.{attr}")) {
                continue;
            }
            let layer = match insertion {
                Insertion::Again => chain.same(&links[0], found),
                other => chain.text(other, 0, 0, found),
            };
            let (Some(layer), Some(applied)) = (layer, self.application(insertion, &attr)) else { continue };
            let made = self.line_after(self.made, &format!("self.{attr} = {layer}"));
            let used = self.line_after(self.applied, &applied);
            let (Some(made), Some(used)) = (made, used) else { continue };
            let Some(imported) = chain.import(&links[0], insertion) else { continue };
            let line = self.facts.module.line(self.made.range().start().to_usize());
            found.push(insertion.knob(&call, line, [vec![made, used], imported].concat()));
        }
    }

    /// The statement that applies what comes in.
    fn application(&self, insertion: Insertion, attr: &str) -> Option<String> {
        let target = self.target;
        if insertion != Insertion::Again {
            return Some(format!("{target} = self.{attr}({target})"));
        }
        // As the layer itself is applied, activation included; pooling twice would be another network.
        let text = self.facts.module.text;
        let (value, inner) = (self.value, self.application);
        let before = &text[value.start().to_usize()..inner.start().to_usize()];
        let after = &text[inner.end().to_usize()..value.end().to_usize()];
        let plain = ["pool", "drop", "view", "flatten", ",", "{", "+"]
            .iter()
            .all(|word| !before.contains(word) && !after.contains(word));
        plain.then(|| format!("{target} = {before}self.{attr}({target}){after}"))
    }

    /// An insertion behind a statement that has its lines to itself.
    fn line_after(&self, statement: &Stmt, line: &str) -> Option<anneal_proto::v1::Place> {
        let (module, range) = (self.facts.module, statement.range());
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let indent = &module.text[module.text[..start].rfind('\n')? + 1..start];
        let line_end = module.text[end..].find(['\r', '\n']).map_or(module.text.len(), |at| end + at);
        let rest = module.text[end..line_end].trim_start();
        let alone = indent.trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
        alone.then(|| module.insertion(line_end, &format!("{}{indent}{line}", module.newline())))
    }
}

/// `self.fc1 = nn.Linear(64, 8)`: the statement, `fc1`, the call and what it calls.
fn layer<'a>(facts: &Facts<'a>, statement: &'a Stmt) -> Option<(&'a Stmt, &'a str, &'a ExprCall, &'a str)> {
    let Stmt::Assign(assign) = statement else { return None };
    let ([Expr::Attribute(target)], Expr::Call(call)) = (&*assign.targets, &*assign.value) else {
        return None;
    };
    let (_, name) = facts.callee(call)?;
    is_sized(name).then_some((statement, target.attr.as_str(), call, name))
}

/// The one statement `x = ...self.attr(...)...` of a function, the application in it, the name it assigns and all
/// that it computes.
fn applied<'a>(
    function: &'a StmtFunctionDef,
    attr: &str,
) -> Option<(&'a Stmt, TextRange, &'a str, TextRange)> {
    let mut found = function.body.iter().filter_map(|statement| {
        let Stmt::Assign(assign) = statement else { return None };
        let [Expr::Name(target)] = &*assign.targets else { return None };
        let mut uses = Uses { attr, found: Vec::new() };
        uses.visit_expr(&assign.value);
        let [application] = uses.found.as_slice() else { return None };
        Some((statement, *application, target.id.as_str(), assign.value.range()))
    });
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

struct Uses<'n> {
    attr: &'n str,
    found: Vec<TextRange>,
}

impl Visitor<'_> for Uses<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        if let Expr::Call(call) = expr
            && let Expr::Attribute(on) = &*call.func
            && on.attr.as_str() == self.attr
        {
            self.found.push(call.range());
        }
        walk_expr(self, expr);
    }
}
