//! Keras and TensorFlow, in all their eras.

use super::{Calls, Found, evidence};
use crate::program::Reached;

const ROOTS: &[&str] = &["keras", "tensorflow", "tf_keras"];
const TRAINING: &[&str] = &[".fit", ".fit_generator", ".train_on_batch"];
/// Calls that only TensorFlow 1 has.
const FIRST_ERA: &[&str] =
    &["tensorflow.Session", "tensorflow.placeholder", "tensorflow.InteractiveSession", "tensorflow.app.run"];
/// Modules that Keras 2 had and Keras 3 has not.
const SECOND_ERA_MODULES: &[&str] = &[
    "keras.utils.np_utils",
    "keras.layers.convolutional",
    "keras.layers.core",
    "keras.layers.normalization",
    "keras.layers.recurrent",
    "keras.layers.pooling",
    "keras.layers.embeddings",
    "keras.layers.merge",
    "keras.layers.advanced_activations",
    "keras.backend.tensorflow_backend",
    "keras.preprocessing.image",
    "keras.preprocessing.text",
    "keras.preprocessing.sequence",
    "keras.wrappers.scikit_learn",
    "keras.optimizers.schedules.learning_rate_schedule",
];
/// Keyword arguments that Keras 3 no longer takes.
const SECOND_ERA_KEYWORDS: &[&str] =
    &["lr", "nb_epoch", "nb_filter", "border_mode", "init", "output_dim", "decay"];
/// Methods that Keras 3 no longer has.
const SECOND_ERA_METHODS: &[&str] =
    &[".fit_generator", ".predict_classes", ".evaluate_generator", ".predict_generator", ".predict_proba"];
/// Names that only Keras 3 has.
const THIRD_ERA_MODULES: &[&str] = &["keras.ops", "keras.random"];

/// A call of TensorFlow 1.
pub(super) fn first_era<'p>(calls: &Calls<'p>) -> Option<Reached<'p>> {
    calls.find(FIRST_ERA).filter(|_| !calls.imports("tensorflow.compat"))
}

pub(super) fn recognise(calls: &Calls<'_>) -> Option<Found> {
    let (place, _) = calls.of_root(ROOTS).find(|(reached, name)| builds(&reached.call.name, name))?;
    let training = calls.find(TRAINING)?;
    let (era, why) = era(calls);
    let mut found = vec![evidence(place, format!("builds with {}", place.call.name))];
    found.push(evidence(training, format!("trains it with {}", training.call.name)));
    if let Some((reached, why)) = why {
        found.push(evidence(reached, why));
    }
    Some(Found {
        framework: "keras",
        era,
        image: if era == "keras2" { "keras2" } else { "keras" },
        task: task(calls),
        family: family(calls),
        evidence: found,
        confidence: 0.95,
    })
}

fn builds(name: &str, last: &str) -> bool {
    name.contains(".layers")
        || name.contains(".applications.")
        || ["Sequential", "Model", "load_model"].contains(&last)
}

/// The era, and the call that tells it where one does.
fn era<'p>(calls: &Calls<'p>) -> (&'static str, Option<(Reached<'p>, String)>) {
    if THIRD_ERA_MODULES.iter().any(|module| calls.imports(module)) {
        return ("keras3", None);
    }
    let bare = |module: &&&str| calls.imports(module) || calls.imports(&format!("tensorflow.{module}"));
    if SECOND_ERA_MODULES.iter().find(bare).is_some() {
        return ("keras2", None);
    }
    let old = |reached: &&Reached<'_>| SECOND_ERA_METHODS.contains(&reached.call.name.as_str());
    let keyword = |reached: &&Reached<'_>| {
        let ours = ROOTS.contains(&crate::module::root(&reached.call.name))
            || TRAINING.contains(&reached.call.name.as_str());
        ours && reached.call.keywords.iter().any(|(name, _)| SECOND_ERA_KEYWORDS.contains(&name.as_str()))
    };
    match calls.reached.iter().find(|reached| old(reached) || keyword(reached)) {
        Some(reached) => ("keras2", Some((*reached, "uses what Keras 3 no longer has".to_owned()))),
        None => ("keras3", None),
    }
}

fn family(calls: &Calls<'_>) -> &'static str {
    let built =
        |parts: &[&str]| calls.of_root(ROOTS).any(|(_, name)| parts.iter().any(|part| name.contains(part)));
    let kinds = [
        (&["MultiHeadAttention", "Transformer"][..], "transformer"),
        (&["LSTM", "GRU", "SimpleRNN", "Bidirectional"][..], "rnn"),
        (
            &["Conv", "VGG", "ResNet", "MobileNet", "Inception", "EfficientNet", "DenseNet", "Xception"][..],
            "cnn",
        ),
        (&["Dense"][..], "mlp"),
    ];
    kinds.into_iter().find(|(parts, _)| built(parts)).map_or("other", |(_, family)| family)
}

/// By the loss, then by what is measured.
fn task(calls: &Calls<'_>) -> &'static str {
    let compiled = calls.reached.iter().filter(|reached| reached.call.name == ".compile");
    let texts: String = compiled
        .flat_map(|reached| &reached.call.keywords)
        .map(|(_, text)| text.to_ascii_lowercase())
        .collect();
    let classes = ["crossentropy", "hinge", "accuracy", "acc"];
    let numbers = ["mse", "mae", "mean_squared", "mean_absolute", "meansquared", "meanabsolute", "huber"];
    if classes.iter().any(|sign| texts.contains(sign)) {
        return "classification";
    }
    if numbers.iter().any(|sign| texts.contains(sign)) { "regression" } else { "classification" }
}
