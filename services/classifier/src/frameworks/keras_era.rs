//! Which Keras a program is written for. What Keras 3 and TensorFlow ≥ 2.16 have was read from their packages.

use anneal_proto::v1::Evidence;
use anneal_source::imports::root;

use super::keras::{TRAINING, part};
use crate::code::Value;
use crate::view::{Site, View, last};

/// An era, its image, and what tells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Era {
    pub(super) name: &'static str,
    pub(super) image: &'static str,
    pub(super) told_by: Option<Evidence>,
}

/// Modules of `keras` that Keras 3 has; an import of any other is from before it.
const MODULES: &[&str] = &[
    "activations",
    "applications",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "datasets",
    "distribution",
    "dtype_policies",
    "export",
    "initializers",
    "layers",
    "legacy",
    "losses",
    "metrics",
    "mixed_precision",
    "models",
    "ops",
    "optimizers",
    "preprocessing",
    "quantizers",
    "random",
    "regularizers",
    "saving",
    "src",
    "tree",
    "utils",
    "visualization",
    "wrappers",
    "distillation",
];
/// Their modules in turn, where they have any.
const SUBMODULES: &[&str] = &[
    "applications.convnext",
    "applications.densenet",
    "applications.efficientnet",
    "applications.efficientnet_v2",
    "applications.imagenet_utils",
    "applications.inception_resnet_v2",
    "applications.inception_v3",
    "applications.mobilenet",
    "applications.mobilenet_v2",
    "applications.mobilenet_v3",
    "applications.nasnet",
    "applications.resnet",
    "applications.resnet50",
    "applications.resnet_v2",
    "applications.vgg16",
    "applications.vgg19",
    "applications.xception",
    "datasets.boston_housing",
    "datasets.california_housing",
    "datasets.cifar10",
    "datasets.cifar100",
    "datasets.fashion_mnist",
    "datasets.imdb",
    "datasets.mnist",
    "datasets.reuters",
    "legacy.saving",
    "ops.image",
    "ops.linalg",
    "ops.nn",
    "ops.numpy",
    "optimizers.legacy",
    "optimizers.schedules",
    "preprocessing.image",
    "preprocessing.sequence",
    "utils.bounding_boxes",
    "utils.legacy",
];
/// Modules that only `tensorflow.keras` has.
const OF_TENSORFLOW: &[&str] = &["preprocessing.text"];
/// What is gone from both.
const GONE: &[&str] = &[
    "layers.DenseFeatures",
    "layers.LocallyConnected1D",
    "layers.LocallyConnected2D",
    "layers.AbstractRNNCell",
    "layers.CuDNNLSTM",
    "layers.CuDNNGRU",
    "layers.Merge",
    "layers.merge",
    "layers.experimental",
    "backend.learning_phase",
    "backend.set_learning_phase",
    "backend.function",
    "backend.placeholder",
    "backend.get_session",
    "backend.set_session",
    "backend.set_image_dim_ordering",
    "backend.image_dim_ordering",
    "backend.tensorflow_backend",
    "utils.np_utils",
    "utils.multi_gpu_model",
    "utils.to_ordinal",
    "callbacks.BaseLogger",
    "models.model_from_yaml",
    "experimental",
    "estimator",
    "wrappers.scikit_learn",
    "optimizers.legacy",
    "optimizers.experimental",
    "engine",
];
/// What `keras` no longer has and `tensorflow.keras` still has.
const GONE_FROM_KERAS: &[&str] = &[
    "preprocessing.image.ImageDataGenerator",
    "preprocessing.text",
    "preprocessing.sequence.TimeseriesGenerator",
    "preprocessing.sequence.skipgrams",
    "layers.ThresholdedReLU",
    "losses.Reduction",
];
/// Functions of `keras.backend` that Keras 3 kept; it had a hundred.
const BACKEND: &[&str] = &[
    "backend",
    "clear_session",
    "epsilon",
    "floatx",
    "get_uid",
    "image_data_format",
    "is_float_dtype",
    "is_int_dtype",
    "result_type",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
];
/// Methods of a model that Keras 3 has not.
const METHODS: &[&str] = &[
    "fit_generator",
    "evaluate_generator",
    "predict_generator",
    "predict_classes",
    "predict_proba",
    "reset_states",
];
/// Arguments of layers and models that Keras 3 does not take.
const ARGUMENTS: &[&str] = &[
    "nb_epoch",
    "nb_filter",
    "border_mode",
    "subsample",
    "W_regularizer",
    "b_regularizer",
    "batch_input_shape",
    "output_dim",
    "init",
    "dim_ordering",
    "bias",
    "period",
];
/// Arguments of `fit` that Keras 3 does not take.
const FIT_ARGUMENTS: &[&str] = &[
    "nb_epoch",
    "workers",
    "use_multiprocessing",
    "max_queue_size",
    "samples_per_epoch",
    "nb_val_samples",
    "show_accuracy",
];
/// Modules of TensorFlow that went with Keras 2.
const TENSORFLOW_GONE: &[&str] = &[
    "tensorflow.estimator",
    "tensorflow.feature_column",
    "tensorflow.python.keras",
    "tensorflow.compat.v1",
    "tensorflow_addons",
    "segmentation_models",
];
/// Libraries whose layers only fit Keras 2 models, by how their names begin.
const SECOND_ERA_PARTNERS: &[&str] = &["transformers.TF", "tensorflow_hub.KerasLayer"];
/// What only Keras 3 has.
const THIRD: &[&str] = &["ops", "random", "distribution", "quantizers", "tree", "dtype_policies"];

