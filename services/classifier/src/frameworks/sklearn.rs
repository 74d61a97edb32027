//! scikit-learn, by the estimators that are fitted.

use anneal_source::imports::root;

use super::sklearn_table::{ESTIMATORS, ROOTS, WRAPPERS};
use super::{Found, Framework};
use crate::code::Value;
use crate::program::{CallAt, Kind, Place};
use crate::view::{Site, View, last};

pub(super) const SKLEARN: Framework = Framework { roots: ROOTS, recognise };

/// Methods that train an estimator.
const METHODS: &[&str] = &["fit", "partial_fit", "fit_predict"];
/// Functions that train the estimator they are given.
const FUNCTIONS: &[&str] = &[
    "cross_val_score",
    "cross_validate",
    "cross_val_predict",
    "learning_curve",
    "validation_curve",
    "permutation_test_score",
];
/// Searches and pipelines nest; deeper than this is no program.
const DEEPEST: usize = 6;

/// What an estimator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Estimator {
    name: &'static str,
    family: &'static str,
    task: &'static str,
}

fn recognise(view: &View<'_>) -> Option<Found> {
    let built = built(view);
    let mut trained: Vec<(Site<'_>, Estimator)> = Vec::new();
    for site in view.sites().filter(trains) {
        let fitted = fitted(view, &site);
        let found = match fitted {
            Some(found) => found,
            // What is fitted came from where it cannot be followed to.
            None if built.is_empty() => looked_up(view).into_iter().collect(),
            None => built.clone(),
        };
        trained.extend(found.into_iter().map(|estimator| (site, estimator)));
    }
    let (site, chosen) = principal(view, &trained)?;
    let named = if chosen.name.is_empty() { "an estimator of its own" } else { chosen.name };
    let mut evidence = vec![site.evidence(format!("trains {named} with {}", site.name()))];
    let others = names_of_others(&trained, chosen);
    if !others.is_empty() {
        evidence.push(site.evidence(format!("trains {others}, too")));
    }
    let confidence = if others.is_empty() { 0.97 } else { 0.85 };
    Some(Found {
        framework: "sklearn",
        era: "",
        image: "sklearn",
        task: chosen.task,
        family: chosen.family,
        evidence,
        confidence,
        unsupported: None,
    })
}

/// An estimator whose class is looked up by its name: only what it is measured with tells what it is for.
fn looked_up(view: &View<'_>) -> Option<Estimator> {
    const CLASSIFICATION: &[&str] =
        &["accuracy_score", "classification_report", "f1_score", "confusion_matrix"];
    const REGRESSION: &[&str] = &["r2_score", "mean_squared_error", "mean_absolute_error"];
    view.methods(&["predict", "predict_proba", "score"]).next()?;
    let measured = |names| view.calls_any(&["sklearn"], names);
    let task = match (measured(CLASSIFICATION), measured(REGRESSION)) {
        (true, _) => "classification",
        (_, true) => "regression",
        _ => return None,
    };
    Some(Estimator { name: "", family: "other", task })
}

fn trains(site: &Site<'_>) -> bool {
    let function =
        || site.library().is_some_and(|name| ROOTS.contains(&root(name)) && FUNCTIONS.contains(&last(name)));
    site.method().is_some_and(|method| METHODS.contains(&method)) || function()
}

/// The estimators that a call trains; none where it is not known what it is given.
fn fitted(view: &View<'_>, site: &Site<'_>) -> Option<Vec<Estimator>> {
    let kinds = match site.method() {
        Some(_) => view.receivers(site),
        None => view.kinds(site, &site.call.argument("estimator", 0)?.value),
    };
    if kinds.is_empty() {
        return None;
    }
    // In the order in which they are written.
    let mut kinds: Vec<Kind> = kinds.into_iter().collect();
    kinds.sort_by_key(|kind| if let Kind::Library(_, made) = kind { *made } else { None });
    Some(kinds.iter().flat_map(|kind| estimators(view, kind, DEEPEST)).collect())
}

/// The estimators in a value, through pipelines and searches.
fn estimators(view: &View<'_>, kind: &Kind, depth: usize) -> Vec<Estimator> {
    match kind {
        Kind::Library(name, made) if ROOTS.contains(&root(name)) => {
            let known = lookup(last(name));
            let inner = made.filter(|_| WRAPPERS.contains(&last(name)) && depth > 0);
            let inner = inner.map(|made| inside(view, made, depth - 1)).unwrap_or_default();
            match (inner.is_empty(), known) {
                (true, known) => known.into_iter().collect(),
                // Trees in a bag are a forest.
                (false, Some(known)) if inner.iter().all(|inner| inner.family == "tree") => vec![known],
                (false, _) => inner,
            }
        }
        Kind::Local(class) => custom(view, *class).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The estimators among the arguments of a call.
fn inside(view: &View<'_>, made: CallAt, depth: usize) -> Vec<Estimator> {
    let call = view.program.call(made);
    let at = Place { file: made.file, scope: call.scope };
    let given = call.args.iter().filter(|arg| !matches!(arg.value, Value::Text(_) | Value::Number(_)));
    let kinds = given.flat_map(|arg| view.program.kinds(at, &arg.value));
    kinds.flat_map(|kind| estimators(view, &kind, depth)).collect()
}

fn lookup(name: &str) -> Option<Estimator> {
    let (name, family, task) = *ESTIMATORS.iter().find(|(known, _, _)| *known == name)?;
    Some(Estimator { name, family, task })
}

/// A class of the tree that is written as an estimator.
fn custom(view: &View<'_>, class: Place) -> Option<Estimator> {
    let bases = view.program.library_bases(class);
    let of_library: Vec<&str> =
        bases.iter().filter(|name| ROOTS.contains(&root(name))).map(|name| last(name)).collect();
    if let Some(known) = of_library.iter().find_map(|name| lookup(name)) {
        return Some(known);
    }
    let mixins = [
        ("ClassifierMixin", "classification"),
        ("RegressorMixin", "regression"),
        ("ClusterMixin", "clustering"),
    ];
    let (_, task) = mixins.into_iter().find(|(mixin, _)| of_library.contains(mixin))?;
    Some(Estimator { name: "", family: "other", task })
}

/// All estimators that are made.
fn built(view: &View<'_>) -> Vec<Estimator> {
    view.of_library(ROOTS).filter_map(|site| lookup(site.last())).collect()
}

/// Of several, what the program is about: supervised before unsupervised, then what is saved, then the family
/// that most are of, then the last, which is usually what the author ended with.
fn principal<'p>(view: &View<'p>, trained: &[(Site<'p>, Estimator)]) -> Option<(Site<'p>, Estimator)> {
    let supervised = |task: &str| ["classification", "regression"].contains(&task);
    let any = trained.iter().any(|(_, estimator)| supervised(estimator.task));
    let candidates: Vec<_> =
        trained.iter().filter(|(_, estimator)| supervised(estimator.task) == any).copied().collect();
    let saved = saved(view);
    if let Some(found) = candidates.iter().rev().find(|(_, estimator)| saved.contains(estimator)) {
        return Some(*found);
    }
    let votes = |estimator: &Estimator| {
        candidates.iter().filter(|(_, other)| other.family == estimator.family).count()
    };
    candidates
        .iter()
        .enumerate()
        .max_by_key(|(at, (_, estimator))| (votes(estimator), *at))
        .map(|(_, found)| *found)
}

/// Estimators that are written to a file, where it is one alone.
fn saved(view: &View<'_>) -> Vec<Estimator> {
    let dumps = view.named(&[
        "joblib.dump",
        "pickle.dump",
        "pickle.dumps",
        "sklearn.externals.joblib.dump",
        "cloudpickle.dump",
    ]);
    let Some(site) = dumps else { return Vec::new() };
    let Some(given) = site.call.positional(0) else { return Vec::new() };
    let kinds = view.kinds(&site, &given.value);
    let found: Vec<Estimator> = kinds.iter().flat_map(|kind| estimators(view, kind, DEEPEST)).collect();
    let one = found.first().is_some_and(|first| found.iter().all(|other| other.family == first.family));
    if one { found } else { Vec::new() }
}

fn names_of_others(trained: &[(Site<'_>, Estimator)], chosen: Estimator) -> String {
    let mut names: Vec<&str> = trained.iter().map(|(_, estimator)| estimator.name).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| *name != chosen.name && !name.is_empty());
    names.join(", ")
}
