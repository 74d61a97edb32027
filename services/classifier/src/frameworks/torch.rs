//! PyTorch: its own loops, and the trainers of Lightning, Transformers, skorch and their like.

use anneal_source::imports::root;

use super::{Found, Framework, families, structure, torch_task};
use crate::program::Place;
use crate::view::{Site, View, is_below, last};

pub(super) const TORCH: Framework = Framework { roots: ROOTS, recognise };

pub(super) const ROOTS: &[&str] = &[
    "torch",
    "torchvision",
    "torchaudio",
    "torchtext",
    "torch_geometric",
    "dgl",
    "transformers",
    "lightning",
    "pytorch_lightning",
    "skorch",
    "timm",
    "segmentation_models_pytorch",
    "accelerate",
    "diffusers",
    "monai",
    "peft",
    "trl",
    "efficientnet_pytorch",
    "ignite",
    "catalyst",
    "kornia",
    "einops",
];
/// What others call with a model to train it: (name's last part, library, method).
const TRAINERS: &[(&str, &str, &str)] = &[
    ("Trainer", "lightning", "fit"),
    ("Trainer", "pytorch_lightning", "fit"),
    ("Trainer", "transformers", "train"),
    ("Seq2SeqTrainer", "transformers", "train"),
    ("SFTTrainer", "trl", "train"),
    ("NeuralNetClassifier", "skorch", "fit"),
    ("NeuralNetBinaryClassifier", "skorch", "fit"),
    ("NeuralNetRegressor", "skorch", "fit"),
    ("NeuralNet", "skorch", "fit"),
    ("SupervisedRunner", "catalyst", "train"),
];

/// Families by layers, the more telling first.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "transformer",
        &[
            "Transformer",
            "TransformerEncoder",
            "TransformerEncoderLayer",
            "TransformerDecoder",
            "TransformerDecoderLayer",
            "MultiheadAttention",
            "scaled_dot_product_attention",
        ],
    ),
    ("rnn", &["LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"]),
];
const CONVOLUTIONS: &[&str] =
    &["Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "LazyConv2d", "conv2d", "conv1d", "UNet2DModel"];

fn recognise(view: &View<'_>) -> Option<Found> {
    let (framework, training) = driver(view)?;
    let (task, told) = torch_task::of(view);
    let family = match family(view) {
        "other" => family(&view.whole()),
        found => found,
    };
    let mut evidence = vec![training.evidence(format!("trains with {}", training.name()))];
    evidence.extend(model_evidence(view));
    let sure = told.is_some();
    evidence.extend(told);
    Some(Found {
        framework,
        era: "",
        image: "torch",
        task,
        family,
        evidence,
        confidence: structure::confidence(sure, family),
        unsupported: None,
    })
}

/// What drives the training: a library's trainer, or gradients and steps.
fn driver<'p>(view: &View<'p>) -> Option<(&'static str, Site<'p>)> {
    let trainer = view.sites().find_map(|site| Some((trainer(view, &site)?, site)));
    if trainer.is_some() {
        return trainer;
    }
    // In a search or a pipeline of scikit-learn's, whose `fit` it is.
    let skorch = |site: &Site<'_>| {
        site.method().is_some_and(|name| ["fit", "partial_fit"].contains(&name))
            || ["cross_val_score", "cross_validate"].contains(&site.last())
    };
    if view.of_library(&["skorch"]).any(|site| site.last().starts_with("NeuralNet"))
        && let Some(site) = view.sites().find(skorch)
    {
        return Some(("skorch", site));
    }
    if !ROOTS.iter().any(|root| view.imports(root)) {
        return None;
    }
    let backward = view.sites().find(|site| {
        site.last() == "backward"
            || ["backward", "manual_backward"].contains(&site.method().unwrap_or_default())
    });
    // Gradients can be applied by hand.
    let gradients = || view.named(&["torch.autograd.grad"]);
    // Gradients alone train nothing: they also explain what a network sees.
    let optimises =
        || view.sites().any(|site| site.library().is_some_and(|name| is_below(name, "torch.optim")));
    let steps = view.methods(&["step", "zero_", "sub_", "add_"]).next().is_some() || optimises();
    let made_to_learn =
        || view.of_library(&["torch"]).any(|site| site.call.keyword("requires_grad").is_some());
    let by_hand = steps || view.named(&["torch.no_grad"]).is_some() && made_to_learn();
    let training = backward.filter(|_| steps).or_else(|| gradients().filter(|_| by_hand));
    training.map(|site| ("torch", site))
}

/// Command lines that train when they are made: (name's last part, library).
const COMMAND_LINES: &[(&str, &str)] =
    &[("LightningCLI", "lightning"), ("LightningCLI", "pytorch_lightning")];

fn trainer(view: &View<'_>, site: &Site<'_>) -> Option<&'static str> {
    let made = site.library().is_some_and(|name| COMMAND_LINES.contains(&(last(name), root(name))));
    if made {
        return Some("lightning");
    }
    let method = site.method()?;
    if !TRAINERS.iter().any(|(_, _, trains)| *trains == method) {
        return None;
    }
    let names = view.libraries(&view.receivers(site));
    let (_, library, _) = TRAINERS.iter().find(|(end, library, trains)| {
        *trains == method && names.iter().any(|name| root(name) == *library && last(name) == *end)
    })?;
    Some(match *library {
        "pytorch_lightning" | "lightning" => "lightning",
        "trl" | "transformers" => "transformers",
        library => library,
    })
}

