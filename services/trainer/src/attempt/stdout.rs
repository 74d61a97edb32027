//! Numbers that a script prints, for scripts that report in no other way.

use std::sync::LazyLock;

use anneal_proto::v1::Metric;
use regex::Regex;

/// A metric's name, at most a few words, and a number: `Accuracy: 98.00%`, `val_accuracy: 0.97`,
/// `Test accuracy is 0.93`, `R2 score on the test set = 0.51`.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?P<name> \b(?:[a-z]+[_\ ])? (?:accuracy|acc|r2|r\^2|r²|f1|auc|mse|rmse|mae|loss) \b (?:[_\ -]score)?)
        (?P<words> [^\d\n:=]{0,40}?) \s* [:=]? \s*
        (?P<value> [-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?) \s* (?P<percent> %)?",
    )
    .ok()
});
/// What Keras's `evaluate` returns, printed as it is: `[loss, accuracy]`.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*\[\s*(?P<loss>\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*,\s*(?P<value>[01](?:\.\d+)?)\s*\]\s*$")
        .ok()
});

/// A line of Keras's progress: `12/12 [=====] - 0s 3ms/step - loss: 0.1 - accuracy: 0.98`.
static PROGRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*\d+/\d+\s.*\b(?:step|sample)\b").ok());

/// The last value of each metric and split on standard output, in order of appearance.
#[must_use]
pub fn metrics(output: &str) -> Vec<Metric> {
    let mut found: Vec<Metric> = Vec::new();
    let mut keep = |metric: Metric| {
        found.retain(|known| (&known.name, &known.split) != (&metric.name, &metric.split));
        found.push(metric);
    };
    // A progress bar overwrites its line: what is left is what counts.
    for line in output.split(['\n', '\r']).map(|line| line.rsplit('\u{8}').next().unwrap_or(line)) {
        named(line).into_iter().for_each(&mut keep);
        pair(line).into_iter().for_each(&mut keep);
    }
    found
}

fn named(line: &str) -> Vec<Metric> {
    let Some(pattern) = NAMED.as_ref() else { return Vec::new() };
    // Of `fit` such a line tells of training data, of `evaluate` of other data: there the hook tells better.
    let in_progress = PROGRESS.as_ref().is_some_and(|pattern| pattern.is_match(line));
    let read = |found: regex::Captures<'_>| {
        let text = found["name"].to_ascii_lowercase();
        let name = canonical(&text)?;
        let mut value: f64 = found["value"].parse().ok()?;
        let bounded = matches!(name, "accuracy" | "f1" | "auc");
        if found.name("percent").is_some() || bounded && value > 1.0 && value <= 100.0 {
            value /= 100.0;
        }
        let before = line[..found.get(0)?.start()].to_ascii_lowercase();
        let split = split_of(&format!("{before} {text} {}", found["words"].to_ascii_lowercase()));
        let split = if in_progress && split == "unknown" { "train" } else { split };
        value.is_finite().then(|| metric(name, value, split, found[0].trim()))
    };
    pattern.captures_iter(line).filter_map(read).collect()
}

fn pair(line: &str) -> Vec<Metric> {
    let Some(found) = PAIR.as_ref().and_then(|pattern| pattern.captures(line)) else { return Vec::new() };
    let number = |name: &str| found[name].parse::<f64>().ok();
    let (Some(loss), Some(accuracy)) = (number("loss"), number("value")) else { return Vec::new() };
    let place = "[loss, accuracy]";
    vec![metric("loss", loss, "unknown", place), metric("accuracy", accuracy, "unknown", place)]
}

fn metric(name: &str, value: f64, split: &str, location: &str) -> Metric {
    Metric {
        name: name.to_owned(),
        value,
        split: split.to_owned(),
        source: "stdout".to_owned(),
        location: location.to_owned(),
    }
}

fn canonical(text: &str) -> Option<&'static str> {
    let names = [
        ("rmse", "rmse"),
        ("mse", "mse"),
        ("mae", "mae"),
        ("acc", "accuracy"),
        ("r2", "r2"),
        ("r^2", "r2"),
        ("r²", "r2"),
        ("f1", "f1"),
        ("auc", "auc"),
        ("loss", "loss"),
    ];
    names.into_iter().find(|(part, _)| text.contains(part)).map(|(_, name)| name)
}

/// Which data the words before a number speak of; the last word decides.
fn split_of(words: &str) -> &'static str {
    let signs = [("val", "validation"), ("dev", "validation"), ("test", "test"), ("train", "train")];
    let last = signs.into_iter().filter_map(|(sign, split)| Some((words.rfind(sign)?, split))).max();
    last.map_or("unknown", |(_, split)| split)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(output: &str) -> Vec<(String, String, f64)> {
        metrics(output).into_iter().map(|m| (m.name, m.split, m.value)).collect()
    }

    fn one(output: &str, name: &str, split: &str, value: f64) {
        let found = read(output);
        assert_eq!(found, [(name.to_owned(), split.to_owned(), value)], "{output}");
    }

    #[test]
    fn what_scripts_print_is_read() {
        one("Accuracy: 98.00%", "accuracy", "unknown", 0.98);
        one("val_accuracy: 0.97", "accuracy", "validation", 0.97);
        one("Test accuracy is 0.93", "accuracy", "test", 0.93);
        one("Accuracy on the test set: 91.5", "accuracy", "test", 0.915);
        one("R2 score = 0.51", "r2", "unknown", 0.51);
        one("train acc 0.5\ntrain acc 0.75", "accuracy", "train", 0.75);
        one("test RMSE: 3.25", "rmse", "test", 3.25);
    }

    #[test]
    fn what_keras_returns_is_read() {
        let found = read("[0.0812, 0.9734]");
        assert!(found.contains(&("accuracy".to_owned(), "unknown".to_owned(), 0.9734)), "{found:?}");
    }

    #[test]
    fn what_keras_says_of_a_running_epoch_is_of_training_data() {
        let bars =
            ["12/12 [=====] - 0s 3ms/step", "12/12 ━━━━━━ 0s 3ms/step", "60000/60000 [===] - 4s 64us/sample"];
        for bar in bars {
            one(&format!("{bar} - accuracy: 0.98"), "accuracy", "train", 0.98);
            one(&format!("{bar} - val_accuracy: 0.9"), "accuracy", "validation", 0.9);
        }
        one("3/10 accuracy: 0.98", "accuracy", "unknown", 0.98);
    }

    #[test]
    fn of_a_progress_bar_the_last_state_counts() {
        one("acc: 0.1\racc: 0.2\racc: 0.3\n", "accuracy", "unknown", 0.3);
    }

    #[test]
    fn prose_is_not_read_as_numbers() {
        assert_eq!(read("training for accuracy, please wait\nepoch 3 of 10"), []);
        assert_eq!(read("version 2.1\n[1, 2, 3]"), []);
    }
}
