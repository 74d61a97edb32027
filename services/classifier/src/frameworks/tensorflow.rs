//! TensorFlow without Keras's training: its own loops, its estimators, and its first era.

use anneal_source::imports::root;

use super::keras::{family, task};
use super::{Found, Framework, keras_era, structure};
use crate::view::{Site, View, last};

pub(super) const TENSORFLOW: Framework = Framework { roots: &["tensorflow"], recognise };
pub(super) const FIRST_ERA: Framework = Framework { roots: &["tensorflow"], recognise: first_era };

/// What TensorFlow 2 no longer has under these names.
const FIRST_ERA_NAMES: &[&str] = &[
    "Session",
    "InteractiveSession",
    "placeholder",
    "global_variables_initializer",
    "initialize_all_variables",
    "ConfigProto",
    "GPUOptions",
    "get_variable",
    "variable_scope",
    "reset_default_graph",
    "set_random_seed",
    "log",
    "AUTO_REUSE",
    "layers.dense",
    "layers.conv2d",
    "layers.flatten",
    "train.AdamOptimizer",
    "train.GradientDescentOptimizer",
    "train.RMSPropOptimizer",
    "train.MomentumOptimizer",
    "train.Saver",
    "app.run",
    "nn.static_rnn",
    "nn.dynamic_rnn",
    "nn.rnn_cell.BasicLSTMCell",
    "nn.softmax_cross_entropy_with_logits_v2",
    "losses.mean_squared_error",
    "losses.softmax_cross_entropy",
    "losses.sparse_softmax_cross_entropy",
    "random_normal",
    "truncated_normal",
    "to_float",
    "global_variables",
];

/// A name of TensorFlow 1, used or imported; not through `tensorflow.compat.v1`, which TensorFlow 2 has.
fn first_era(view: &View<'_>) -> Option<Found> {
    if view.imports("tensorflow.compat") {
        return None;
    }
    let old = |site: &Site<'_>| {
        let name = site.library().and_then(|name| name.strip_prefix("tensorflow."));
        name.is_some_and(|name| {
            FIRST_ERA_NAMES.contains(&name)
                || root(name) == "contrib"
                || name.starts_with("examples.tutorials")
        })
    };
    let contrib = |name: &str| {
        name.starts_with("tensorflow.contrib") || name.starts_with("tensorflow.examples.tutorials")
    };
    let place = match view.import_of(&contrib) {
        Some(evidence) => {
            anneal_proto::v1::Evidence { why: "imports what only TensorFlow 1 has".to_owned(), ..evidence }
        }
        None => {
            let site = view.sites().find(old)?;
            site.evidence(format!("{} is only in TensorFlow 1", site.name()))
        }
    };
    // Preparation can use an old name, too: something has to train.
    let trains = ["minimize", "fit", "fit_generator", "train_on_batch", "run", "train", "train_and_evaluate"];
    let by_function =
        || view.first_of(&["tensorflow", "tf_slim"], &["train", "train_and_evaluate", "minimize"]);
    view.methods(&trains).next().or_else(by_function)?;
    Some(Found {
        framework: "tensorflow",
        era: "tf1",
        image: "none",
        task: task(view).0,
        family: family(view),
        evidence: vec![place],
        confidence: 0.95,
        unsupported: Some("it is of TensorFlow 1's era, for which there is no image"),
    })
}

fn recognise(view: &View<'_>) -> Option<Found> {
    estimator(view).or_else(|| compatible(view)).or_else(|| decision_forests(view)).or_else(|| own_loop(view))
}

