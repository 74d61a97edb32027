//! How a run ends, and with which words.

use anneal_chassis::Say;
use anneal_proto::TrialNo;
use anneal_proto::v1::{ModelAccepted, Objective, Reason, RunExhausted, RunFailed};

use crate::search::Study;
use crate::study::{Code, End, State};

/// The run could not do its work.
pub(super) fn failed(reason: Reason, traceback: &str) -> Say {
    Say::new(RunFailed { reason: Some(reason), traceback: traceback.to_owned() })
}

/// The training ran, and nothing tells how good it is.
pub(super) fn no_metric(code: &Code, reported: &[String]) -> Say {
    let metric = &code.objective.metric;
    let what = if reported.contains(metric) {
        format!("no held-out {metric} was found: it was measured on training data alone")
    } else if reported.is_empty() {
        format!("the training ended without reporting {metric} or any other metric")
    } else {
        format!("the training ended without reporting {metric}; it reported {}", reported.join(", "))
    };
    let remedy =
        "set `metric` in anneal.toml to what the script measures, or print a line such as `accuracy: 0.93`";
    let reason = Reason { code: "no_metric".into(), what, location: "metric".into(), remedy: remedy.into() };
    failed(reason, "")
}

/// The best trial meets the target.
pub(super) fn accepted(state: &State, code: &Code) -> Option<Say> {
    let (best, objective) = best(state, code)?;
    let trial = &state.trials[best];
    let artifacts = match &trial.end {
        Some(End::Finished { artifacts, .. }) => artifacts.clone(),
        _ => Vec::new(),
    };
    let no = u32::try_from(best).unwrap_or(u32::MAX);
    let trials = measured(state);
    let patch = trial.patch.clone();
    let event = ModelAccepted { trial: no, objective: Some(objective.clone()), patch, artifacts, trials };
    objective.is_met().then(|| Say { trial: Some(TrialNo(no)), ..Say::new(event) })
}

/// No more trials are to be had, and none met the target.
pub(super) fn exhausted(state: &State, code: &Code, reason: &str, what: String, remedy: &str) -> Say {
    let best = best(state, code);
    let Objective { metric, target, .. } = &code.objective;
    let reached = match &best {
        Some((n, Objective { value: Some(value), .. })) => {
            format!("the best {metric} is {value:.4} (trial {n}), the target is {target}")
        }
        _ => format!("no trial gave a value for {metric}"),
    };
    let reason = Reason {
        code: reason.to_owned(),
        what: format!("{what}; {reached}"),
        location: String::new(),
        remedy: remedy.to_owned(),
    };
    let number = best.as_ref().and_then(|(n, _)| u32::try_from(*n).ok());
    let objective = best.as_ref().map_or_else(|| code.objective.clone(), |(_, objective)| objective.clone());
    let patch = best.and_then(|(n, _)| state.trials[n].patch.clone());
    let trials = u32::try_from(state.trials.len()).unwrap_or(u32::MAX);
    Say::new(RunExhausted {
        best_trial: number,
        objective: Some(objective),
        patch,
        trials,
        reason: Some(reason),
    })
}

/// The best trial, and the objective with its value.
fn best(state: &State, code: &Code) -> Option<(usize, Objective)> {
    let tried = state.tried();
    let study = Study { space: &code.space, objective: &code.objective, tried: &tried, refused: &[] };
    let (best, value) = study.best()?;
    let measured = state.trials[best].measured()?;
    let (source, split) = (measured.source.clone(), measured.split.clone());
    Some((best, Objective { value: Some(value), source, split, ..code.objective.clone() }))
}

/// Trials with an end: what the winner was selected over.
fn measured(state: &State) -> u32 {
    let ended = state.trials.iter().filter(|trial| trial.end.is_some()).count();
    u32::try_from(ended).unwrap_or(u32::MAX)
}