fn model_evidence(view: &View<'_>) -> Option<anneal_proto::v1::Evidence> {
    let class = modules(view).into_iter().next()?;
    let file = view.program.file(class.file);
    let scope = &file.scopes[class.scope];
    let why = format!("the model is {}", scope.name);
    Some(anneal_proto::v1::Evidence::at(&file.path, scope.line, why))
}

/// Classes of the tree that are networks, and that objects are made of.
pub(super) fn modules(view: &View<'_>) -> Vec<Place> {
    let is_module = |class: &Place| {
        view.program.library_bases(*class).iter().any(|base| {
            ROOTS.contains(&root(base))
                && ["Module", "LightningModule", "PreTrainedModel", "MessagePassing"].contains(&last(base))
        })
    };
    view.classes().into_iter().filter(is_module).collect()
}

/// Calls of layers and of networks that come with their architecture.
fn layers<'v>(view: &'v View<'_>) -> impl Iterator<Item = Site<'v>> + 'v {
    view.of_library(ROOTS)
}

/// Whether a network of the tree has this in its name.
fn named(view: &View<'_>, part: &str) -> bool {
    let name = |class: &Place| view.program.file(class.file).scopes[class.scope].name.contains(part);
    modules(view).iter().any(name)
}

/// Whether a layer of this module is made.
fn below(view: &View<'_>, module: &str) -> bool {
    layers(view).any(|site| site.library().is_some_and(|name| crate::view::is_below(name, module)))
}

/// Networks on graphs: a library's, or written out by the author.
fn is_of_graphs(view: &View<'_>) -> bool {
    below(view, "torch_geometric.nn")
        || below(view, "dgl.nn")
        || view.named(&["torch.spmm", "torch.sparse.mm"]).is_some()
        || ["Graph", "GCN", "GAT", "GNN"].iter().any(|part| named(view, part))
}

/// An encoder and a decoder are trained together. Adversaries may come back to their pictures, too.
fn encodes(view: &View<'_>) -> bool {
    let alternate = structure::optimisers(view, ROOTS) >= 2 && structure::backward_passes(view) >= 2;
    structure::reparameterises(view) && torch_task::has_halves(view)
        || !alternate && torch_task::reconstructs(view)
}

fn family(view: &View<'_>) -> &'static str {
    let derived: Vec<String> =
        view.classes().into_iter().flat_map(|class| view.program.library_bases(class)).collect();
    let built = |name: &str| {
        layers(view).any(|site| site.last() == name)
            || derived.iter().any(|base| root(base) == "torch" && last(base) == name)
    };
    if is_of_graphs(view) {
        return "gnn";
    }
    if encodes(view) {
        return "autoencoder";
    }
    match pretrained(view) {
        // Layers of one's own over pictures' features are what is trained.
        Some("cnn") => return families::first(LAYERS, built).unwrap_or("cnn"),
        Some(family) => return family,
        None => {}
    }
    if let Some(family) = families::first(LAYERS, built) {
        return family;
    }
    // Attention that the author writes out.
    if named(view, "Attention") && !CONVOLUTIONS.iter().any(|name| built(name)) {
        return "transformer";
    }
    if CONVOLUTIONS.iter().any(|name| built(name)) || below(view, "segmentation_models_pytorch") {
        return "cnn";
    }
    let looked_up = |site: &Site<'_>| {
        let owner = site.call.positional(0).filter(|_| site.library() == Some("getattr"));
        let kinds = owner.map(|owner| view.kinds(site, &owner.value)).unwrap_or_default();
        view.libraries(&kinds).iter().any(|name| name == "torchvision.models")
    };
    if view.sites().any(|site| looked_up(&site)) {
        return "cnn";
    }
    let linear: Vec<_> =
        layers(view).filter(|site| ["Linear", "LazyLinear"].contains(&site.last())).collect();
    match linear[..] {
        [] if built("Embedding") => "other",
        // Tensors that are multiplied and added by hand.
        [] if learns_tensors(view) => "linear",
        [] if view.imports("torchvision.models") => "cnn",
        [] if view.imports("keras") => super::keras::family(view),
        [] => "other",
        [one] if !one.call.looped && !built("ReLU") && !built("Embedding") => "linear",
        _ => "mlp",
    }
}

/// The family of what is loaded by name.
fn pretrained(view: &View<'_>) -> Option<&'static str> {
    layers(view).find_map(|site| {
        let name = site.library()?;
        let texts = || site.call.args.iter().map(|arg| view.words(&site, arg)).collect::<Vec<_>>().join(" ");
        let named = if crate::view::is_below(name, "torchvision.models") && !last(name).ends_with("Weights") {
            Some(families::of_text(last(name)).unwrap_or("cnn"))
        } else if ["timm.create_model", "torch.hub.load"].contains(&name) {
            families::of_text(&texts()).or(Some("cnn"))
        } else if root(name) == "transformers"
            && (last(name) == "from_pretrained" || last(name) == "from_config")
        {
            is_model(name).then_some("transformer")
        } else {
            None
        };
        named.or_else(|| (root(name) == "efficientnet_pytorch").then_some("cnn"))
    })
}

/// `AutoTokenizer.from_pretrained` is none.
fn is_model(name: &str) -> bool {
    !["Tokenizer", "Config", "Processor", "FeatureExtractor"].iter().any(|other| name.contains(other))
}

/// Parameters that are no layer's.
fn learns_tensors(view: &View<'_>) -> bool {
    view.methods(&["requires_grad_"]).next().is_some()
        || view
            .of_library(&["torch"])
            .any(|site| site.call.keyword("requires_grad").is_some() || site.last() == "Parameter")
}
