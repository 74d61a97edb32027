//! Which of the numbers that a training reported is the objective's value.
//!
//! Numbers on held-out data come first; among them what a hook measured before what stdout said before what a
//! file holds; among those test before validation before unknown; of equals the last one. A number on training
//! data says nothing about the bar, and counts only where it is asked for by name: `train_accuracy`.

use crate::v1::{Metric, Objective};

/// The objective's value and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The value; not finite where the training diverged.
    pub value: f64,
    /// What reported it and where: `sklearn.metrics.accuracy_score (train.py:31)`.
    pub source: String,
    /// `test`, `validation`, `unknown` or `train`.
    pub split: String,
    /// The same metric on training data, where that was measured too.
    pub train: Option<f64>,
}

/// The value of `objective` among these metrics; none where it was not measured on anything but training data.
#[must_use]
pub fn measure(objective: &Objective, metrics: &[Metric]) -> Option<Measured> {
    let wanted = Name::of(&objective.metric, "");
    let matching = || {
        let all = metrics.iter().map(|metric| (Name::of(&metric.name, &metric.split), metric));
        all.filter(|(name, _)| name.metric == wanted.metric || name.is_score_of(&wanted.metric))
    };
    let asked = |name: &Name| match wanted.split {
        UNKNOWN => name.split != TRAIN,
        split => name.split == split,
    };
    // `min_by_key` gives the first of equals, and the last one is wanted.
    let candidates: Vec<_> = matching().filter(|(name, _)| asked(name)).collect();
    let best = candidates.iter().rev().min_by_key(|(name, metric)| rank(name, metric, &wanted.metric))?;
    let (name, metric) = best;
    let train = matching().rfind(|(name, _)| name.split == TRAIN).map(|(_, metric)| fraction(metric));
    Some(Measured {
        value: fraction(metric),
        source: origin(metric),
        split: name.split.to_owned(),
        train: train.filter(|_| name.split != TRAIN),
    })
}

const TRAIN: &str = "train";
const UNKNOWN: &str = "unknown";

/// A metric's name without its split and in one spelling.
#[derive(Debug)]
struct Name {
    metric: String,
    split: &'static str,
}

impl Name {
    fn of(name: &str, split: &str) -> Self {
        let name = name.trim().to_ascii_lowercase().replace([' ', '-', '.'], "_");
        let (prefix, rest) = prefixed(&name);
        let split = split_of(split).or(prefix).unwrap_or(UNKNOWN);
        Self { metric: canonical(rest).to_owned(), split }
    }

    /// `estimator.score` is accuracy or R², whatever the task is.
    fn is_score_of(&self, wanted: &str) -> bool {
        self.metric == "score" && matches!(wanted, "accuracy" | "r2")
    }
}

fn split_of(split: &str) -> Option<&'static str> {
    match split {
        "train" | "training" => Some(TRAIN),
        "validation" | "val" | "valid" => Some("validation"),
        "test" => Some("test"),
        _ => None,
    }
}

/// The split that a name starts with: `val_accuracy`.
fn prefixed(name: &str) -> (Option<&'static str>, &str) {
    let prefixes = [
        ("validation_", "validation"),
        ("valid_", "validation"),
        ("val_", "validation"),
        ("eval_", "validation"),
        ("test_", "test"),
        ("training_", TRAIN),
        ("train_", TRAIN),
    ];
    let found = prefixes.iter().find_map(|(prefix, split)| Some((*split, name.strip_prefix(prefix)?)));
    found.map_or((None, name), |(split, rest)| (Some(split), rest))
}

/// The one spelling of a metric's name, which is in lower case and has no split: `acc` is `accuracy`.
#[must_use]
pub fn canonical(name: &str) -> &str {
    match name {
        "acc"
        | "accuracy_score"
        | "binary_accuracy"
        | "categorical_accuracy"
        | "sparse_categorical_accuracy"
        | "acc_score" => "accuracy",
        "r2_score" | "r_squared" | "r^2" | "r\u{b2}" | "rsquared" => "r2",
        "mean_squared_error" => "mse",
        "mean_absolute_error" => "mae",
        "root_mean_squared_error" => "rmse",
        "f1_score" => "f1",
        "roc_auc" | "roc_auc_score" | "auc_score" => "auc",
        "precision_score" => "precision",
        "recall_score" => "recall",
        "balanced_accuracy_score" => "balanced_accuracy",
        other => other,
    }
}

