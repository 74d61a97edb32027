//! What the code measures, and on which split of the data.

mod printed;
mod splits;

use std::collections::BTreeSet;

use anneal_proto::objective::canonical;
use anneal_proto::v1::Measure;
use anneal_source::imports::root;

use crate::code::{Arg, Value};
use crate::program::CallAt;
use crate::view::{Site, View, last};
use splits::{TRAIN, UNKNOWN, VALIDATION};

/// Measures are told up to so many.
const MOST: usize = 24;
/// Functions of `sklearn.metrics` that give no number.
const NO_NUMBERS: &[&str] =
    &["confusion_matrix", "roc_curve", "precision_recall_curve", "make_scorer", "auc"];

/// Measures as they are found.
struct Found(Vec<Measure>);

impl Found {
    fn add(&mut self, name: &str, split: &str, site: &Site<'_>) {
        let plain = name.trim().to_ascii_lowercase().replace([' ', '-', '.'], "_");
        let (of_name, rest) = splits::prefixed(&plain);
        let name = canonical(rest).to_owned();
        let split = if split == UNKNOWN { of_name.unwrap_or(UNKNOWN) } else { split }.to_owned();
        let known =
            self.0.iter().any(|known| known.name == name && (known.split == split || split == UNKNOWN));
        if !name.is_empty() && !known && self.0.len() < MOST {
            let seen = Some(site.evidence(format!("measured by {}", site.name())));
            self.0.push(Measure { name, split, seen });
        }
    }
}

/// What running the entry measures; `task` says what an estimator's own score is.
pub(crate) fn of(view: &View<'_>, task: &str) -> Vec<Measure> {
    let score = match task {
        "classification" => "accuracy",
        "regression" => "r2",
        _ => "score",
    };
    let mut found = Found(Vec::new());
    let roots = under_roots(view);
    for site in view.sites() {
        of_functions(view, &site, score, roots.contains(&site.at), &mut found);
        of_methods(view, &site, score, &mut found);
    }
    of_compile(view, &mut found);
    // What is only printed is measured by hand, and says less of where.
    for site in view.sites() {
        for (name, split) in printed::of(view, &site) {
            let split = if split == UNKNOWN { splits::of_scope(view, &site) } else { split };
            found.add(&name, split, &site);
        }
    }
    // A measure on an unknown split that is also known on one is the same.
    let all = found.0.clone();
    found.0.retain(|one| {
        one.split != UNKNOWN || !all.iter().any(|other| other.name == one.name && other != one)
    });
    found.0
}

/// Calls whose square root is taken.
fn under_roots(view: &View<'_>) -> BTreeSet<CallAt> {
    let roots = view.sites().filter(|site| last(&site.name()) == "sqrt");
    let inner = roots.filter_map(|site| match site.call.args.first()?.value {
        Value::Call(call) => Some(CallAt { file: site.at.file, call }),
        _ => None,
    });
    inner.collect()
}

fn of_functions(view: &View<'_>, site: &Site<'_>, score: &str, is_root: bool, found: &mut Found) {
    let Some(name) = site.library() else { return };
    let end = last(name);
    match root(name) {
        "sklearn" if name.contains(".metrics.") && !NO_NUMBERS.contains(&end) => {
            let is_root =
                is_root || site.call.keyword("squared").is_some_and(|arg| arg.value == Value::Bool(false));
            let of_reports = ["classification_report", "accuracy"];
            let name = match end {
                "mean_squared_error" if is_root => "rmse",
                name if of_reports.contains(&name) => name,
                name if name.ends_with("_score") || name.ends_with("_error") || name.ends_with("_loss") => {
                    name
                }
                _ => return,
            };
            found.add(short(name), splits::of_call(view, site), site);
        }
        "sklearn" if ["cross_val_score", "cross_validate"].contains(&end) || end.ends_with("SearchCV") => {
            let asked = site.call.keyword("scoring").map(|arg| names_in(&arg.value)).unwrap_or_default();
            let asked = if asked.is_empty() { vec![score.to_owned()] } else { asked };
            let plain = asked.iter().map(|name| short(name.strip_prefix("neg_").unwrap_or(name)));
            plain.for_each(|name| found.add(name, VALIDATION, site));
        }
        "torchmetrics" if end.starts_with(char::is_uppercase) => {
            found.add(&snake(end), splits::of_call(view, site), site);
        }
        "evaluate" | "datasets" if ["load", "load_metric"].contains(&end) => {
            let name = site.call.positional(0).and_then(|arg| arg.value.text());
            name.into_iter().for_each(|name| found.add(name, splits::of_scope(view, site), site));
        }
        _ => {}
    }
}

