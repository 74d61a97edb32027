//! Settings of known calls: written ones through their value's origin, unwritten ones as insertions.

use ruff_python_ast::{Expr, ExprCall};

use super::Found;
use super::arguments::{argument, in_call, in_dictionary};
use super::constants::is_literal;
use super::facts::{Facts, Site, method};
use super::fields::entries;
use super::grid::Grid;
use super::table::{self, EPOCHS, Param, WIDTH};
use super::values::{DEEPEST, keyword};

/// Layers of which the last one is the output: its size belongs to the task.
const SIZED_LAYERS: &[&str] = &["Dense", "Conv1D", "Conv2D", "Convolution2D", "LSTM", "GRU", "SimpleRNN"];

/// Adds the knobs of every known call of the file.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let grid = Grid::of(facts);
    for site in &facts.calls {
        let Some((root, name)) = facts.callee(site.call) else {
            method_call(facts, *site, found);
            continue;
        };
        let train =
            table::gbm::TRAIN.iter().find(|callee| callee.name == name && callee.roots.contains(&&*root));
        let Some(callee) = table::lookup(&root, name).or(train) else { continue };
        if passed_over(facts, site, name) {
            continue;
        }
        let call = found.number(name);
        let steps = root == "sklearn" && facts.calls.iter().any(|site| method(site.call) == "partial_fit");
        let settings = Settings { facts, site: *site, call: &call, insert: true, grid: &grid, steps };
        settings.find(callee.params, found);
        if name == "train" {
            dictionary(facts, *site, &grid, found);
        }
    }
    grid.find(facts, found);
}

/// `model.fit` and `model.compile` of Keras: what they are called on is known only by how it is used.
fn method_call<'a>(facts: &Facts<'a>, site: Site<'a>, found: &mut Found) {
    if !facts.imports("keras") && !facts.imports("tensorflow") {
        return;
    }
    let (name, params, compiled) = match method(site.call) {
        "fit" | "fit_generator" => ("fit", table::keras::FIT, is_compiled(facts, site)),
        "compile" => ("compile", table::keras::COMPILE, false),
        _ => return,
    };
    let ours =
        name == "compile" || compiled || params.iter().any(|param| argument(site.call, param).is_some());
    if !ours {
        return;
    }
    let call = found.number(name);
    let grid = Grid::default();
    Settings { facts, site, call: &call, insert: compiled, grid: &grid, steps: false }.find(params, found);
}

/// Whether `compile` is called on what this method is called on.
fn is_compiled(facts: &Facts<'_>, site: Site<'_>) -> bool {
    let Some(receiver) = receiver(site.call) else { return false };
    facts
        .calls
        .iter()
        .any(|other| method(other.call) == "compile" && self::receiver(other.call) == Some(receiver))
}

/// The name that a method is called on.
pub(crate) fn receiver(call: &ExprCall) -> Option<&str> {
    let Expr::Attribute(attribute) = &*call.func else { return None };
    let Expr::Name(name) = &*attribute.value else { return None };
    Some(name.id.as_str())
}

/// Whether the call is an output layer, or feeds the evaluation.
fn passed_over<'a>(facts: &Facts<'a>, site: &Site<'a>, name: &str) -> bool {
    if name == "DataLoader" {
        return !shuffles(facts, site);
    }
    if !SIZED_LAYERS.contains(&name) {
        return false;
    }
    let sized = |other: &&Site<'_>| other.scope == site.scope && SIZED_LAYERS.contains(&method(other.call));
    let last = facts.calls.iter().rfind(sized);
    let output = |text: &str| matches!(text, "softmax" | "sigmoid" | "linear");
    let activation = keyword(site.call, "activation").or(site.call.arguments.args.get(1));
    last.is_some_and(|last| std::ptr::eq(last.call, site.call))
        || matches!(activation, Some(Expr::StringLiteral(text)) if output(text.value.to_str()))
}

/// Whether a loader shuffles, and so feeds the training.
fn shuffles<'a>(facts: &Facts<'a>, site: &Site<'a>) -> bool {
    let is_true = |value: &Expr| matches!(value, Expr::BooleanLiteral(literal) if literal.value);
    let unpacked = || {
        let open = site.call.arguments.keywords.iter().filter(|k| k.arg.is_none());
        let mut made = open.filter_map(|k| facts.container(&k.value, site.scope, DEEPEST));
        made.any(|(made, _)| entries(made).iter().any(|(key, value)| *key == "shuffle" && is_true(value)))
    };
    let written = keyword(site.call, "shuffle").or(site.call.arguments.args.get(2));
    written.map_or_else(unpacked, is_true)
}

/// The settings of one call.
struct Settings<'f, 'a> {
    facts: &'f Facts<'a>,
    site: Site<'a>,
    call: &'f str,
    /// Whether settings may be written that the author left out.
    insert: bool,
    grid: &'f Grid<'a>,
    /// Whether the program calls `partial_fit`, which does not look at a number of iterations.
    steps: bool,
}

