//! What a PyTorch program learns to do, by its losses and what surrounds them.

use std::collections::BTreeSet;

use anneal_proto::v1::Evidence;
use anneal_source::imports::root;

use super::structure;
use super::torch::{ROOTS, modules};
use crate::code::Value;
use crate::program::{FileId, Kind, Place};
use crate::view::{Site, View, is_below, last};

/// Losses by task; of those that a program calls, the first in this order counts.
const LOSSES: &[(&str, &[&str])] = &[
    ("segmentation", &["DiceLoss", "JaccardLoss", "TverskyLoss", "DiceCELoss", "LovaszLoss"]),
    (
        "classification",
        &[
            "CrossEntropyLoss",
            "NLLLoss",
            "BCELoss",
            "BCEWithLogitsLoss",
            "MultiMarginLoss",
            "MultiLabelSoftMarginLoss",
            "HingeEmbeddingLoss",
            "SoftMarginLoss",
            "cross_entropy",
            "nll_loss",
            "binary_cross_entropy",
            "binary_cross_entropy_with_logits",
            "multilabel_soft_margin_loss",
            "LabelSmoothingCrossEntropy",
            "sigmoid_focal_loss",
        ],
    ),
    (
        "regression",
        &[
            "MSELoss",
            "L1Loss",
            "SmoothL1Loss",
            "HuberLoss",
            "PoissonNLLLoss",
            "GaussianNLLLoss",
            "mse_loss",
            "l1_loss",
            "smooth_l1_loss",
            "huber_loss",
        ],
    ),
    (
        "other",
        &[
            "CTCLoss",
            "ctc_loss",
            "TripletMarginLoss",
            "CosineEmbeddingLoss",
            "MarginRankingLoss",
            "triplet_margin_loss",
            "CosineSimilarity",
        ],
    ),
];
/// Heads of pretrained networks, by a part of their class's name.
const HEADS: &[(&str, &str)] = &[
    ("ForSequenceClassification", "classification"),
    ("ForTokenClassification", "classification"),
    ("ForImageClassification", "classification"),
    ("ForAudioClassification", "classification"),
    ("ForMultipleChoice", "classification"),
    ("ForSemanticSegmentation", "segmentation"),
    ("ForCausalLM", "language_modeling"),
    ("LMHead", "language_modeling"),
    ("ForMaskedLM", "language_modeling"),
    ("ForPreTraining", "language_modeling"),
    ("ForSeq2SeqLM", "language_modeling"),
    ("ForConditionalGeneration", "language_modeling"),
    ("ForQuestionAnswering", "other"),
    ("ForObjectDetection", "other"),
    ("ForCTC", "other"),
];

/// The task, and what tells it.
pub(super) fn of(view: &View<'_>) -> (&'static str, Option<Evidence>) {
    if structure::acts_in_environment(view) {
        return ("reinforcement", Some(first_evidence(view, "acts in an environment")));
    }
    if let Some(found) = by_head(view) {
        return found;
    }
    if let Some(what) = generates(view) {
        return ("generative", Some(first_evidence(view, what)));
    }
    if reconstructs(view) {
        return ("other", Some(first_evidence(view, "what goes in is what is to come out")));
    }
    if predicts_tokens(view) {
        return ("language_modeling", Some(first_evidence(view, "as many outputs as embedded tokens")));
    }
    let (task, evidence) = by_loss(view);
    match task {
        Some("classification") if places_boxes(view) => ("other", evidence),
        Some("classification" | "segmentation") if segments(view) => ("segmentation", evidence),
        Some(task) => (task, evidence),
        None => (by_wrapper(view), None),
    }
}

fn first_evidence(view: &View<'_>, why: &str) -> Evidence {
    Evidence::at(&view.program.file(view.entry).path, 1, why)
}

fn by_head(view: &View<'_>) -> Option<(&'static str, Option<Evidence>)> {
    view.of_library(&["transformers"]).find_map(|site| {
        let name = site.library()?;
        let (_, task) = HEADS.iter().find(|(head, _)| name.contains(head))?;
        Some((*task, Some(site.evidence(format!("builds {name}")))))
    })
}