/// Gradients from a tape, applied by an optimiser.
fn own_loop(view: &View<'_>) -> Option<Found> {
    view.named(&["tensorflow.GradientTape"])?;
    let applies = |site: &Site<'_>| {
        site.method()
            .is_some_and(|name| ["apply_gradients", "assign_sub", "minimize", "apply"].contains(&name))
    };
    let training = view.sites().find(applies)?;
    let era = keras_era::of(view);
    let (task, told) = task(view);
    let task =
        if told.is_none() && task == "classification" && !names_classes(view) { "regression" } else { task };
    let mut family = family(view);
    if family == "other" {
        // Variables that are multiplied and added: by one layer of them, or several.
        let layers = view.of_library(&["tensorflow"]).filter(|site| site.last() == "matmul").count();
        family = if layers > 1 { "mlp" } else { "linear" };
    }
    let mut evidence = vec![training.evidence(format!("trains with {}", training.name()))];
    evidence.extend(told);
    evidence.extend(era.told_by);
    Some(Found {
        framework: "tensorflow",
        era: if era.name == "keras2" { "keras2" } else { "tf2" },
        image: era.image,
        task,
        family,
        confidence: structure::confidence(true, family),
        evidence,
        unsupported: None,
    })
}

fn names_classes(view: &View<'_>) -> bool {
    view.calls_any(
        &["tensorflow", "keras"],
        &[
            "softmax",
            "sigmoid",
            "argmax",
            "softmax_cross_entropy_with_logits",
            "sparse_softmax_cross_entropy_with_logits",
            "sigmoid_cross_entropy_with_logits",
        ],
    )
}

/// `tensorflow.estimator`, which went with TensorFlow 2.16.
fn estimator(view: &View<'_>) -> Option<Found> {
    let site = view.sites().find(|site| {
        site.library().is_some_and(|name| {
            name.starts_with("tensorflow.estimator.") || name.starts_with("tensorflow.compat.v1.estimator.")
        })
    })?;
    let training =
        view.sites().find(|site| site.method() == Some("train") || site.last() == "train_and_evaluate")?;
    let name = site.last();
    let family = match name {
        _ if name.starts_with("DNN") => "mlp",
        _ if name.starts_with("Linear") => "linear",
        _ if name.starts_with("BoostedTrees") => "gbm",
        _ => family(view),
    };
    Some(Found {
        framework: "tensorflow",
        era: "keras2",
        image: "keras2",
        task: if name.ends_with("Regressor") { "regression" } else { "classification" },
        family,
        evidence: vec![
            training.evidence("trains an estimator"),
            site.evidence(format!("builds {name}, which newer TensorFlow has not")),
        ],
        confidence: 0.9,
        unsupported: None,
    })
}

/// Programs of TensorFlow 1 that ask TensorFlow 2 for its names.
fn compatible(view: &View<'_>) -> Option<Found> {
    let site = view
        .sites()
        .find(|site| site.library().is_some_and(|name| name.starts_with("tensorflow.compat.v1.")))?;
    let training = view.methods(&["run", "minimize"]).next()?;
    let optimises = view.sites().any(|site| {
        last(site.library().unwrap_or_default()).ends_with("Optimizer") || site.method() == Some("minimize")
    });
    optimises.then(|| {
        let (task, _) = task(view);
        let family = match family(view) {
            "other" if view.calls_any(&["tensorflow"], &["conv2d"]) => "cnn",
            "other" if view.calls_any(&["tensorflow"], &["matmul", "dense"]) => "mlp",
            family => family,
        };
        Found {
            framework: "tensorflow",
            era: "tf1",
            image: "keras2",
            task,
            family,
            evidence: vec![
                training.evidence("trains in a session"),
                site.evidence("uses TensorFlow 1's names in TensorFlow 2"),
            ],
            confidence: 0.8,
            unsupported: None,
        }
    })
}

fn decision_forests(view: &View<'_>) -> Option<Found> {
    let site =
        view.of_library(&["tensorflow_decision_forests"]).find(|site| site.last().ends_with("Model"))?;
    let training = view.methods(&["fit"]).next()?;
    let regression = site.call.keyword("task").is_some_and(|arg| arg.text.contains("REGRESSION"));
    Some(Found {
        framework: "tensorflow",
        era: "keras2",
        image: "keras2",
        task: if regression { "regression" } else { "classification" },
        family: if site.last().starts_with("Gradient") { "gbm" } else { "forest" },
        evidence: vec![training.evidence(format!("trains {}", site.last()))],
        confidence: 0.9,
        unsupported: None,
    })
}
