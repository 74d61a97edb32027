//! What an attempt's end means.

use std::fs;

use anneal_chassis::{Retry, Say};
use anneal_eventlog::Bucket;
use anneal_proto::Sequence;
use anneal_proto::objective::{Measured, measure};
use anneal_proto::v1::{Artifact, CrashCause, Metric, Objective, Reason, TrainingCrashed, TrainingFinished};

use super::channel::{self, Exception, Model, Report};
use super::guard::Breach;
use super::{Runner, files, stdout, tail, workdir};
use crate::executor::{Exit, Launch};

/// Lines of output that a crash carries.
const LAST_LINES: usize = 40;

/// An attempt that has ended.
pub(super) struct Ended<'a> {
    pub(super) runner: &'a Runner,
    pub(super) launch: &'a Launch,
    pub(super) exit: Exit,
}

/// All that an attempt reported.
#[derive(Debug, Default)]
struct Summary {
    metrics: Vec<Metric>,
    models: Vec<Model>,
    exception: Option<Exception>,
    step: u32,
}

impl Summary {
    fn of(launch: &Launch) -> Self {
        let token = workdir::token(&launch.dir).unwrap_or_default();
        let text = fs::read(launch.dir.join("channel.jsonl")).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let mut summary = Self::default();
        for line in text.lines().filter_map(|line| channel::parse(line, &token).ok()) {
            summary.add(line.report);
        }
        summary
    }

    fn add(&mut self, report: Report) {
        match report {
            Report::Step(step) => {
                self.step = self.step.max(step.step);
                self.metrics.extend(step.metrics.iter().map(channel::Number::metric));
            }
            Report::Metric(number) => self.metrics.push(number.metric()),
            Report::Model(model) => {
                self.models.retain(|known| known.path != model.path);
                self.models.push(model);
            }
            Report::Exception(exception) => self.exception = Some(exception),
            _ => {}
        }
    }

    /// The last value of each name, split and source, in the order they were measured.
    fn last_metrics(self) -> Vec<Metric> {
        let mut last: Vec<Metric> = Vec::new();
        for metric in self.metrics {
            let key = |m: &Metric| (m.name.clone(), m.split.clone(), m.source.clone(), m.location.clone());
            last.retain(|known| key(known) != key(&metric));
            last.push(metric);
        }
        last
    }
}

impl Ended<'_> {
    /// The event that tells of the end.
    pub(super) async fn report(&self) -> Result<Say, Retry> {
        let summary = Summary::of(self.launch);
        let runner = self.runner;
        if self.exit.code == Some(0) {
            let finished = self.finished(summary).await?;
            return Ok(Say::of_attempt(finished, runner.trial, runner.number()));
        }
        Ok(Say::of_attempt(self.crashed(&summary), runner.trial, runner.number()))
    }

    async fn finished(&self, summary: Summary) -> Result<TrainingFinished, Retry> {
        let mut artifacts = Vec::new();
        let seen = self.runner.executor.inside(&self.launch.dir, &self.launch.dir);
        for said in &summary.models {
            let Some((path, bytes)) = files::model(&self.launch.dir, &seen, said) else {
                tracing::warn!(run = %self.runner.run, path = said.path, "a model cannot be kept");
                continue;
            };
            let object =
                self.runner.context.log.put(Bucket::Models, bytes).await.map_err(Retry::unavailable)?;
            artifacts.push(Artifact { path, format: said.format.clone(), object: Some(object) });
        }
        let steps = summary.step;
        let mut metrics = summary.last_metrics();
        let output = fs::read(self.launch.dir.join("stdout.log")).unwrap_or_default();
        metrics.extend(stdout::metrics(&String::from_utf8_lossy(&output)));
        let objective = self.objective(&metrics).await?;
        let took = self.runner.context.clock.now().since(self.runner.attempt.time);
        Ok(TrainingFinished {
            trial: self.runner.trial.0,
            attempt: self.runner.number().0,
            metrics,
            objective: Some(objective),
            artifacts,
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            peak_memory: self.exit.peak_memory,
            steps,
        })
    }

    /// What the run is to reach, with what this training reached.
    async fn objective(&self, metrics: &[Metric]) -> Result<Objective, Retry> {
        let runner = self.runner;
        let view = runner.follower.view(&runner.run, Sequence(0)).await.map_err(Retry::unavailable)?;
        let code = view.state.code.clone().unwrap_or_default();
        let task = code.workload.map(|workload| workload.task).unwrap_or_default();
        let objective = code.settings.unwrap_or_default().objective(&task);
        let measured = measure(&objective, metrics);
        Ok(match measured {
            Some(Measured { value, source, split, .. }) => {
                Objective { value: Some(value), source, split, ..objective }
            }
            None => objective,
        })
    }

    /// What a hung training's threads were doing.
    fn stacks(&self) -> String {
        const MOST: usize = 64 * 1024;
        let bytes = fs::read(self.launch.dir.join("stacks.txt")).unwrap_or_default();
        String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]).into_owned()
    }

    fn crashed(&self, summary: &Summary) -> TrainingCrashed {
        let from = self.runner.attempt.started.resumed_from.as_ref().map_or(0, |from| from.step);
        let lines = |name: &str| tail::last_lines(&self.launch.dir.join(name), LAST_LINES);
        let mut last_lines = lines("stderr.log");
        if last_lines.is_empty() {
            last_lines = lines("stdout.log");
        }
        let exception = summary.exception.as_ref();
        let breach = Breach::load(&self.launch.dir);
        TrainingCrashed {
            trial: self.runner.trial.0,
            attempt: self.runner.number().0,
            step: summary.step.max(from),
            cause: cause(&self.exit, breach.as_ref()).into(),
            exit_code: self.exit.code,
            signal: self.exit.signal,
            last_lines,
            traceback: exception.map(|e| e.traceback.clone()).unwrap_or_default(),
            fingerprint: exception.map(|e| e.fingerprint.clone()).unwrap_or_default(),
            reason: Some(reason(&self.exit, exception, breach.as_ref())),
            stacks: self.stacks(),
            peak_memory: self.exit.peak_memory,
        }
    }
}