/// Adversaries, sampled codes, or noise that is taken away step by step.
fn generates(view: &View<'_>) -> Option<&'static str> {
    let optimisers = structure::optimisers(view, ROOTS);
    let passes = structure::backward_passes(view);
    if optimisers >= 2 && passes >= 2 && structure::draws_noise(view) {
        return Some("two networks are trained by turns, from noise");
    }
    if optimisers >= 2 && passes >= 2 && structure::judges_detached(view) {
        return Some("a network judges what another one makes");
    }
    // Densities are changed by what each step stretches.
    if view.calls_any(ROOTS, &["logdet", "slogdet"]) || view.methods(&["logdet", "slogdet"]).next().is_some()
    {
        return Some("its loss has log-determinants");
    }
    if structure::reparameterises(view) && has_halves(view) {
        return Some("codes are sampled");
    }
    // The products of a schedule's steps say how much noise is left after each.
    let schedule = view.calls_any(&["torch", "numpy"], &["cumprod"]) && structure::draws_noise(view);
    let diffuses =
        schedule || view.calls_any(&["diffusers"], &["DDPMScheduler", "DDIMScheduler", "UNet2DModel"]);
    diffuses.then_some("noise is taken away step by step")
}

/// The losses that are made or called.
fn by_loss(view: &View<'_>) -> (Option<&'static str>, Option<Evidence>) {
    let found = LOSSES.iter().find_map(|(task, names)| {
        let site = view.sites().find(|site| {
            let ours =
                site.library().is_some_and(|name| ROOTS.contains(&root(name)) || root(name) == "monai");
            ours && names.contains(&site.last())
        });
        Some((*task, site?))
    });
    if let Some((task, site)) = found {
        return (Some(task), Some(site.evidence(format!("its loss is {}", site.last()))));
    }
    // A loss may be passed as a class or function: `criterion = nn.MSELoss`.
    let passed = view.sites().find_map(|site| {
        let names = site
            .call
            .args
            .iter()
            .flat_map(|arg| view.libraries(&view.kinds(&site, &arg.value)))
            .collect::<Vec<_>>();
        let fits = |(task, losses): &(&'static str, &[&str])| {
            names.iter().any(|name| losses.contains(&last(name))).then_some(*task)
        };
        Some((LOSSES.iter().find_map(fits)?, site))
    });
    match passed {
        Some((task, site)) => (Some(task), Some(site.evidence("is given its loss"))),
        None => (None, None),
    }
}

fn by_wrapper(view: &View<'_>) -> &'static str {
    if view.calls_any(&["skorch"], &["NeuralNetRegressor"]) {
        return "regression";
    }
    if view.imports("torchvision.models.detection") {
        return "other";
    }
    // Squares of differences, written out.
    let classes = view.sites().any(|site| {
        let name = site.library().map(last).or(site.method()).unwrap_or_default();
        ["softmax", "log_softmax", "sigmoid", "argmax", "logsumexp"].contains(&name)
    });
    let squares = view.sites().any(|site| {
        ["pow", "square", "abs"].contains(&site.library().map(last).or(site.method()).unwrap_or_default())
    });
    match () {
        () if classes
            || view.calls_any(&["skorch"], &["NeuralNetClassifier", "NeuralNetBinaryClassifier"]) =>
        {
            "classification"
        }
        () if squares => "regression",
        // `(y - x) ** 2` calls nothing.
        () if view.calls_any(&["torch"], &["mean"]) || view.methods(&["mean", "sum"]).next().is_some() => {
            "regression"
        }
        () => "classification",
    }
}

/// One loss of what a box holds and of where it is: objects are detected.
fn places_boxes(view: &View<'_>) -> bool {
    let scopes = |names: &[&str]| -> BTreeSet<Place> {
        view.of_library(ROOTS).filter(|site| names.contains(&site.last())).map(|site| site.place()).collect()
    };
    let where_it_is = scopes(&["smooth_l1_loss", "SmoothL1Loss"]);
    let what = scopes(&[
        "cross_entropy",
        "CrossEntropyLoss",
        "binary_cross_entropy_with_logits",
        "sigmoid_focal_loss",
    ]);
    // What is not a box overlaps with none.
    where_it_is.intersection(&what).next().is_some()
        || view.calls_any(
            &["torchvision"],
            &["nms", "batched_nms", "RoIPool", "RoIAlign", "roi_align", "roi_pool"],
        )
}

/// A picture comes out: it is scaled up again, and joined or never flattened.
fn segments(view: &View<'_>) -> bool {
    // Of the many networks of a collection, one may scale up for itself and another join.
    let files: BTreeSet<_> = view.of_library(ROOTS).map(|site| site.at.file).collect();
    files.into_iter().any(|file| segments_in(view, file))
}

fn segments_in(view: &View<'_>, file: FileId) -> bool {
    let calls = |names: &[&str]| {
        view.of_library(ROOTS).any(|site| site.at.file == file && names.contains(&site.last()))
    };
    let library =
        |module: &str| view.sites().any(|site| site.library().is_some_and(|name| is_below(name, module)));
    let up = calls(&[
        "ConvTranspose2d",
        "ConvTranspose3d",
        "Upsample",
        "UpsamplingBilinear2d",
        "interpolate",
        "MaxUnpool2d",
    ]);
    let up = up || view.named(&["torch.nn.functional.upsample"]).is_some();
    library("torchvision.models.segmentation")
        || library("segmentation_models_pytorch")
        || up && calls(&["Conv2d", "Conv3d"]) && (calls(&["cat"]) || !calls(&["Linear"]))
}

/// A network with an encoder and a decoder.
pub(super) fn has_halves(view: &View<'_>) -> bool {
    let halves = |class: &Place| {
        let file = view.program.file(class.file);
        let name = file.scopes[class.scope].name.to_ascii_lowercase();
        let has = |part: &str| {
            let attribute = file.binds.keys().any(|(scope, name)| {
                *scope == class.scope && name.trim_start_matches("self.").starts_with(part)
            });
            attribute || file.methods(class.scope).any(|(name, _)| name == part || name == format!("{part}r"))
        };
        has("encode") && has("decode")
            || name.contains("autoencoder")
            || name == "vae"
            || name == "ae"
            || name.contains("vae")
    };
    modules(view).iter().any(halves)
}

/// The loss compares what a network gives with what it was given.
pub(super) fn reconstructs(view: &View<'_>) -> bool {
    let compares = view.sites().any(|site| compares_with_input(view, &site));
    let plain = !view
        .calls_any(ROOTS, &["LSTM", "GRU", "Embedding", "Transformer", "CrossEntropyLoss", "cross_entropy"]);
    compares || plain && has_halves(view) && !segments_by_joining(view)
}

fn segments_by_joining(view: &View<'_>) -> bool {
    view.calls_any(ROOTS, &["cat"])
}

/// `loss(y, x)` where `y = model(x)`.
fn compares_with_input(view: &View<'_>, site: &Site<'_>) -> bool {
    let by_name = LOSSES.iter().any(|(_, names)| names.contains(&site.last()));
    let by_value = || {
        site.method() == Some("__call__")
            && view.receivers(site).iter().any(|kind| match kind {
                Kind::Library(name, _) => LOSSES.iter().any(|(_, names)| names.contains(&last(name))),
                _ => false,
            })
    };
    let (Some(given), Some(wanted)) = (site.call.positional(0), site.call.positional(1)) else {
        return false;
    };
    if !(by_name || by_value()) || wanted.text.parse::<f64>().is_ok() {
        return false;
    }
    let file = view.program.file(site.at.file);
    let made: Vec<&Value> = match &given.value {
        Value::Name(name) => file.binds.get(&(site.call.scope, name.clone())).into_iter().flatten().collect(),
        value => vec![value],
    };
    made.into_iter().any(|value| {
        let value = if let Value::Item(inner) = value { inner } else { value };
        let Value::Call(call) = value else { return false };
        let call = &file.calls[*call];
        // A network is called as a value; the loss's own target is not its input by accident.
        let called = matches!(&call.func, Value::Name(name) if !name.starts_with("torch."));
        called && call.args.len() == 1 && call.args[0].text == wanted.text
    })
}

/// As many outputs as tokens are embedded.
fn predicts_tokens(view: &View<'_>) -> bool {
    let sizes = |names: &[&str], keyword: &str, at: usize| -> Vec<String> {
        let made = view.of_library(&["torch"]).filter(|site| names.contains(&site.last()));
        made.filter_map(|site| Some(view.writings(&site, site.call.argument(keyword, at)?)))
            .flatten()
            .collect()
    };
    structure::predicts_tokens(
        &sizes(&["Embedding"], "num_embeddings", 0),
        &sizes(&["Linear"], "out_features", 1),
    )
}
