//! XGBoost, LightGBM and CatBoost.

use anneal_source::imports::root;

use super::{Found, Framework};
use crate::code::Value;
use crate::program::{Kind, Place};
use crate::view::{Site, View, last};

pub(super) const GBM: Framework = Framework { roots: ROOTS, recognise };

const ROOTS: &[&str] = &["xgboost", "lightgbm", "catboost"];
/// Functions that train.
const FUNCTIONS: &[&str] = &["train", "cv"];
/// Signs of a regression among objectives.
const REGRESSION: &[&str] = &[
    "reg:",
    "regression",
    "rmse",
    "mae",
    "l1",
    "l2",
    "mape",
    "quantile",
    "huber",
    "tweedie",
    "poisson",
    "gamma",
    "count:",
    "fair",
];
/// Signs of a classification.
const CLASSES: &[&str] =
    &["binary", "multi", "logloss", "crossentropy", "cross_entropy", "softmax", "auc", "rank:logistic"];

fn recognise(view: &View<'_>) -> Option<Found> {
    let (site, name) = view.sites().find_map(|site| Some((site, booster(view, &site)?)))?;
    let framework = ROOTS.iter().find(|library| **library == root(&name))?;
    let task = task(view, &site, &name);
    Some(Found {
        framework,
        era: "",
        image: "gbm",
        task: task.unwrap_or("regression"),
        family: "gbm",
        evidence: vec![site.evidence(format!("trains {name} with {}", site.name()))],
        confidence: if task.is_some() { 0.97 } else { 0.85 },
        unsupported: None,
    })
}

/// The library's name of what a call trains.
fn booster(view: &View<'_>, site: &Site<'_>) -> Option<String> {
    if let Some(name) = site.library() {
        let ours = ROOTS.contains(&root(name)) && FUNCTIONS.contains(&last(name));
        // A search that is given a model trains it, as does a cross validation.
        let given = || passed(view, site);
        return if ours { Some(name.to_owned()) } else { given() };
    }
    if site.method() != Some("fit") {
        return None;
    }
    let kinds = view.receivers(site);
    let direct =
        view.libraries(&kinds).into_iter().find(|name| ROOTS.contains(&root(name)) && is_model(last(name)));
    let unknown = kinds.is_empty() || direct.is_none();
    direct.or_else(|| {
        // A pipeline or a loop over many models: one that is made is trained.
        let made = view.of_library(ROOTS).find(|made| is_model(made.last()) && unknown);
        made.and_then(|made| made.library().map(str::to_owned))
    })
}

fn passed(view: &View<'_>, site: &Site<'_>) -> Option<String> {
    let trains = ["cross_val_score", "cross_validate", "cross_val_predict"].contains(&site.last());
    let given = site.call.argument("estimator", 0).filter(|_| trains)?;
    let kinds = view.kinds(site, &given.value);
    view.libraries(&kinds).into_iter().find(|name| ROOTS.contains(&root(name)) && is_model(last(name)))
}

fn is_model(name: &str) -> bool {
    ["Classifier", "Regressor", "Ranker"].iter().any(|end| name.ends_with(end)) || name == "CatBoost"
}

fn task(view: &View<'_>, site: &Site<'_>, name: &str) -> Option<&'static str> {
    match last(name) {
        name if name.ends_with("Classifier") => Some("classification"),
        name if name.ends_with("Regressor") => Some("regression"),
        name if name.ends_with("Ranker") => Some("other"),
        _ => {
            let objective = objectives(view, site).join(" ").to_ascii_lowercase();
            let says = |signs: &[&str]| signs.iter().any(|sign| objective.contains(sign));
            match () {
                () if objective.contains("rank") => Some("other"),
                () if says(CLASSES) => Some("classification"),
                () if says(REGRESSION) => Some("regression"),
                () => None,
            }
        }
    }
}

/// Texts of the objective and the measure, in the settings or among the arguments of any call.
fn objectives(view: &View<'_>, site: &Site<'_>) -> Vec<String> {
    const KEYS: &[&str] = &["objective", "loss_function", "eval_metric", "metric"];
    let mut texts = Vec::new();
    let mut take = |at: Place, value: &Value| {
        texts.extend(view.program.kinds(at, value).into_iter().filter_map(|kind| match kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }));
    };
    for site in view.sites() {
        let named =
            site.call.args.iter().filter(|arg| arg.name.as_deref().is_some_and(|name| KEYS.contains(&name)));
        named.for_each(|arg| take(site.place(), &arg.value));
    }
    let file = view.program.file(site.at.file);
    let dictionaries =
        file.binds.iter().flat_map(|((scope, _), values)| values.iter().map(move |value| (*scope, value)));
    let inline = site.call.args.iter().map(|arg| (site.call.scope, &arg.value));
    for (scope, value) in dictionaries.chain(inline) {
        let Value::Dict(pairs) = value else { continue };
        let ours = pairs.iter().filter(|(key, _)| key.text().is_some_and(|key| KEYS.contains(&key)));
        ours.for_each(|(_, value)| take(Place { file: site.at.file, scope }, value));
    }
    texts
}
