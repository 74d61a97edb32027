//! Keras, by itself and in TensorFlow.

use std::collections::BTreeSet;

use anneal_source::imports::root;

use super::{Found, Framework, families, keras_era, structure};
use crate::program::{Kind, Place};
use crate::view::{Site, View, last};

pub(super) const KERAS: Framework = Framework { roots: ROOTS, recognise };

pub(super) const ROOTS: &[&str] = &[
    "keras",
    "tensorflow",
    "tf_keras",
    "scikeras",
    "autokeras",
    "tensorflow_addons",
    "segmentation_models",
    "keras_cv",
    "keras_nlp",
    "keras_hub",
];
/// Methods that train a model.
pub(super) const TRAINING: &[&str] = &["fit", "fit_generator", "train_on_batch"];
/// Wrappers that make a scikit-learn estimator of a model.
const WRAPPERS: &[&str] = &["KerasClassifier", "KerasRegressor"];

/// Families by layers, the more telling first.
const LAYERS: &[(&str, &[&str])] = &[
    ("gnn", &["GCNConv", "GATConv", "GraphConv"]),
    ("transformer", &["MultiHeadAttention", "TransformerEncoder", "TransformerDecoder"]),
    (
        "rnn",
        &["LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM2D", "CuDNNLSTM", "CuDNNGRU", "LSTMCell", "GRUCell"],
    ),
    (
        "cnn",
        &[
            "Conv1D",
            "Conv2D",
            "Conv3D",
            "Convolution1D",
            "Convolution2D",
            "SeparableConv2D",
            "SeparableConv1D",
            "DepthwiseConv2D",
            "Conv2DTranspose",
            "LocallyConnected2D",
        ],
    ),
];

/// What follows `keras.` in a dotted name of any of its packages.
pub(super) fn part(name: &str) -> Option<&str> {
    let packages = [
        "keras.",
        "tensorflow.keras.",
        "tf_keras.",
        "tensorflow.python.keras.",
        "tensorflow.compat.v1.keras.",
        "tensorflow.compat.v2.keras.",
    ];
    packages.iter().find_map(|package| name.strip_prefix(package))
}

/// Whether `from module import *` brings a name. The other modules hold what is neither of the two.
pub(super) fn may_have(module: &str, name: &str) -> bool {
    const MODELS: &[&str] =
        &["Sequential", "Model", "load_model", "model_from_json", "model_from_yaml", "clone_model"];
    const OPTIMISERS: &[&str] =
        &["Adam", "AdamW", "SGD", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl"];
    const CALLBACKS: &[&str] = &[
        "ModelCheckpoint",
        "EarlyStopping",
        "TensorBoard",
        "ReduceLROnPlateau",
        "LearningRateScheduler",
        "CSVLogger",
    ];
    match last(module) {
        "models" => MODELS.contains(&name),
        "optimizers" => OPTIMISERS.contains(&name),
        "callbacks" => CALLBACKS.contains(&name),
        "layers" => {
            name.starts_with(char::is_uppercase) && ![MODELS, OPTIMISERS, CALLBACKS].concat().contains(&name)
                || ["concatenate", "add", "multiply"].contains(&name)
        }
        _ => !name.starts_with(char::is_uppercase),
    }
}

fn recognise(view: &View<'_>) -> Option<Found> {
    let built = view.sites().find(|site| site.library().is_some_and(builds))?;
    let training = view.sites().find(|site| trains(view, site))?;
    let era = keras_era::of(view);
    let (task, told) = task(view);
    let family = family(view);
    let mut evidence = vec![training.evidence(format!("trains with {}", training.name()))];
    evidence.push(built.evidence(format!("builds with {}", built.name())));
    evidence.extend(era.told_by);
    evidence.extend(told);
    Some(Found {
        framework: "keras",
        era: era.name,
        image: era.image,
        task,
        family,
        confidence: structure::confidence(evidence.len() > 2, family),
        evidence,
        unsupported: None,
    })
}

/// Whether a library's name is a part of a model, or makes one.
pub(super) fn builds(name: &str) -> bool {
    let end = last(name);
    let other = ["segmentation_models", "tensorflow_hub", "autokeras"].contains(&root(name));
    let keras = part(name).is_some_and(|part| {
        ["layers", "applications"].contains(&root(part))
            || ["Sequential", "Model", "load_model", "model_from_json", "Input"].contains(&end)
    });
    keras || other || WRAPPERS.contains(&end) && ["keras", "tensorflow", "scikeras"].contains(&root(name))
}

/// Whether a call trains a model of Keras.
fn trains(view: &View<'_>, site: &Site<'_>) -> bool {
    let kinds = match site.method() {
        Some(method) if TRAINING.contains(&method) => view.receivers(site),
        _ if ["cross_val_score", "cross_validate"].contains(&site.last()) => {
            let given = site.call.argument("estimator", 0);
            let kinds = given.map(|given| view.kinds(site, &given.value)).unwrap_or_default();
            let itself = view.libraries(&kinds).iter().any(|name| WRAPPERS.contains(&last(name)));
            return itself || wraps(view, &kinds, DEEPEST);
        }
        _ => return false,
    };
    let names = view.libraries(&kinds);
    // A pipeline or search may hold a wrapped model.
    let wrapped = || names.iter().all(|name| root(name) == "sklearn") && wraps(view, &kinds, DEEPEST);
    let ours = |name: &String| {
        ROOTS.contains(&root(name)) && !name.contains("preprocessing") && !is_layer(name)
            || last(name) == "KerasClassifier"
    };
    let unknown = names.is_empty() && !kinds.iter().any(|kind| matches!(kind, Kind::Local(_)));
    unknown || names.iter().any(ours) || !names.is_empty() && wrapped()
}

/// `TextVectorization` and its like are fitted, too.
fn is_layer(name: &str) -> bool {
    part(name).is_some_and(|part| root(part) == "layers")
        && !["Dense"].contains(&last(name))
        && last(name).contains("Vectoriz")
}

/// Searches and pipelines nest; deeper than this is no program.
const DEEPEST: usize = 4;

fn wraps(view: &View<'_>, kinds: &BTreeSet<Kind>, depth: usize) -> bool {
    kinds.iter().any(|kind| {
        let Kind::Library(_, Some(made)) = kind else { return false };
        let call = view.program.call(*made);
        let at = Place { file: made.file, scope: call.scope };
        let given = call.args.iter().flat_map(|arg| view.program.kinds(at, &arg.value)).collect();
        view.libraries(&given).iter().any(|name| WRAPPERS.contains(&last(name)))
            || depth > 0 && wraps(view, &given, depth - 1)
    })
}

/// Layers that are built.
fn layers<'v>(view: &'v View<'_>) -> impl Iterator<Item = Site<'v>> + 'v {
    view.of_library(ROOTS)
        .filter(|site| site.library().and_then(part).is_some_and(|part| root(part) == "layers"))
}

