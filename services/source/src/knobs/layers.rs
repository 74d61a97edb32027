//! Widths of PyTorch layers. A layer's size is a knob where the next layers take it in visibly: then all of
//! them change together. A size that cannot be followed is not touched.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Operator};

use super::facts::{Facts, Scope, Site, method};
use super::table::{Param, torch};
use super::values::keyword;
use super::{Found, Origin};

/// What a layer does with the size that comes in.
enum Layer<'a> {
    /// Takes the first in, gives the second out.
    Sized { takes: Option<&'a Expr>, gives: Option<&'a Expr>, param: &'static Param },
    /// Has the size of what comes in.
    Same { size: Option<&'a Expr> },
}

/// A layer where it is made.
struct Made<'a> {
    site: Site<'a>,
    name: &'a str,
    layer: Layer<'a>,
}

/// Adds a knob for each hidden width.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let layers: Vec<Made<'a>> = facts
        .calls
        .iter()
        .filter_map(|site| {
            let (root, name) = facts.callee(site.call)?;
            let layer = (root == "torch").then(|| layer(site.call, name)).flatten()?;
            Some(Made { site: *site, name, layer })
        })
        .collect();
    for (n, made) in layers.iter().enumerate() {
        let Layer::Sized { gives: Some(gives), param, .. } = made.layer else { continue };
        let Some(first) = facts.origin(gives, made.site.scope) else { continue };
        let call = found.number(made.name);
        let scope = made.site.scope;
        let here: Vec<&Made<'a>> = layers.iter().filter(|other| other.site.scope == scope).collect();
        let after = layers[n + 1..].iter().take_while(|other| other.site.scope == scope);
        let Some(places) = followed(facts, &first, made, after) else { continue };
        if first.name.is_some() || (!branches(facts, &here, &first.text) && !joins(facts, scope)) {
            found.written(&call, param, &places);
        }
    }
}

/// Whether a literal size also goes into a layer that does not follow one which gives it, or comes out of one
/// that no taker follows: then layers stand side by side.
fn branches<'a>(facts: &Facts<'a>, here: &[&Made<'a>], size: &str) -> bool {
    let is = |expr: Option<&'a Expr>, scope| {
        expr.and_then(|expr| facts.origin(expr, scope)).is_some_and(|origin| origin.text == size)
    };
    let sized = here.iter().filter_map(|made| match made.layer {
        Layer::Sized { takes, gives, .. } => {
            let flat = takes.and_then(leftmost).filter(|_| made.name == "Linear");
            let takes = is(takes, made.site.scope) || is(flat, made.site.scope);
            Some((takes, is(gives, made.site.scope)))
        }
        Layer::Same { .. } => None,
    });
    let sized: Vec<(bool, bool)> = sized.collect();
    // What comes first may be fed from outside, and what comes last is the output.
    sized.windows(2).any(|pair| pair[0].1 != pair[1].0)
}

/// Whether the class that a method belongs to adds or joins what its layers give: then sizes hang together
/// in ways that are not followed here.
fn joins(facts: &Facts<'_>, scope: Scope) -> bool {
    struct Joins(bool);
    impl Visitor<'_> for Joins {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= match expr {
                Expr::BinOp(operation) => operation.op == Operator::Add,
                Expr::Call(call) => matches!(method(call), "cat" | "concat" | "stack" | "add"),
                _ => false,
            };
            walk_expr(self, expr);
        }
    }
    let class = facts.parents.get(scope).copied().unwrap_or(0);
    let methods = facts.functions.iter().filter(|(inner, function)| {
        class != 0 && facts.parents[**inner] == class && function.name.as_str() == "forward"
    });
    let mut joins = Joins(false);
    methods.flat_map(|(_, function)| &function.body).for_each(|statement| joins.visit_stmt(statement));
    joins.0
}

/// The places of a size from the layer that gives it to the one that takes it in; none where nothing does.
fn followed<'a, 'l>(
    facts: &Facts<'a>,
    first: &Origin<'a>,
    from: &Made<'a>,
    after: impl Iterator<Item = &'l Made<'a>>,
) -> Option<Vec<Origin<'a>>>
where
    'a: 'l,
{
    let scope = from.site.scope;
    let mut places = vec![first.clone()];
    for made in after {
        match &made.layer {
            Layer::Same { size } => {
                if !add(&mut places, size.and_then(|size| facts.origin(size, scope))) {
                    return None;
                }
            }
            Layer::Sized { takes, .. } => {
                let takes = (*takes)?;
                let flat = from.name.starts_with("Conv") && made.name == "Linear";
                let found = if flat {
                    flattened(facts, &mut places, takes, scope)
                } else {
                    add(&mut places, facts.origin(takes, scope))
                };
                return found.then_some(places);
            }
        }
    }
    None
}

/// Adds a place that has the same size.
fn add<'a>(places: &mut Vec<Origin<'a>>, origin: Option<Origin<'a>>) -> bool {
    let Some(origin) = origin else { return false };
    let equal = origin.text == places[0].text;
    if equal && places.iter().all(|place| (place.file, &place.range) != (origin.file, &origin.range)) {
        places.push(origin);
    }
    equal
}

/// `8 * 7 * 7`: the channels of what is flattened come first, here and where it is reshaped.
fn flattened<'a>(facts: &Facts<'a>, places: &mut Vec<Origin<'a>>, takes: &'a Expr, scope: Scope) -> bool {
    let Some(factor) = leftmost(takes) else { return false };
    if !add(places, facts.origin(factor, scope)) {
        return false;
    }
    let class = facts.parents.get(scope).copied().unwrap_or(0);
    let near = |site: &&Site<'a>| class == 0 || facts.parents.get(site.scope) == Some(&class);
    let shaped =
        facts.calls.iter().filter(near).filter(|site| matches!(method(site.call), "view" | "reshape"));
    for site in shaped {
        for argument in &site.call.arguments.args {
            let known = match leftmost(argument) {
                Some(factor) => add(places, facts.origin(factor, site.scope)),
                // A number alone is a size that was computed by hand.
                None => !matches!(argument, Expr::NumberLiteral(_)),
            };
            if !known {
                return false;
            }
        }
    }
    true
}

/// The first factor of a product.
fn leftmost(expr: &Expr) -> Option<&Expr> {
    let Expr::BinOp(product) = expr else { return None };
    if product.op != Operator::Mult {
        return None;
    }
    leftmost(&product.left).or(Some(&product.left))
}

fn layer<'a>(call: &'a ExprCall, name: &str) -> Option<Layer<'a>> {
    let argument = |at: usize, named: &str| call.arguments.args.get(at).or_else(|| keyword(call, named));
    match name {
        "Linear" => Some(Layer::Sized {
            takes: argument(0, "in_features"),
            gives: argument(1, "out_features"),
            param: &torch::HIDDEN,
        }),
        "Conv1d" | "Conv2d" => Some(Layer::Sized {
            takes: argument(0, "in_channels"),
            gives: argument(1, "out_channels"),
            param: &torch::CHANNELS,
        }),
        "BatchNorm1d" | "BatchNorm2d" => Some(Layer::Same { size: argument(0, "num_features") }),
        "LayerNorm" => Some(Layer::Same { size: argument(0, "normalized_shape") }),
        _ => None,
    }
}
