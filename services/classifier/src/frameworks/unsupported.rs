//! Frameworks that train, and for which there is no image.

use anneal_source::imports::root;

use super::{Found, Framework};
use crate::view::View;

pub(super) const UNSUPPORTED: Framework = Framework { roots: ROOTS, recognise };

const ROOTS: &[&str] = &[
    "jax", "flax", "haiku", "optax", "mxnet", "paddle", "theano", "lasagne", "chainer", "pyspark", "caffe",
    "cntk", "tflearn", "mlx", "tinygrad", "h2o",
];

/// (import name, what it is called, functions and methods that train)
const SIGNS: &[(&str, &str, &[&str])] = &[
    ("jax", "jax", &["grad", "value_and_grad", "apply_updates", "jit"]),
    ("flax", "jax", &["apply_gradients", "grad", "value_and_grad"]),
    ("optax", "jax", &["apply_updates", "update"]),
    ("mxnet", "mxnet", &["fit", "backward", "step"]),
    ("paddle", "paddle", &["fit", "backward", "train"]),
    ("lasagne", "theano", &["function", "get_all_params"]),
    ("theano", "theano", &["function", "grad"]),
    ("chainer", "chainer", &["run", "backward", "update"]),
    ("pyspark", "pyspark", &["fit"]),
    ("caffe", "caffe", &["step", "solve"]),
    ("cntk", "cntk", &["train_minibatch", "train"]),
    ("tflearn", "tflearn", &["fit"]),
    ("mlx", "mlx", &["value_and_grad", "update"]),
    ("tinygrad", "tinygrad", &["backward", "step"]),
    ("h2o", "h2o", &["train"]),
];

fn recognise(view: &View<'_>) -> Option<Found> {
    let (framework, site) = SIGNS.iter().find_map(|(library, framework, signs)| {
        if !view.imports(library) {
            return None;
        }
        let fits = |site: &crate::view::Site<'_>| {
            let method = site.method().is_some_and(|name| signs.contains(&name));
            method
                || site.library().is_some_and(|name| root(name) == *library && signs.contains(&site.last()))
        };
        Some((*framework, view.sites().find(fits)?))
    })?;
    Some(Found {
        framework,
        era: "",
        image: "none",
        task: "other",
        family: "other",
        evidence: vec![site.evidence(format!("trains with {}", site.name()))],
        confidence: 0.9,
        unsupported: Some("there is no image for it"),
    })
}