/// The era of what an entry reaches.
pub(super) fn of(view: &View<'_>) -> Era {
    let is_third = |name: &str| standalone(name).is_some_and(|part| THIRD.contains(&root(part)));
    let called =
        || view.sites().find(|site| site.library().is_some_and(is_third)).map(|site| site.evidence(""));
    if let Some(evidence) = view.import_of(&is_third).or_else(called).or_else(|| backend_variable(view)) {
        return Era {
            name: "keras3",
            image: "keras",
            told_by: Some(told(evidence, "Keras 3 has this, and Keras 2 has not")),
        };
    }
    let told_by = old_import(view).or_else(|| view.sites().find_map(|site| old_call(view, &site)));
    match told_by {
        Some(evidence) => Era { name: "keras2", image: "keras2", told_by: Some(evidence) },
        None => Era { name: "keras3", image: "keras", told_by: None },
    }
}

fn told(evidence: Evidence, why: &str) -> Evidence {
    Evidence { why: why.to_owned(), ..evidence }
}

/// What follows `keras.` in names of Keras's own package.
fn standalone(name: &str) -> Option<&str> {
    name.strip_prefix("keras.")
}

fn old_import(view: &View<'_>) -> Option<Evidence> {
    let gone = view.import_of(&|name| {
        TENSORFLOW_GONE.iter().any(|gone| name == *gone || crate::view::is_below(name, gone))
    });
    let partner = |name: &str| SECOND_ERA_PARTNERS.iter().any(|partner| name.starts_with(partner));
    let found = gone.or_else(|| view.import_of(&is_gone)).or_else(|| view.import_of(&partner));
    found.map(|evidence| told(evidence, "imports what Keras 3 no longer has"))
}

/// Whether a dotted name of Keras is one that Keras 3 has not.
fn is_gone(name: &str) -> bool {
    let Some(part) = part(name) else { return false };
    let alone = standalone(name).is_some();
    let among = |names: &[&str]| names.iter().any(|gone| part == *gone || crate::view::is_below(part, gone));
    if among(GONE) || alone && among(GONE_FROM_KERAS) {
        return true;
    }
    let mut parts = part.split('.');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if alone && first == "backend" {
        return !second.is_empty() && !BACKEND.contains(&second);
    }
    // Below a module are its names, which have capitals or are functions, and modules, which a further part
    // shows: `layers.core.Dense`.
    let module = format!("{first}.{second}");
    let lower = first.starts_with(|c: char| c.is_ascii_lowercase());
    let unknown_first =
        lower && parts.clone().count() + usize::from(!second.is_empty()) > 0 && !MODULES.contains(&first);
    let has_third = parts.next().is_some() && second.starts_with(|c: char| c.is_ascii_lowercase());
    let known = SUBMODULES.contains(&module.as_str()) || !alone && OF_TENSORFLOW.contains(&module.as_str());
    unknown_first || has_third && first != "src" && !known
}

fn old_call(view: &View<'_>, site: &Site<'_>) -> Option<Evidence> {
    if let Some(name) = site.library() {
        let partner = SECOND_ERA_PARTNERS.iter().any(|partner| name.starts_with(partner));
        if partner || is_gone(name) || TENSORFLOW_GONE.iter().any(|gone| crate::view::is_below(name, gone)) {
            return Some(site.evidence(format!("{name} is not in Keras 3")));
        }
        let part = part(name)?;
        let argument = old_argument(site, part)?;
        return Some(site.evidence(format!("{} takes no `{argument}` in Keras 3", last(name))));
    }
    let method = site.method()?;
    let has = |names: &[&str]| {
        site.call.args.iter().find_map(|arg| arg.name.clone().filter(|name| names.contains(&name.as_str())))
    };
    let fits = TRAINING.contains(&method).then(|| has(FIT_ARGUMENTS)).flatten();
    if let Some(argument) = fits {
        return Some(site.evidence(format!("`{method}` takes no `{argument}` in Keras 3")));
    }
    // Other libraries have methods of these names.
    let foreign = || {
        view.libraries(&view.receivers(site))
            .iter()
            .any(|name| !["keras", "tensorflow"].contains(&root(name)))
    };
    let old = METHODS.contains(&method) || method == "save_weights" && saves_as_before(site);
    (old && !foreign()).then(|| site.evidence(format!("Keras 3 has no such `{method}`")))
}

fn old_argument(site: &Site<'_>, part: &str) -> Option<String> {
    let named = |names: &[&str]| {
        site.call.args.iter().find_map(|arg| arg.name.clone().filter(|name| names.contains(&name.as_str())))
    };
    let end = last(part);
    if part.starts_with("optimizers") && !part.contains("schedules") {
        return named(&["lr"]);
    }
    // `Embedding` has always called its size so, and `get` of an initialiser takes anything.
    if ["layers", "models", "callbacks"].contains(&root(part)) || ["Sequential", "Model"].contains(&end) {
        return named(ARGUMENTS).filter(|name| {
            let size = end == "Embedding" && name == "output_dim";
            !(size || end.ends_with("Conv2D") && name == "bias")
        });
    }
    None
}

/// Keras 3 wants `.weights.h5`.
fn saves_as_before(site: &Site<'_>) -> bool {
    let name = site.call.positional(0).and_then(|arg| arg.value.text());
    name.is_some_and(|name| !name.ends_with(".weights.h5"))
}

/// `os.environ["KERAS_BACKEND"] = …`
fn backend_variable(view: &View<'_>) -> Option<Evidence> {
    let names = |value: &Value| matches!(value, Value::Dict(pairs) if pairs.iter().any(|(key, _)| key.text() == Some("KERAS_BACKEND")));
    view.closure.iter().find_map(|file| {
        let file = view.program.file(*file);
        let values = file.binds.get(&(0, "os.environ".to_owned()))?;
        values.iter().any(names).then(|| Evidence::at(&file.path, 1, ""))
    })
}
