//! xgboost, lightgbm and catboost.

use super::{Calls, Found, evidence};

const LIBRARIES: &[(&str, &str)] =
    &[("xgboost", "xgboost"), ("lightgbm", "lightgbm"), ("catboost", "catboost")];
/// What makes or trains a booster.
const TRAINING: &[&str] = &["train", "cv"];

pub(super) fn recognise(calls: &Calls<'_>) -> Option<Found> {
    LIBRARIES.iter().find_map(|(root, framework)| {
        let models = |name: &str| {
            TRAINING.contains(&name) || name.ends_with("Classifier") || name.ends_with("Regressor")
        };
        let roots = [*root];
        let (place, name) = calls.of_root(&roots).find(|(_, name)| models(name))?;
        let regression = name.ends_with("Regressor") || objective_of(calls).contains("reg:");
        let task = if regression { "regression" } else { "classification" };
        Some(Found {
            framework,
            era: "",
            image: "gbm",
            task,
            family: "gbm",
            evidence: vec![evidence(place, format!("trains with {}", place.call.name))],
            confidence: 0.95,
        })
    })
}

/// Texts of the arguments, in which a native interface names its objective.
fn objective_of(calls: &Calls<'_>) -> String {
    let texts =
        calls.reached.iter().flat_map(|reached| &reached.call.keywords).map(|(_, text)| text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}