pub(super) fn family(view: &View<'_>) -> &'static str {
    if structure::reparameterises(view) || reconstructs(view) {
        return "autoencoder";
    }
    let built = |name: &str| layers(view).any(|site| site.last() == name);
    if let Some(family) = families::first(&LAYERS[..2], built) {
        return family;
    }
    if let Some(family) = pretrained(view) {
        return family;
    }
    if let Some(family) = families::first(&LAYERS[2..], built) {
        return family;
    }
    if view.named(&["tensorflow.nn.conv2d", "tensorflow.nn.convolution"]).is_some() {
        return "cnn";
    }
    let dense: Vec<_> = layers(view).filter(|site| site.last() == "Dense").collect();
    match dense[..] {
        [] => "other",
        // One layer without a hidden one is a linear model.
        [one] if !one.call.looped && !built("Embedding") => "linear",
        _ => "mlp",
    }
}

/// Networks that come with their architecture.
fn pretrained(view: &View<'_>) -> Option<&'static str> {
    let application = view.sites().any(|site| {
        site.library()
            .and_then(part)
            .is_some_and(|part| root(part) == "applications" && last(part).starts_with(char::is_uppercase))
    });
    if application || view.of_library(&["segmentation_models"]).next().is_some() {
        return Some("cnn");
    }
    let transformers = view.of_library(&["transformers"]).any(|site| site.last() == "from_pretrained");
    if transformers {
        return Some("transformer");
    }
    let hub = view.of_library(&["tensorflow_hub"]).next()?;
    let texts = hub.call.args.iter().map(|arg| view.words(&hub, arg)).collect::<Vec<_>>().join(" ");
    Some(families::of_text(&texts).unwrap_or("cnn"))
}

/// `fit(x, x)`: what goes in is what is to come out.
fn reconstructs(view: &View<'_>) -> bool {
    let same = |site: Site<'_>| {
        let (x, y) = (site.call.argument("x", 0), site.call.argument("y", 1));
        x.zip(y).is_some_and(|(x, y)| x.text == y.text)
    };
    view.methods(&["fit", "train_on_batch"]).any(same)
}

/// The task, and what tells it.
pub(super) fn task(view: &View<'_>) -> (&'static str, Option<anneal_proto::v1::Evidence>) {
    if structure::acts_in_environment(view) {
        return ("reinforcement", None);
    }
    if is_adversarial(view) || structure::reparameterises(view) {
        return ("generative", None);
    }
    if reconstructs(view) {
        return ("other", None);
    }
    if predicts_tokens(view) {
        return ("language_modeling", None);
    }
    let (task, evidence) = by_loss(view);
    if task != Some("regression") && segments(view) {
        return ("segmentation", evidence);
    }
    (task.or_else(|| by_output(view)).unwrap_or("classification"), evidence)
}

/// Two networks that are trained by turns, one of them from noise.
fn is_adversarial(view: &View<'_>) -> bool {
    let batches = view.methods(&["train_on_batch"]).count() >= 2;
    let tapes = view.methods(&["apply_gradients"]).count() >= 2 && structure::optimisers(view, ROOTS) >= 2;
    (batches || tapes) && structure::draws_noise(view)
}

/// A picture comes out: it is scaled up again, and nothing flattens it.
fn segments(view: &View<'_>) -> bool {
    let built = |names: &[&str]| layers(view).any(|site| names.contains(&site.last()));
    let models = view.of_library(&["segmentation_models"]).next().is_some();
    let up = built(&["UpSampling2D", "Conv2DTranspose", "UpSampling3D", "Conv3DTranspose"]);
    let joined = built(&["Concatenate", "concatenate", "Add", "add", "merge", "MaxUnpooling2D"])
        || view.named(&["tensorflow.concat"]).is_some();
    models || up && (joined || !built(&["Flatten", "GlobalAveragePooling2D", "Dense"]))
}

/// By the loss that a model is compiled with or that is called, else by what is measured.
fn by_loss(view: &View<'_>) -> (Option<&'static str>, Option<anneal_proto::v1::Evidence>) {
    let compiled: Vec<_> = view.methods(&["compile"]).collect();
    for site in &compiled {
        let Some(loss) = site.call.argument("loss", 1) else { continue };
        let words = view.words(site, loss);
        if let Some(task) = of_loss(&words) {
            return (Some(task), Some(site.evidence(format!("its loss is {}", loss.text))));
        }
    }
    let called = view.of_library(ROOTS).find_map(|site| {
        let name = site.library()?;
        let is_loss =
            name.contains("losses") || name.contains("cross_entropy") || last(name).ends_with("crossentropy");
        let task = of_loss(&last(name).to_ascii_lowercase()).filter(|_| is_loss)?;
        Some((task, site.evidence(format!("its loss is {name}"))))
    });
    if let Some((task, evidence)) = called {
        return (Some(task), Some(evidence));
    }
    let measured = compiled.iter().filter_map(|site| Some((site, site.call.argument("metrics", 2)?)));
    let accuracy = { measured }.find(|(site, metrics)| view.words(site, metrics).contains("acc"));
    (accuracy.map(|_| "classification"), accuracy.map(|(site, _)| site.evidence("its accuracy is measured")))
}

pub(super) fn of_loss(words: &str) -> Option<&'static str> {
    let words = words.replace('_', "");
    let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
    match () {
        () if says(&["dice", "jaccard", "iou", "tversky"]) => Some("segmentation"),
        () if says(&["crossentropy", "hinge", "nll", "focal"]) => Some("classification"),
        () if says(&[
            "mse",
            "mae",
            "mape",
            "msle",
            "meansquared",
            "meanabsolute",
            "huber",
            "logcosh",
            "poisson",
            "rmse",
            "quantile",
            "cosine",
        ]) =>
        {
            Some("regression")
        }
        () => None,
    }
}

