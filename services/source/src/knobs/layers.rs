//! Widths of PyTorch layers. A layer's size is a knob where the next layers take it in visibly: then all of
//! them change together. A size that cannot be followed is not touched.

use ruff_python_ast::{Expr, ExprCall};

use super::facts::{Facts, Scope, Site};
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

/// Adds a knob for each hidden width.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let layers: Vec<(&Site<'a>, &str, Layer<'a>)> = facts
        .calls
        .iter()
        .filter_map(|site| {
            let (root, name) = facts.callee(site.call)?;
            let layer = (root == "torch").then(|| layer(site.call, name)).flatten()?;
            Some((site, name, layer))
        })
        .collect();
    for (n, (site, name, layer)) in layers.iter().enumerate() {
        let Layer::Sized { gives: Some(gives), param, .. } = layer else { continue };
        let Some(first) = facts.origin(gives, site.scope) else { continue };
        let call = found.number(name);
        let after = layers[n + 1..].iter().take_while(|(other, ..)| other.scope == site.scope);
        if let Some(places) = followed(facts, first, site.scope, after.map(|(_, _, layer)| layer)) {
            found.written(&call, param, &places);
        }
    }
}

/// The places of a size from the layer that gives it to the one that takes it in; none where nothing does.
fn followed<'a, 'l>(
    facts: &Facts<'a>,
    first: Origin<'a>,
    scope: Scope,
    after: impl Iterator<Item = &'l Layer<'a>>,
) -> Option<Vec<Origin<'a>>>
where
    'a: 'l,
{
    let mut places = vec![first];
    let add = |places: &mut Vec<Origin<'a>>, size: Option<&'a Expr>| {
        let Some(origin) = size.and_then(|size| facts.origin(size, scope)) else { return false };
        let equal = origin.text == places[0].text;
        if equal && places.iter().all(|place| (place.file, &place.range) != (origin.file, &origin.range)) {
            places.push(origin);
        }
        equal
    };
    for layer in after {
        match layer {
            Layer::Same { size } => {
                if !add(&mut places, *size) {
                    return None;
                }
            }
            Layer::Sized { takes, .. } => return add(&mut places, *takes).then_some(places),
        }
    }
    None
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
