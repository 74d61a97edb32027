//! Another estimator for the same task, as a last resort: an ensemble of trees in the place of the file's one
//! scikit-learn estimator. Its seed and class weights stay; the old import may stay unused.

use anneal_proto::v1::{Domain, Knob};
use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::Found;
use super::facts::{Facts, Site, method};
use super::scaling::{import_behind, is_plain};
use super::table::ESTIMATOR;
use super::values::keyword;

const CLASSIFIERS: &[&str] = &[
    "DecisionTreeClassifier",
    "RandomForestClassifier",
    "ExtraTreesClassifier",
    "GradientBoostingClassifier",
    "HistGradientBoostingClassifier",
    "AdaBoostClassifier",
    "BaggingClassifier",
    "KNeighborsClassifier",
    "LogisticRegression",
    "RidgeClassifier",
    "SGDClassifier",
    "Perceptron",
    "PassiveAggressiveClassifier",
    "GaussianNB",
    "BernoulliNB",
    "SVC",
    "NuSVC",
    "LinearSVC",
    "MLPClassifier",
    "LinearDiscriminantAnalysis",
];
const REGRESSORS: &[&str] = &[
    "DecisionTreeRegressor",
    "RandomForestRegressor",
    "ExtraTreesRegressor",
    "GradientBoostingRegressor",
    "HistGradientBoostingRegressor",
    "AdaBoostRegressor",
    "BaggingRegressor",
    "KNeighborsRegressor",
    "LinearRegression",
    "Ridge",
    "Lasso",
    "ElasticNet",
    "SGDRegressor",
    "KernelRidge",
    "SVR",
    "LinearSVR",
    "MLPRegressor",
];
/// What every ensemble of trees can do.
const METHODS: &[&str] = &["fit", "predict", "score"];
/// What is asked of the old estimator and can be asked of the new one.
const KEPT: &[&str] = &["random_state", "class_weight"];

/// Adds the knob of the file's one estimator.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let task = |site: &Site<'a>| {
        let (_, name) = facts.callee(site.call).filter(|(root, _)| root == "sklearn")?;
        [("Classifier", CLASSIFIERS), ("Regressor", REGRESSORS)]
            .into_iter()
            .find(|(_, names)| names.contains(&name) || names.contains(&method(site.call)))
            .map(|(task, _)| (*site, name, task))
    };
    let mut estimators = facts.calls.iter().filter_map(task);
    let (Some((site, name, task)), None) = (estimators.next(), estimators.next()) else { return };
    let name =
        if CLASSIFIERS.contains(&name) || REGRESSORS.contains(&name) { name } else { method(site.call) };
    let searched = facts.calls.iter().any(|site| method(site.call).ends_with("SearchCV"));
    let usable = is_plain(facts, &site, METHODS) || in_pipeline(facts, site.call);
    let import = import_behind(facts, "from sklearn.ensemble import {name}");
    let (Some(import), true, false) = (import, usable, searched) else { return };
    let range = site.call.range();
    let (start, end) = (range.start().to_usize(), range.end().to_usize());
    let current = name.to_owned();
    let mut place = facts.module.insertion(start, "{}");
    place.end = u32::try_from(end).unwrap_or(u32::MAX);
    let others = others(facts, site.call, name, task);
    found.push(Knob {
        id: format!("{name}.estimator"),
        kind: ESTIMATOR.to_owned(),
        current: current.clone(),
        places: vec![place, import],
        domain: Some(Domain { choices: [vec![current], others].concat(), ..Domain::default() }),
        why: "another estimator for the same task, where no setting of this one is enough".to_owned(),
    });
}

/// The ensembles that it could become.
fn others(facts: &Facts<'_>, call: &ExprCall, name: &str, task: &str) -> Vec<String> {
    let kept = |keywords: &[&str]| {
        let texts = keywords.iter().filter_map(|name| {
            let range = keyword(call, name)?.range();
            let value = &facts.module.text[range.start().to_usize()..range.end().to_usize()];
            Some(format!("{name}={value}"))
        });
        texts.collect::<Vec<_>>()
    };
    // A regressor has no classes.
    let kept = if task == "Classifier" { kept(KEPT) } else { kept(&KEPT[..1]) };
    let text = |base: &str, own: &[&str]| {
        let own = own.iter().map(|text| (*text).to_owned());
        format!("{base}{task}({})", own.chain(kept.clone()).collect::<Vec<_>>().join(", "))
    };
    // Boosting by histograms takes no sparse matrices.
    let sparse = facts.calls.iter().any(|site| method(site.call).ends_with("Vectorizer"));
    let boosting = (!sparse).then(|| text("HistGradientBoosting", &[]));
    let forests = [text("RandomForest", &["n_estimators=300"]), text("ExtraTrees", &["n_estimators=300"])];
    forests.into_iter().chain(boosting).filter(|text| !text.starts_with(name)).collect()
}

/// Whether it is a step of a pipeline none of whose steps' settings are named elsewhere.
fn in_pipeline(facts: &Facts<'_>, call: &ExprCall) -> bool {
    let inside = |outer: &ExprCall| {
        matches!(method(outer), "Pipeline" | "make_pipeline")
            && outer.arguments.range().contains_range(call.range())
    };
    let named = |site: &Site<'_>| {
        let steps = |text: &str| text.contains("__") && !text.starts_with("__");
        site.call.arguments.keywords.iter().any(|k| k.arg.as_ref().is_some_and(|arg| steps(arg.as_str())))
            || site
                .call
                .arguments
                .args
                .iter()
                .any(|arg| matches!(arg, Expr::StringLiteral(text) if steps(text.value.to_str())))
    };
    facts.calls.iter().any(|site| inside(site.call))
        && !facts.calls.iter().any(named)
        && !facts.module.text.contains("named_steps")
}
