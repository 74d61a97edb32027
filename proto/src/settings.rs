//! Settings in layers: a submission's win over the tree's, the defaults fill what is left.

use crate::v1::{Objective, Settings};

/// Accuracy and R² share this bar unless the developer says otherwise.
pub const DEFAULT_TARGET: f64 = 0.80;
/// Trials of a study, the code as pushed included.
pub const DEFAULT_TRIALS: u32 = 20;

impl Settings {
    /// These settings with those of `winner` on top.
    #[must_use]
    pub fn overlaid(mut self, winner: &Settings) -> Settings {
        macro_rules! take {
            ($($field:ident),+) => {
                $(if winner.$field.is_some() {
                    self.$field = winner.$field.clone();
                })+
            };
        }
        take!(entry, image, requirements, metric, target, direction);
        take!(trials, parallel, deadline_seconds, tune);
        if !winner.args.is_empty() {
            self.args = winner.args.clone();
        }
        if !winner.mail.is_empty() {
            self.mail = winner.mail.clone();
        }
        self.space.extend(winner.space.clone());
        self
    }

    /// What the run is to reach, for a workload with this task, before anything was measured.
    #[must_use]
    pub fn objective(&self, task: &str) -> Objective {
        let usual = if task == "regression" { "r2" } else { "accuracy" };
        let metric = self.metric.clone().unwrap_or_else(|| usual.to_owned());
        let direction = self.direction.clone().unwrap_or_else(|| usual_direction(&metric).to_owned());
        Objective { target: self.target.unwrap_or(DEFAULT_TARGET), metric, direction, ..Objective::default() }
    }

    /// Most trials of the study; one when the source must not be edited.
    #[must_use]
    pub fn trial_budget(&self) -> u32 {
        if self.tune == Some(false) { 1 } else { self.trials.unwrap_or(DEFAULT_TRIALS).max(1) }
    }
}

impl Objective {
    /// Whether the value meets the target. False while there is no value.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.value.is_some_and(|value| value == self.target || self.better(value, self.target))
    }

    /// Whether `a` is the better of two values. A number that is not finite is never better.
    #[must_use]
    pub fn better(&self, a: f64, b: f64) -> bool {
        if !a.is_finite() || !b.is_finite() {
            return a.is_finite();
        }
        if self.direction == "minimize" { a < b } else { a > b }
    }
}

/// Errors and losses are better small; everything else is better large.
fn usual_direction(metric: &str) -> &'static str {
    let metric = metric.to_ascii_lowercase();
    let small = ["loss", "error", "mse", "mae", "rmse", "mape", "perplexity", "log_loss"];
    if small.iter().any(|name| metric.contains(name)) { "minimize" } else { "maximize" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submission_wins_over_the_tree() {
        let tree = Settings { target: Some(0.9), trials: Some(3), ..Settings::default() };
        let submission = Settings { target: Some(0.5), ..Settings::default() };
        let settings = tree.overlaid(&submission);
        assert_eq!((settings.target, settings.trials), (Some(0.5), Some(3)));
    }

    #[test]
    fn the_objective_follows_the_task_and_the_metric() {
        assert_eq!(Settings::default().objective("regression").metric, "r2");
        let settings = Settings { metric: Some("val_loss".to_owned()), ..Settings::default() };
        assert_eq!(settings.objective("classification").direction, "minimize");
    }

    #[test]
    fn a_target_is_met_exactly_at_it_and_never_without_a_number() {
        let mut objective = Settings::default().objective("classification");
        assert!(!objective.is_met());
        for (value, met) in [(0.79, false), (0.80, true), (0.9, true), (f64::NAN, false)] {
            objective.value = Some(value);
            assert_eq!(objective.is_met(), met, "{value}");
        }
    }
}