/// By the activation of the last layer that is written.
fn by_output(view: &View<'_>) -> Option<&'static str> {
    let dense = layers(view).filter(|site| site.last() == "Dense").last()?;
    let activation =
        dense.call.argument("activation", 1).map(|arg| arg.text.to_ascii_lowercase()).unwrap_or_default();
    let classes = activation.contains("softmax") || activation.contains("sigmoid");
    let one = dense.call.argument("units", 0).and_then(|arg| arg.value.number()) == Some(1.0);
    if classes { Some("classification") } else { one.then_some("regression") }
}

/// Output sizes are those of what is embedded or, without an embedding, of what a recurrent layer takes.
fn predicts_tokens(view: &View<'_>) -> bool {
    let embedded = layers(view).filter(|site| site.last() == "Embedding");
    let mut sizes: Vec<String> = embedded
        .filter_map(|site| Some(view.writings(&site, site.call.argument("input_dim", 0)?)))
        .flatten()
        .collect();
    let is_recurrent = |site: &Site<'_>| ["LSTM", "GRU", "SimpleRNN"].contains(&site.last());
    if sizes.is_empty() && layers(view).any(|site| is_recurrent(&site)) {
        let shapes = view
            .of_library(ROOTS)
            .filter(|site| is_recurrent(site) || ["Input", "InputLayer"].contains(&site.last()));
        let shapes = shapes
            .filter_map(|site| ["input_shape", "shape"].iter().find_map(|name| site.call.keyword(name)));
        sizes.extend(shapes.filter_map(|shape| features(&shape.text)));
    }
    let softmax = |site: &Site<'_>| {
        let activation = site.call.argument("activation", 1).map(|arg| arg.text.to_ascii_lowercase());
        activation.is_none_or(|activation| activation.contains("softmax"))
    };
    let told = layers(view).filter(|site| site.last() == "Dense" && softmax(site));
    let told: Vec<String> = told
        .filter_map(|site| Some(view.writings(&site, site.call.argument("units", 0)?)))
        .flatten()
        .collect();
    structure::predicts_tokens(&sizes, &told)
}

/// `n` of a shape `(steps, n)`.
fn features(shape: &str) -> Option<String> {
    let inner = shape.trim().strip_prefix(['(', '['])?.strip_suffix([')', ']'])?;
    let (_, features) = inner.split_once(',')?;
    Some(features.trim().to_owned()).filter(|features| !features.is_empty())
}
