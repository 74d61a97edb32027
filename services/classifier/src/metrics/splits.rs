//! Which split of the data something is measured on, as names say it.

use crate::view::{Site, View};

pub(super) const TRAIN: &str = "train";
pub(super) const VALIDATION: &str = "validation";
pub(super) const TEST: &str = "test";
pub(super) const UNKNOWN: &str = "unknown";

/// The split that a word names.
fn of_word(word: &str) -> Option<&'static str> {
    match word {
        "train" | "training" | "tr" | "trn" => Some(TRAIN),
        "val" | "valid" | "validation" | "dev" | "eval" | "holdout" | "oof" | "cv" => Some(VALIDATION),
        "test" | "testing" | "te" => Some(TEST),
        _ => None,
    }
}

/// The split that a text names: held-out data before training data, as `X_train, X_test` is measured on both.
pub(super) fn of_text(text: &str) -> &'static str {
    let words = words(text);
    let found: Vec<&str> = words.iter().filter_map(|word| of_word(word)).collect();
    let first = |split: &str| found.contains(&split);
    match () {
        () if first(TEST) => TEST,
        () if first(VALIDATION) => VALIDATION,
        () if first(TRAIN) => TRAIN,
        () => UNKNOWN,
    }
}

/// `xTrain`, `X_train2` and `trainX` have the word `train`.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before_is_lower = false;
    for character in text.chars() {
        if !character.is_ascii_alphabetic() || character.is_ascii_uppercase() && before_is_lower {
            spaced.push(' ');
        }
        before_is_lower = character.is_ascii_lowercase();
        if character.is_ascii_alphabetic() {
            spaced.push(character.to_ascii_lowercase());
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// The split by what a call is given, here or by the callers, else by where it is.
pub(super) fn of_call(view: &View<'_>, site: &Site<'_>) -> &'static str {
    let mut given = site.call.args.iter().flat_map(|arg| view.writings(site, arg));
    let split = given.find_map(|text| Some(of_text(&text)).filter(|split| *split != UNKNOWN));
    split.unwrap_or_else(|| of_scope(view, site))
}

/// The split by the name of the function that a call is in: `validate`, `test_epoch`.
pub(super) fn of_scope(view: &View<'_>, site: &Site<'_>) -> &'static str {
    let name = &view.program.file(site.at.file).scopes[site.call.scope].name;
    match name.as_str() {
        "validate" | "evaluate" | "compute_metrics" | "compute_metric" => VALIDATION,
        // A function called `train` often does everything; one for an epoch or a step does not.
        name => match of_text(name) {
            TRAIN if !["epoch", "step", "batch", "one"].iter().any(|word| name.contains(word)) => UNKNOWN,
            split => split,
        },
    }
}

/// The split that a metric's name begins with, and the rest: `val_accuracy`.
pub(super) fn prefixed(name: &str) -> (Option<&'static str>, &str) {
    match name.split_once(['_', '/']) {
        Some((first, rest)) => match of_word(first) {
            Some(split) => (Some(split), rest),
            None => (None, name),
        },
        None => (None, name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_split() {
        assert_eq!(of_text("y_test, model.predict(X_test)"), TEST);
        assert_eq!(of_text("yVal"), VALIDATION);
        assert_eq!(of_text("X_train2"), TRAIN);
        assert_eq!(of_text("latest, contest, evaluation_of_trainers"), UNKNOWN);
        assert_eq!(prefixed("val_accuracy"), (Some(VALIDATION), "accuracy"));
        assert_eq!(prefixed("mean_accuracy"), (None, "mean_accuracy"));
    }
}
