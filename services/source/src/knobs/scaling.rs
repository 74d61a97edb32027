//! Scaling for scikit-learn estimators that measure distances or take gradient steps: the estimator becomes
//! `make_pipeline(StandardScaler(), ...)`, where nothing else is asked of it than to fit, predict and score.

use anneal_proto::v1::{Domain, Knob, Place};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::Found;
use super::facts::{Facts, Site};
use super::table::PREPROCESSING;

/// Estimators that need features of one scale.
const SENSITIVE: &[&str] = &[
    "SVC",
    "SVR",
    "NuSVC",
    "LinearSVC",
    "KNeighborsClassifier",
    "KNeighborsRegressor",
    "MLPClassifier",
    "MLPRegressor",
    "LogisticRegression",
    "SGDClassifier",
    "SGDRegressor",
    "Perceptron",
    "KernelRidge",
];

/// What a pipeline can do as well as its estimator.
const METHODS: &[&str] = &["fit", "predict", "score", "predict_proba", "decision_function"];

/// Names that say the data is scaled, or belongs into a pipeline, already.
const SCALED: &[&str] = &[
    "StandardScaler",
    "MinMaxScaler",
    "RobustScaler",
    "MaxAbsScaler",
    "Normalizer",
    "normalize",
    "scale",
    "QuantileTransformer",
    "PowerTransformer",
    "TfidfVectorizer",
    "make_pipeline",
    "Pipeline",
];

const TEMPLATE: &str = "make_pipeline({}, ";

/// Adds the knob of the file's one estimator that may need scaling.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let callee = |site: &&Site<'a>| {
        facts.callee(site.call).filter(|(root, _)| root == "sklearn").map(|(_, name)| name)
    };
    let names = || facts.calls.iter().filter_map(|site| callee(&site));
    if names().any(|name| SCALED.contains(&name)) {
        return;
    }
    let sensitive = |site: &&Site<'a>| callee(site).is_some_and(|name| SENSITIVE.contains(&name));
    let mut estimators = facts.calls.iter().filter(sensitive);
    let (Some(site), None) = (estimators.next(), estimators.next()) else { return };
    let (Some(import), true) = (import_place(facts), is_plain(facts, site, METHODS)) else { return };
    let Some((_, name)) = facts.callee(site.call) else { return };
    let (start, end) = (site.call.range().start().to_usize(), site.call.range().end().to_usize());
    found.push(Knob {
        id: format!("{name}.scaling"),
        kind: PREPROCESSING.to_owned(),
        current: "None".to_owned(),
        places: vec![import, facts.module.insertion(start, TEMPLATE), facts.module.insertion(end, ")")],
        domain: Some(Domain { choices: vec!["None".into(), "StandardScaler()".into()], ..Domain::default() }),
        why: "it compares features by size: those with large numbers drown the others".to_owned(),
    });
}

/// Whether the estimator is bound to a name of which only these methods are used.
pub(super) fn is_plain(facts: &Facts<'_>, site: &Site<'_>, methods: &[&str]) -> bool {
    let bound = |values: &Vec<Option<&Expr>>| matches!(values.as_slice(), [Some(Expr::Call(call))] if std::ptr::eq(call, site.call));
    let Some(((_, name), _)) = facts.bindings.iter().find(|(_, values)| bound(values)) else { return false };
    let text = facts.module.text;
    let uses = text.match_indices(name.as_str()).filter(|(at, _)| is_word(text, *at, name.len()));
    uses.into_iter().all(|(at, _)| {
        let rest = text[at + name.len()..].trim_start_matches(' ');
        let attribute = rest.strip_prefix('.').map(word);
        match attribute {
            Some(attribute) => methods.contains(&attribute),
            // The assignment, or an argument such as that of `joblib.dump`.
            None => !rest.starts_with('['),
        }
    })
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

fn is_word(text: &str, at: usize, length: usize) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let before = text[..at].chars().next_back().is_some_and(part);
    let after = text[at + length..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    !before && !after
}

/// The imports of a pipeline and a scaler.
fn import_place(facts: &Facts<'_>) -> Option<Place> {
    let imports =
        "from sklearn.pipeline import make_pipeline{}from sklearn.preprocessing import StandardScaler";
    import_behind(facts, &imports.replace("{}", facts.module.newline()))
}

/// Lines behind the last import of scikit-learn at the top level.
pub(super) fn import_behind(facts: &Facts<'_>, lines: &str) -> Option<Place> {
    let parsed = facts.module.parsed.as_ref()?;
    let ours = |statement: &&Stmt| match statement {
        Stmt::ImportFrom(import) => import.module.as_ref().is_some_and(|m| m.as_str().starts_with("sklearn")),
        Stmt::Import(import) => import.names.iter().any(|alias| alias.name.as_str().starts_with("sklearn")),
        _ => false,
    };
    let last = parsed.suite().iter().rev().find(ours)?;
    let end = last.range().end().to_usize();
    let text = facts.module.text;
    let line_end = text[end..].find(['\r', '\n']).map_or(text.len(), |at| end + at);
    // A comment behind the import stays with it.
    let at = if text[end..line_end].trim_start().starts_with('#') { line_end } else { end };
    Some(facts.module.insertion(at, &format!("{}{lines}", facts.module.newline())))
}
