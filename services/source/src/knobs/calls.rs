//! Settings of known calls: written ones through their value's origin, unwritten ones as insertions.

use anneal_proto::v1::Place;
use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange};

use super::Found;
use super::facts::{Facts, Site, method};
use super::table::{self, Param, WIDTH};
use super::values::{is_literal, keyword};

/// Layers of which the last one is the output: its size belongs to the task.
const SIZED_LAYERS: &[&str] = &["Dense", "Conv1D", "Conv2D", "Convolution2D", "LSTM", "GRU", "SimpleRNN"];

/// Adds the knobs of every known call of the file.
pub(crate) fn find(facts: &Facts<'_>, found: &mut Found) {
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
        settings(facts, *site, &call, callee.params, true, found);
        if name == "train" {
            dictionary(facts, *site, found);
        }
    }
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
    settings(facts, site, &call, params, compiled, found);
}

/// Whether `compile` is called on what this method is called on.
fn is_compiled(facts: &Facts<'_>, site: Site<'_>) -> bool {
    let Some(receiver) = receiver(site.call) else { return false };
    facts
        .calls
        .iter()
        .any(|other| method(other.call) == "compile" && self::receiver(other.call) == Some(receiver))
}

fn receiver(call: &ExprCall) -> Option<&str> {
    let Expr::Attribute(attribute) = &*call.func else { return None };
    let Expr::Name(name) = &*attribute.value else { return None };
    Some(name.id.as_str())
}

/// Whether the call is an output layer, or feeds the evaluation.
fn passed_over(facts: &Facts<'_>, site: &Site<'_>, name: &str) -> bool {
    if name == "DataLoader" {
        return !matches!(keyword(site.call, "shuffle"), Some(Expr::BooleanLiteral(shuffle)) if shuffle.value);
    }
    if !SIZED_LAYERS.contains(&name) {
        return false;
    }
    let sized = |other: &&Site<'_>| other.scope == site.scope && SIZED_LAYERS.contains(&method(other.call));
    let last = facts.calls.iter().rfind(sized);
    let output = |text: &str| matches!(text, "softmax" | "sigmoid" | "linear");
    let activation = keyword(site.call, "activation");
    last.is_some_and(|last| std::ptr::eq(last.call, site.call))
        || matches!(activation, Some(Expr::StringLiteral(text)) if output(text.value.to_str()))
}

fn settings<'a>(
    facts: &Facts<'a>,
    site: Site<'a>,
    call: &str,
    params: &[Param],
    insert: bool,
    found: &mut Found,
) {
    let arguments = &site.call.arguments;
    // What `**settings` holds is not known here: writing a setting could write it twice.
    let open = arguments.keywords.iter().any(|k| k.arg.is_none())
        || arguments.args.iter().any(Expr::is_starred_expr);
    for param in params {
        match (argument(site.call, param), param.default) {
            (Some(value), _) => written(facts, site, call, param, value, found),
            (None, _) if open => unpacked(facts, site, call, param, found),
            (None, Some(default)) if insert => {
                found.unwritten(call, param, default, insertion(facts, site.call, param.keyword()));
            }
            (None, _) => {}
        }
    }
}

fn written<'a>(
    facts: &Facts<'a>,
    site: Site<'a>,
    call: &str,
    param: &Param,
    value: &'a Expr,
    found: &mut Found,
) {
    if let Some(origin) = facts.origin(value, site.scope) {
        found.written(call, param, &[origin]);
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
        found.written(call, &number, facts.origin(element, site.scope).as_slice());
    }
}

/// `SVC(**settings)`, with `settings = {"C": 0.1}`.
fn unpacked<'a>(facts: &Facts<'a>, site: Site<'a>, call: &str, param: &Param, found: &mut Found) {
    for unpacked in site.call.arguments.keywords.iter().filter(|k| k.arg.is_none()) {
        in_dictionary(facts, site, &unpacked.value, call, param, found);
    }
}

/// `xgboost.train({"eta": 0.3}, ...)`.
fn dictionary<'a>(facts: &Facts<'a>, site: Site<'a>, found: &mut Found) {
    let Some((root, _)) = facts.callee(site.call) else { return };
    let name = if root == "xgboost" { "XGBClassifier" } else { "LGBMClassifier" };
    let params = table::lookup(&root, name).map_or(&[][..], |callee| callee.params);
    let Some(dict) = site.call.arguments.args.first().or_else(|| keyword(site.call, "params")) else {
        return;
    };
    for param in params {
        in_dictionary(facts, site, dict, name, param, found);
    }
}

fn in_dictionary<'a>(
    facts: &Facts<'a>,
    site: Site<'a>,
    dict: &'a Expr,
    call: &str,
    param: &Param,
    found: &mut Found,
) {
    let (dict, scope) = match dict {
        Expr::Name(name) => match facts.bound(name.id.as_str(), site.scope) {
            Some(bound) => bound,
            None => return,
        },
        other => (other, site.scope),
    };
    let Expr::Dict(dict) = dict else { return };
    for item in &dict.items {
        let Some(Expr::StringLiteral(key)) = &item.key else { continue };
        if param.is_named(key.value.to_str()) {
            found.written(call, param, facts.origin(&item.value, scope).as_slice());
        }
    }
}

/// The argument of a parameter, by name or by position.
fn argument<'a>(call: &'a ExprCall, param: &Param) -> Option<&'a Expr> {
    let named = call
        .arguments
        .keywords
        .iter()
        .find(|k| k.arg.as_ref().is_some_and(|arg| param.is_named(arg.as_str())));
    let positional = || {
        let before = &call.arguments.args;
        let known = !before.iter().any(Expr::is_starred_expr);
        param.at.filter(|_| known).and_then(|at| before.get(at))
    };
    named.map(|k| &k.value).or_else(positional)
}

/// Where a setting goes that is not written: after the last argument, before a trailing comma.
fn insertion(facts: &Facts<'_>, call: &ExprCall, keyword: &str) -> Place {
    let range = call.arguments.range();
    let inside = TextRange::new(
        range.start() + ruff_text_size::TextSize::from(1),
        range.end() - ruff_text_size::TextSize::from(1),
    );
    let tokens = facts.module.parsed.as_ref().map_or(&[][..], |parsed| parsed.tokens().in_range(inside));
    let comma = |kind| kind == ruff_python_ast::token::TokenKind::Comma;
    let last = tokens.iter().rev().find(|token| !token.kind().is_trivia() && !comma(token.kind()));
    let at = last.map_or(inside.start(), |token| token.range().end()).to_usize();
    let template = if last.is_some() { format!(", {keyword}={{}}") } else { format!("{keyword}={{}}") };
    let at32 = u32::try_from(at).unwrap_or(u32::MAX);
    Place {
        file: facts.module.path.to_owned(),
        line: facts.module.line(at),
        start: at32,
        end: at32,
        template,
    }
}