/// Smaller counts more.
fn rank(name: &Name, metric: &Metric, wanted: &str) -> (bool, bool, u8, u8) {
    let split = ["test", "validation", UNKNOWN, TRAIN].iter().position(|split| *split == name.split);
    let split = split.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX);
    (name.split == TRAIN, name.metric != wanted, reporter(metric), split)
}

/// Hooks before stdout before files.
fn reporter(metric: &Metric) -> u8 {
    let source = metric.source.as_str();
    let file =
        [".txt", ".json", ".csv", ".log", ".md", ".yaml", ".yml"].iter().any(|end| source.ends_with(end));
    match source {
        "stdout" | "stderr" => 1,
        _ if file || source.contains('/') => 2,
        _ => 0,
    }
}

/// An accuracy that was printed in per cent, as a fraction.
fn fraction(metric: &Metric) -> f64 {
    let name = Name::of(&metric.name, "");
    let percent =
        name.metric == "accuracy" && reporter(metric) > 0 && metric.value > 1.0 && metric.value <= 100.0;
    if percent { metric.value / 100.0 } else { metric.value }
}

fn origin(metric: &Metric) -> String {
    if metric.location.is_empty() {
        metric.source.clone()
    } else {
        format!("{} ({})", metric.source, metric.location)
    }
}

#[cfg(test)]
mod tests {
    use crate::v1::Settings;

    use super::*;

    fn metric(name: &str, value: f64, split: &str, source: &str) -> Metric {
        Metric {
            name: name.into(),
            value,
            split: split.into(),
            source: source.into(),
            location: String::new(),
        }
    }

    fn value(wanted: Option<&str>, metrics: &[Metric]) -> Option<f64> {
        let settings = Settings { metric: wanted.map(Into::into), ..Settings::default() };
        measure(&settings.objective("classification"), metrics).map(|measured| measured.value)
    }

    #[test]
    fn held_out_data_wins_over_training_data_whoever_says_it() {
        let train = metric("accuracy", 1.0, "train", "keras.fit");
        assert_eq!(value(None, std::slice::from_ref(&train)), None);
        assert_eq!(value(Some("train_accuracy"), std::slice::from_ref(&train)), Some(1.0));
        let all = [train, metric("accuracy", 97.5, "unknown", "stdout")];
        assert_eq!(value(None, &all), Some(0.975));
        let measured = measure(&Settings::default().objective(""), &all).expect("measured");
        assert_eq!((measured.train, measured.split.as_str()), (Some(1.0), "unknown"));
    }

    #[test]
    fn a_hook_wins_over_stdout_and_stdout_over_a_file() {
        let file = metric("accuracy", 0.1, "test", "result.txt");
        let stdout = metric("acc", 0.2, "unknown", "stdout");
        let hook = metric("val_accuracy", 0.3, "validation", "keras.fit");
        assert_eq!(value(None, &[file.clone(), stdout.clone()]), Some(0.2));
        assert_eq!(value(None, &[hook.clone(), stdout.clone(), file.clone()]), Some(0.3));
        let test = metric("accuracy", 0.4, "test", "keras.evaluate");
        assert_eq!(value(None, &[test, hook, stdout, file]), Some(0.4));
    }

    #[test]
    fn the_last_of_equals_counts() {
        let at = |value| metric("accuracy", value, "test", "sklearn.metrics.accuracy_score");
        assert_eq!(value(None, &[at(0.1), at(0.9), at(0.5)]), Some(0.5));
    }

    #[test]
    fn a_named_metric_is_taken_and_its_split_with_it() {
        let metrics = [metric("f1_score", 0.7, "test", "hook"), metric("accuracy", 0.9, "test", "hook")];
        assert_eq!(value(Some("f1"), &metrics), Some(0.7));
        assert_eq!(value(Some("mae"), &metrics), None);
        let metrics =
            [metric("accuracy", 0.6, "validation", "hook"), metric("accuracy", 0.9, "test", "hook")];
        assert_eq!(value(Some("val_accuracy"), &metrics), Some(0.6));
    }

    #[test]
    fn an_estimators_score_stands_in() {
        let score = metric("score", 0.6, "test", "sklearn.score");
        assert_eq!(value(None, std::slice::from_ref(&score)), Some(0.6));
        assert_eq!(value(None, &[metric("accuracy", 0.5, "unknown", "stdout"), score]), Some(0.5));
    }

    #[test]
    fn a_number_that_is_not_finite_is_measured() {
        assert!(value(None, &[metric("accuracy", f64::NAN, "test", "hook")]).expect("measured").is_nan());
    }
}