fn of_methods(view: &View<'_>, site: &Site<'_>, score: &str, found: &mut Found) {
    let Some(method) = site.method() else { return };
    match method {
        // Other libraries have methods of this name for other things: an estimator's takes two.
        "score" if site.call.args.len() >= 2 => {
            let kinds = view.receivers(site);
            let own = view.libraries(&kinds);
            let estimates = |name: &String| {
                ["sklearn", "xgboost", "lightgbm", "catboost", "skorch", "imblearn"].contains(&root(name))
            };
            if own.iter().any(estimates) || kinds.is_empty() {
                found.add(score, splits::of_call(view, site), site);
            }
        }
        "fit" | "train" => {
            let asked = site.call.keyword("eval_metric").map(|arg| names_in(&arg.value)).unwrap_or_default();
            asked.iter().for_each(|name| found.add(short(name), VALIDATION, site));
        }
        // Lightning's own, and experiment trackers.
        "log" | "log_metric" | "add_scalar" | "track" => {
            let first = site.call.argument("name", 0);
            let names = first.map(|arg| names_in(&arg.value)).unwrap_or_default();
            for (name, split) in names.iter().filter_map(|name| printed::label(name)) {
                let split = if split == UNKNOWN { splits::of_scope(view, site) } else { split };
                found.add(&name, split, site);
            }
        }
        _ => {}
    }
}

/// Keras: what a model is compiled with, on what it is fitted and evaluated.
fn of_compile(view: &View<'_>, found: &mut Found) {
    let compiled =
        view.methods(&["compile"]).filter_map(|site| Some((site, site.call.argument("metrics", 2)?)));
    let measures: Vec<String> = compiled.flat_map(|(site, arg)| metrics_in(view, &site, arg)).collect();
    let is_compiled = view.methods(&["compile"]).any(|site| site.call.keyword("loss").is_some());
    if !is_compiled {
        return;
    }
    let measures = if measures.is_empty() { vec!["loss".to_owned()] } else { measures };
    for site in view.methods(&["fit", "fit_generator", "evaluate", "evaluate_generator"]) {
        let fits = site.method().is_some_and(|name| name.starts_with("fit"));
        let has = |name: &str| site.call.keyword(name).is_some();
        let split = match fits {
            true if has("validation_data") || has("validation_split") => VALIDATION,
            true => TRAIN,
            false => splits::of_call(view, &site),
        };
        measures.iter().for_each(|name| found.add(short(name), split, &site));
    }
}

/// Names of metrics in what `compile` is given: texts, and the functions and classes of Keras.
fn metrics_in(view: &View<'_>, site: &Site<'_>, arg: &Arg) -> Vec<String> {
    use crate::program::Kind;
    let kinds = view.kinds(site, &arg.value).into_iter();
    let names = kinds.map(|kind| match kind {
        Kind::Text(text) => text,
        Kind::Library(name, _) => snake(last(&name)),
        Kind::Local(place) => snake(&view.program.file(place.file).scopes[place.scope].name),
    });
    names.collect()
}

/// Texts of a value: its own, those of a list, the keys of a dictionary.
fn names_in(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        Value::List(values) => values.iter().filter_map(|value| value.text().map(str::to_owned)).collect(),
        Value::Dict(pairs) => pairs.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect(),
        // `f"{stage}_loss"`: what is written of it.
        Value::Joined(_, parts) => vec![parts.iter().filter_map(Value::text).collect()],
        _ => Vec::new(),
    }
}

/// `f1_macro` and `f1_score` are both F1, `mean_squared_error` is what people call MSE.
fn short(name: &str) -> &str {
    let plain =
        ["_macro", "_micro", "_weighted"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let plain =
        if plain == "root_mean_squared_error" { plain } else { plain.trim_start_matches("negative_") };
    let plain = if canonical(plain) == plain { plain.strip_suffix("_score").unwrap_or(plain) } else { plain };
    match plain {
        "multi_logloss" | "logloss" => "log_loss",
        "multi_error" | "merror" | "error" => "error",
        "mean_absolute_percentage_error" => "mape",
        other => other,
    }
}

/// `SparseCategoricalAccuracy` as other names are written.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut before_is_lower = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && before_is_lower {
            snake.push('_');
        }
        before_is_lower = character.is_ascii_lowercase();
        snake.push(character.to_ascii_lowercase());
    }
    snake
}