/// A crash before the start: what it was to go on from is damaged or gone.
pub(super) fn unusable_checkpoint(runner: &Runner, why: &str) -> Say {
    let breach = Breach::Checkpoint { why: why.to_owned() };
    let crashed = TrainingCrashed {
        trial: runner.trial.0,
        attempt: runner.number().0,
        cause: CrashCause::Checkpoint.into(),
        reason: Some(breached(&breach)),
        ..TrainingCrashed::default()
    };
    Say::of_attempt(crashed, runner.trial, runner.number())
}

fn cause(exit: &Exit, breach: Option<&Breach>) -> CrashCause {
    match (breach, exit) {
        (Some(Breach::Hang { .. }), _) => CrashCause::Hang,
        (Some(Breach::Disk { .. }), _) => CrashCause::Disk,
        (Some(Breach::Checkpoint { .. }), _) => CrashCause::Checkpoint,
        (Some(Breach::Memory { .. }), _) | (_, Exit { out_of_memory: true, .. }) => CrashCause::OutOfMemory,
        (_, Exit { lost: true, .. }) => CrashCause::Lost,
        (_, Exit { signal: Some(_), .. }) => CrashCause::Signal,
        _ => CrashCause::Exit,
    }
}

/// What the trainer ended it for.
fn breached(breach: &Breach) -> Reason {
    let mib = |bytes: &u64| bytes >> 20;
    let (code, what, remedy) = match breach {
        Breach::Hang { seconds } => (
            "hang",
            format!("the training did nothing for {seconds} s: no step, no computing, no output"),
            "the stacks show what it was waiting for",
        ),
        Breach::Disk { used, quota } => (
            "disk_quota",
            format!("the training filled {} MiB of disk; {} MiB are allowed", mib(used), mib(quota)),
            "write less, or raise the trainer's --disk-mib",
        ),
        Breach::Checkpoint { why } => {
            ("checkpoint_unusable", format!("its checkpoint cannot be used: {why}"), "")
        }
        Breach::Memory { used, limit } => (
            "out_of_memory",
            format!("the training used {} MiB of memory; {} MiB are allowed", mib(used), mib(limit)),
            "",
        ),
    };
    Reason { code: code.to_owned(), what, location: String::new(), remedy: remedy.to_owned() }
}

fn reason(exit: &Exit, exception: Option<&Exception>, breach: Option<&Breach>) -> Reason {
    if let Some(breach) = breach {
        return breached(breach);
    }
    let (code, what) = match (cause(exit, None), exception) {
        (CrashCause::OutOfMemory, _) => {
            ("out_of_memory", "the training was killed for its memory".to_owned())
        }
        (CrashCause::Lost, _) => ("lost", "the training's process is gone without a trace".to_owned()),
        (CrashCause::Signal, _) => {
            ("signal", format!("signal {} ended the training", exit.signal.unwrap_or_default()))
        }
        (_, Some(exception)) => ("exception", format!("{}: {}", exception.kind, exception.message)),
        _ => ("exit_status", format!("the training ended with status {}", exit.code.unwrap_or(-1))),
    };
    let location = exception.and_then(|e| Some(format!("{}:{}", e.file.as_ref()?, e.line?)));
    Reason {
        code: code.to_owned(),
        what,
        location: location.unwrap_or_default(),
        remedy: exception.and_then(|exception| exception.hint.clone()).unwrap_or_default(),
    }
}
