//! scikit-learn, by its estimators.

use super::{Calls, Found, evidence, last};
use crate::program::Reached;

/// Estimators by a part of their name: (part, family, task). The first that fits counts; an empty task is
/// told by the rest of the name.
const ESTIMATORS: &[(&str, &str, &str)] = &[
    ("GradientBoosting", "gbm", ""),
    ("AdaBoost", "gbm", ""),
    ("RandomForest", "forest", ""),
    ("ExtraTrees", "forest", ""),
    ("IsolationForest", "forest", "other"),
    ("Bagging", "forest", ""),
    ("DecisionTree", "tree", ""),
    ("ExtraTree", "tree", ""),
    ("MLP", "mlp", ""),
    ("KNeighbors", "knn", ""),
    ("RadiusNeighbors", "knn", ""),
    ("NearestCentroid", "knn", "classification"),
    ("KMeans", "other", "clustering"),
    ("DBSCAN", "other", "clustering"),
    ("AgglomerativeClustering", "other", "clustering"),
    ("GaussianMixture", "other", "clustering"),
    ("SVC", "svm", "classification"),
    ("SVR", "svm", "regression"),
    ("LogisticRegression", "linear", "classification"),
    ("RidgeClassifier", "linear", "classification"),
    ("LinearRegression", "linear", "regression"),
    ("Ridge", "linear", "regression"),
    ("Lasso", "linear", "regression"),
    ("ElasticNet", "linear", "regression"),
    ("BayesianRidge", "linear", "regression"),
    ("HuberRegressor", "linear", "regression"),
    ("SGD", "linear", ""),
    ("Perceptron", "linear", "classification"),
    ("PassiveAggressive", "linear", ""),
    ("LinearDiscriminantAnalysis", "linear", "classification"),
    ("QuadraticDiscriminantAnalysis", "linear", "classification"),
    ("NB", "other", "classification"),
    ("GaussianProcess", "other", ""),
    ("Voting", "other", ""),
    ("Stacking", "other", ""),
];
/// Methods and functions that train an estimator.
const TRAINING: &[&str] = &[
    ".fit",
    ".partial_fit",
    ".fit_predict",
    "sklearn.model_selection.cross_val_score",
    "sklearn.model_selection.cross_validate",
    "sklearn.model_selection.cross_val_predict",
];

pub(super) fn recognise(calls: &Calls<'_>) -> Option<Found> {
    let built: Vec<_> =
        calls.of_root(&["sklearn"]).filter_map(|(reached, name)| Some((reached, estimator(name)?))).collect();
    let training = calls.find(TRAINING)?;
    let (place, (name, family, task)) = *fitted(calls, &built).or_else(|| built.first())?;
    let told = format!("builds {}, a {family} for {task}", last(&place.call.name));
    Some(Found {
        framework: "sklearn",
        era: "",
        image: "sklearn",
        task,
        family,
        evidence: vec![
            evidence(place, told),
            evidence(training, format!("trains it with {}", training.call.name)),
        ],
        confidence: if name.is_empty() { 0.8 } else { 0.97 },
    })
}

type Built<'p> = (Reached<'p>, (&'static str, &'static str, &'static str));

/// The estimator whose `fit` is called, where several are built.
fn fitted<'b, 'p>(calls: &Calls<'p>, built: &'b [Built<'p>]) -> Option<&'b Built<'p>> {
    let receivers = calls.reached.iter().filter(|reached| TRAINING.contains(&reached.call.name.as_str()));
    let mut names = receivers.filter_map(|reached| reached.call.receiver.as_deref());
    names.find_map(|name| built.iter().find(|(reached, _)| reached.call.name == name))
}

/// The part that fits, the family and the task of an estimator; none for a transformer.
fn estimator(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let (part, family, task) = *ESTIMATORS.iter().find(|(part, _, _)| name.contains(part))?;
    let task = match task {
        "" if name.ends_with("Regressor") => "regression",
        "" => "classification",
        told => told,
    };
    Some((part, family, task))
}
