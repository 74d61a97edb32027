//! Measures that are told by their labels: `print(f"val accuracy: {acc:.3f}")`.

use anneal_proto::objective::canonical;

use super::splits::{self, UNKNOWN};
use crate::code::{File, Value};
use crate::view::{Site, View};

/// Measures by their canonical names; other words before a number are anything.
const KNOWN: &[&str] = &[
    "accuracy",
    "loss",
    "r2",
    "mse",
    "mae",
    "rmse",
    "mape",
    "f1",
    "auc",
    "precision",
    "recall",
    "perplexity",
    "bleu",
    "rouge",
    "iou",
    "miou",
    "dice",
    "psnr",
    "ssim",
    "silhouette",
    "reward",
    "wer",
    "cer",
    "log_loss",
    "balanced_accuracy",
    "map",
    "ari",
    "nmi",
];
/// Functions that show a text.
const SHOWING: &[&str] =
    &["print", "logging.info", "tqdm.tqdm.write", "click.echo", "rich.print", "builtins.print"];
const SHOWING_METHODS: &[&str] = &["info", "debug", "write", "set_description", "set_postfix_str", "update"];
/// Functions that take measures by their names.
const TRACKING: &[&str] = &["wandb.log", "mlflow.log_metric", "mlflow.log_metrics", "wandb.run.log"];

/// Measures that a call shows or tracks, with their splits.
pub(super) fn of(view: &View<'_>, site: &Site<'_>) -> Vec<(String, &'static str)> {
    let library = site.library().unwrap_or_default();
    if TRACKING.contains(&library) {
        return site.call.args.first().map(|arg| keys(&arg.value)).unwrap_or_default();
    }
    if site.method() == Some("set_postfix") {
        let keywords = site.call.args.iter().filter_map(|arg| arg.name.as_deref());
        return keywords.filter_map(label).collect();
    }
    let shows = SHOWING.contains(&library)
        || library.ends_with(".info")
        || site.method().is_some_and(|method| SHOWING_METHODS.contains(&method));
    if !shows {
        return Vec::new();
    }
    let file = view.program.file(site.at.file);
    // A text alone is a heading.
    let texts: Vec<String> = site.call.args.iter().map(|arg| shown(file, &arg.value)).collect();
    let whole = texts.join(" ");
    if whole.contains(GAP) || whole.contains('%') { labels(&whole) } else { Vec::new() }
}

fn keys(value: &Value) -> Vec<(String, &'static str)> {
    match value {
        Value::Text(text) => label(text).into_iter().collect(),
        Value::Dict(pairs) => pairs.iter().filter_map(|(key, _)| label(key.text()?)).collect(),
        _ => Vec::new(),
    }
}

/// What stands for a value in a text.
const GAP: char = '\u{fffc}';

/// The text that a value is shown as, with gaps for what is computed.
fn shown(file: &File, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        // `"accuracy: %.3f" % accuracy` is a mix of both sides.
        Value::Joined(_, parts) | Value::Mix(parts) => parts.iter().map(|part| shown(file, part)).collect(),
        Value::Call(call) => match file.calls.get(*call).map(|call| &call.func) {
            Some(Value::Member(inner, method)) if method == "format" => {
                format!("{}{GAP}", shown(file, inner))
            }
            _ => GAP.to_string(),
        },
        _ => GAP.to_string(),
    }
}

/// A measure that a name says, and its split: `val/acc`, `Loss/train`.
pub(super) fn label(name: &str) -> Option<(String, &'static str)> {
    let plain = name.to_ascii_lowercase().replace(['/', ' ', '-', '.', ':'], "_");
    let (_, rest) = splits::prefixed(plain.trim_matches('_'));
    let words: Vec<&str> = rest.split('_').collect();
    let whole = canonical(rest);
    let known = KNOWN.iter().find(|known| **known == whole);
    // `epoch_loss`, `loss_test`: one of the words.
    let metric = known.or_else(|| {
        let mut ofs = words.iter().rev().map(|word| canonical(word));
        ofs.find_map(|word| KNOWN.iter().find(|known| **known == word))
    })?;
    Some(((*metric).to_owned(), splits::of_text(&plain)))
}

/// Measures in a shown text: each a known word before a gap, on the split that was named last before it. A single
/// measure may name it behind, too.
fn labels(text: &str) -> Vec<(String, &'static str)> {
    let mut found: Vec<(String, &'static str)> = Vec::new();
    let mut last = UNKNOWN;
    for part in text.split_inclusive([GAP, '%', ',', ';', '|', '{', '\n']) {
        let here = splits::of_text(part);
        last = if here == UNKNOWN { last } else { here };
        let words = part.split(|c: char| !(c.is_alphanumeric() || "_^/-".contains(c)));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        // The last words before a value are its label.
        let label = words.iter().rev().take(4).find_map(|word| label(word));
        found.extend(label.map(|(metric, split)| (metric, if split == UNKNOWN { last } else { split })));
    }
    if let [(_, split)] = &mut *found
        && *split == UNKNOWN
    {
        *split = splits::of_text(text);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, &'static str)> {
        labels(&text.replace("{}", &GAP.to_string()))
    }

    #[test]
    fn labels_before_values_are_measures() {
        assert_eq!(told("Accuracy: {}"), [("accuracy".to_owned(), "unknown")]);
        assert_eq!(
            told("epoch {} train loss {} val acc {}"),
            [("loss".to_owned(), "train"), ("accuracy".to_owned(), "validation")]
        );
        assert_eq!(
            told("Test set: average loss: {}, accuracy: {}/{} ({}%)"),
            [("loss".to_owned(), "test"), ("accuracy".to_owned(), "test")]
        );
        assert_eq!(
            told("epoch {} loss {} test accuracy {}"),
            [("loss".to_owned(), "unknown"), ("accuracy".to_owned(), "test")]
        );
        assert_eq!(told("accuracy {} on the test set"), [("accuracy".to_owned(), "test")]);
        assert_eq!(told("saved {} to {}"), []);
    }

    #[test]
    fn names_of_trackers_are_measures() {
        assert_eq!(label("Loss/train"), Some(("loss".to_owned(), "train")));
        assert_eq!(label("val_f1_score"), Some(("f1".to_owned(), "validation")));
        assert_eq!(label("learning_rate"), None);
    }
}