impl<'a> Settings<'_, 'a> {
    fn find(&self, params: &[Param], found: &mut Found) {
        let arguments = &self.site.call.arguments;
        // What `**settings` holds may not be known: writing a setting could write it twice.
        let open = arguments.keywords.iter().any(|k| k.arg.is_none())
            || arguments.args.iter().any(Expr::is_starred_expr);
        let setter = self.setter();
        for param in params.iter().filter(|param| !self.grid.decides(param)) {
            let late = setter.and_then(|setter| argument_named(setter, param));
            let written = late.or_else(|| argument(self.site.call, param));
            match (written, param.default) {
                (Some(value), _) => self.written(param, value, found),
                (None, _) if open => self.unpacked(param, found),
                (None, Some(default)) if self.insert && !(self.steps && param.kind == EPOCHS) => {
                    let place = in_call(self.facts, self.site.call, param.keyword());
                    found.unwritten(self.call, param, default, place);
                }
                (None, _) => {}
            }
        }
    }

    /// `model.set_params(...)` on the name that the call is bound to.
    fn setter(&self) -> Option<&'a ExprCall> {
        let is = |values: &Vec<Option<&Expr>>| matches!(values.as_slice(), [Some(Expr::Call(call))] if std::ptr::eq(call, self.site.call));
        let ((_, name), _) = self.facts.bindings.iter().find(|(_, values)| is(values))?;
        let sets = |site: &&Site<'a>| {
            method(site.call) == "set_params" && receiver(site.call) == Some(name.as_str())
        };
        self.facts.calls.iter().find(sets).map(|site| site.call)
    }

    fn written(&self, param: &Param, value: &'a Expr, found: &mut Found) {
        if let Some(origin) = self.facts.origin(value, self.site.scope) {
            found.written(self.call, param, &[origin]);
            return;
        }
        let elements = match value {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => return,
        };
        // `hidden_layer_sizes=(hidden, hidden)`: each name is a width.
        let width = param.kind == WIDTH;
        for element in elements.iter().filter(|element| width && !is_literal(element)) {
            let number = table::p(param.name, WIDTH, param.why).integers(4.0, 512.0);
            found.written(self.call, &number, self.facts.origin(element, self.site.scope).as_slice());
        }
    }

    /// `SVC(**settings)`, with `settings = {"C": 0.1}`.
    fn unpacked(&self, param: &Param, found: &mut Found) {
        let mut open = self.site.call.arguments.keywords.iter().filter(|k| k.arg.is_none());
        if let (Some(settings), None) = (open.next(), open.next()) {
            self.in_dictionary(&settings.value, param, found);
        }
    }

    fn in_dictionary(&self, dict: &'a Expr, param: &Param, found: &mut Found) {
        let assigned = |name: &str| {
            let name = self.facts.owner(name, self.site.scope);
            param.names().find_map(|key| self.facts.fields.get(&(name.clone(), key.to_owned())))
        };
        let later = if let Expr::Name(name) = dict { assigned(name.id.as_str()) } else { None };
        if let Some(origin) = self.facts.configured_param(dict, self.site.scope, param) {
            found.written(self.call, param, &[origin]);
            return;
        }
        let Some((made, scope)) = self.facts.container(dict, self.site.scope, DEEPEST) else { return };
        let written = entries(made).into_iter().find(|(key, _)| param.is_named(key));
        match (written, later.map(Vec::as_slice)) {
            (Some((_, value)), None) => {
                found.written(self.call, param, self.facts.origin(value, scope).as_slice());
            }
            (None, Some([(Some(value), at)])) => {
                found.written(self.call, param, self.facts.origin(value, *at).as_slice());
            }
            (None, None) => {
                if let (Some(default), Some(place)) = (param.default, in_dictionary(self.facts, made, param))
                {
                    found.unwritten(self.call, param, default, place);
                }
            }
            _ => {}
        }
    }
}

/// `xgboost.train({"eta": 0.3}, ...)`.
fn dictionary<'a>(facts: &Facts<'a>, site: Site<'a>, grid: &Grid<'a>, found: &mut Found) {
    let Some((root, _)) = facts.callee(site.call) else { return };
    let call = if root == "xgboost" { "XGBClassifier" } else { "LGBMClassifier" };
    let params = table::lookup(&root, call).map_or(&[][..], |callee| callee.params);
    let Some(dict) = site.call.arguments.args.first().or_else(|| keyword(site.call, "params")) else {
        return;
    };
    let settings = Settings { facts, site, call, insert: true, grid, steps: false };
    // The rounds are an argument of their own.
    for param in params.iter().filter(|param| param.kind != EPOCHS) {
        settings.in_dictionary(dict, param, found);
    }
}

fn argument_named<'a>(call: &'a ExprCall, param: &Param) -> Option<&'a Expr> {
    param.names().find_map(|name| keyword(call, name))
}
