//! PyTorch, and what is built on it.

use super::{Calls, Found, evidence};
use crate::program::Reached;

const LIGHTNING: &[&str] = &["pytorch_lightning.Trainer", "lightning.Trainer", "lightning.pytorch.Trainer"];
const TRANSFORMERS: &[&str] = &["transformers.Trainer", "transformers.Seq2SeqTrainer"];
const SKORCH: &[&str] = &["skorch.NeuralNetClassifier", "skorch.NeuralNetRegressor", "skorch.NeuralNet"];

pub(super) fn recognise(calls: &Calls<'_>) -> Option<Found> {
    let (framework, place) = driver(calls)?;
    let regression = ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "mse_loss", "l1_loss"];
    let classes = [
        "CrossEntropyLoss",
        "NLLLoss",
        "BCELoss",
        "BCEWithLogitsLoss",
        "cross_entropy",
        "nll_loss",
        "binary_cross_entropy",
    ];
    let calls_any = |names: &[&str]| calls.of_root(&["torch"]).any(|(_, name)| names.contains(&name));
    let task = if !calls_any(&classes) && calls_any(&regression) { "regression" } else { "classification" };
    Some(Found {
        framework,
        era: "",
        image: "torch",
        task,
        family: family(calls),
        evidence: vec![evidence(place, format!("trains with {}", place.call.name))],
        confidence: 0.93,
    })
}

/// What drives the training: a library's trainer, or a loop with `backward` and `step`.
fn driver<'p>(calls: &Calls<'p>) -> Option<(&'static str, Reached<'p>)> {
    let trainers = [("lightning", LIGHTNING), ("transformers", TRANSFORMERS), ("skorch", SKORCH)];
    let found = trainers.into_iter().find_map(|(name, names)| Some((name, calls.find(names)?)));
    if found.is_some() {
        return found;
    }
    if !calls.imports("torch") {
        return None;
    }
    let backward = calls.find(&[".backward"])?;
    calls.find(&[".step"])?;
    Some(("torch", backward))
}

fn family(calls: &Calls<'_>) -> &'static str {
    let built = |parts: &[&str]| {
        calls.of_root(&["torch", "torchvision", "transformers", "torch_geometric"]).any(|(reached, name)| {
            parts.iter().any(|part| name.contains(part) || reached.call.name.contains(&format!("{part}.")))
        })
    };
    let kinds = [
        (&["GCNConv", "GATConv", "SAGEConv", "torch_geometric"][..], "gnn"),
        (&["Transformer", "MultiheadAttention", "AutoModel", "transformers"][..], "transformer"),
        (&["LSTM", "GRU", "RNN"][..], "rnn"),
        (&["Conv", "resnet", "vgg", "mobilenet", "densenet", "efficientnet"][..], "cnn"),
        (&["Linear"][..], "mlp"),
    ];
    kinds.into_iter().find(|(parts, _)| built(parts)).map_or("other", |(_, family)| family)
}
