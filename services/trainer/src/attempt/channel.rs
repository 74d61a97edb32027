//! What the runtime reports: JSON lines, each with the attempt's token. Anything else in the file was
//! written by somebody else and counts for nothing.

use anneal_proto::v1::{EpochCompleted, Metric, MetricReported};
use serde::Deserialize;

/// A line of the channel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its number in the attempt.
    pub(super) n: u64,
    /// Seconds since 1970.
    pub(super) time: f64,
    pub(super) report: Report,
}

/// What a line says. A kind that this version does not know is [`Report::Other`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Report {
    Step(Step),
    Metric(Number),
    Checkpoint(Checkpoint),
    NotResumed {
        reason: String,
        /// The checkpoint itself is at fault.
        #[serde(default)]
        unusable: bool,
    },
    Model(Model),
    Exception(Exception),
    Problem {
        hook: String,
        error: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Step {
    pub(super) step: u32,
    #[serde(default)]
    pub(super) total: Option<u32>,
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) metrics: Vec<Number>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Number {
    pub(super) name: String,
    #[serde(default = "unknown")]
    pub(super) split: String,
    /// Null where the number was not finite.
    #[serde(default)]
    pub(super) value: Option<f64>,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default, rename = "where")]
    pub(super) location: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Checkpoint {
    pub(super) step: u32,
    pub(super) path: String,
    pub(super) format: String,
    pub(super) sha256: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Model {
    pub(super) path: String,
    #[serde(default)]
    pub(super) format: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Exception {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) traceback: String,
    #[serde(default)]
    pub(super) file: Option<String>,
    #[serde(default)]
    pub(super) line: Option<u32>,
    #[serde(default)]
    pub(super) fingerprint: String,
    #[serde(default)]
    pub(super) hint: Option<String>,
}

/// Why a line counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Rejected {
    #[error("it does not carry the attempt's token")]
    Forged,
    #[error("it is no report")]
    Malformed,
}

impl Rejected {
    pub(super) fn name(self) -> &'static str {
        match self {
            Rejected::Forged => "forged_report",
            Rejected::Malformed => "malformed_report",
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    token: String,
    #[serde(default)]
    n: u64,
    #[serde(default)]
    time: f64,
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// Reads one line.
pub(super) fn parse(text: &str, token: &str) -> Result<Line, Rejected> {
    let envelope: Envelope = serde_json::from_str(text).map_err(|_| Rejected::Malformed)?;
    if envelope.token != token {
        return Err(Rejected::Forged);
    }
    let report = serde_json::from_str(text).map_err(|_| Rejected::Malformed)?;
    Ok(Line { n: envelope.n, time: envelope.time, report })
}

impl Number {
    pub(super) fn metric(&self) -> Metric {
        Metric {
            name: self.name.clone(),
            value: self.value.unwrap_or(f64::NAN),
            split: self.split.clone(),
            source: self.source.clone(),
            location: self.location.clone(),
        }
    }

    pub(super) fn into_event(self, trial: u32, attempt: u32) -> MetricReported {
        MetricReported { trial, attempt, metric: Some(self.metric()) }
    }
}

impl Step {
    pub(super) fn into_event(self, trial: u32, attempt: u32) -> EpochCompleted {
        EpochCompleted {
            trial,
            attempt,
            step: self.step,
            total: self.total,
            unit: self.unit,
            metrics: self.metrics.iter().map(Number::metric).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: &str = r#"{"v":1,"token":"t","n":4,"time":1.5,"kind":"step","step":2,"total":null,
        "unit":"epoch","fit":0,"metrics":[{"name":"accuracy","split":"train","value":0.5,"source":"keras.fit"}]}"#;

    #[test]
    fn a_report_is_read() {
        let line = parse(STEP, "t").expect("a report");
        let Report::Step(step) = line.report else { panic!("{line:?}") };
        assert_eq!((line.n, step.step, step.total), (4, 2, None));
        assert_eq!(step.into_event(0, 1).metrics[0].value, 0.5);
    }

    #[test]
    fn what_somebody_else_wrote_counts_for_nothing() {
        assert_eq!(parse(STEP, "other"), Err(Rejected::Forged));
        assert_eq!(parse("{}", "t"), Err(Rejected::Forged));
        assert_eq!(parse("accuracy: 1.0", "t"), Err(Rejected::Malformed));
        assert_eq!(parse(r#"{"token":"t","kind":"step","step":-1}"#, "t"), Err(Rejected::Malformed));
    }

    #[test]
    fn a_newer_runtime_may_say_more() {
        let line = parse(r#"{"token":"t","kind":"gpu_usage","percent":3}"#, "t").expect("a report");
        assert_eq!(line.report, Report::Other);
    }

    #[test]
    fn a_number_that_is_not_finite_is_kept_as_such() {
        let text =
            r#"{"token":"t","kind":"metric","name":"loss","split":"train","value":null,"finite":false}"#;
        let Report::Metric(number) = parse(text, "t").expect("a report").report else { panic!("a metric") };
        assert!(number.metric().value.is_nan());
    }
}
