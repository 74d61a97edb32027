//! One attempt, from its claim to its last report.
//!
//! Its directory is all that is kept of it outside the log:
//!
//! ```text
//! <work>/<container name>/
//!   source/        the tree, with the trial's changes; the training's working directory
//!   channel.jsonl  what the runtime reports
//!   checkpoints/   what the runtime saved; announced in the channel
//!   artifacts/     models the runtime kept for a script that keeps none
//!   resume         the checkpoint to go on from
//!   stdout.log, stderr.log
//!   token          what lines of the channel must carry
//!   progress.json  how far the trainer has read
//!   breach.json    why the trainer ended it, where it did
//!   stacks.txt     what the threads of a hung training were doing
//! ```
//!
//! Every step can be taken again: the directory appears whole or not at all, the executor starts a name
//! once, reports derive their ids from the claim. So adopting an attempt is running it.

mod channel;
mod exits;
mod files;
mod guard;
mod hang;
pub mod stdout;
mod tail;
mod workdir;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Context, Decider as _, Follower, Retry, Say, envelope, speak};
use anneal_eventlog::{AppendError, Bucket};
use anneal_proto::v1::{CheckpointSaved, LogWritten};
use anneal_proto::{AttemptNo, EventId, RunId, Sequence, Step, TrialNo};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::decider::{self, Claimer, State};
use crate::executor::{Executor, Exit, Launch};
use channel::{Line, Report};
use guard::{Breach, Guard};
use tail::Progress;

const SERVICE: &str = Claimer::NAME;
/// How often a running attempt's files are looked at.
const POLL: Duration = Duration::from_millis(100);

/// Runs one claimed attempt.
pub(crate) struct Runner {
    pub(crate) context: Context,
    pub(crate) config: Config,
    pub(crate) follower: Arc<Follower<Claimer>>,
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) runtime: PathBuf,
    pub(crate) run: RunId,
    pub(crate) trial: TrialNo,
    /// See [`State::project`].
    pub(crate) project: String,
    /// The attempt as it was claimed.
    pub(crate) attempt: decider::Attempt,
    /// Cancelled when the log no longer has the attempt as running.
    pub(crate) unwanted: CancellationToken,
}

/// What became of something the attempt wanted to say.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// It is in the log.
    Done,
    /// The attempt is no longer the log's.
    Superseded,
}

/// What was new in an attempt's files.
#[derive(Debug, Default)]
struct Read {
    steps: u32,
    output: bool,
    unusable: Option<String>,
}

impl Read {
    fn note(&mut self, report: &Report) {
        match report {
            Report::Step(_) => self.steps += 1,
            Report::NotResumed { reason, unusable: true } => self.unusable = Some(reason.clone()),
            _ => {}
        }
    }
}

impl Runner {
    /// Runs the attempt to its end, trying again what fails for reasons that pass. Returns early, leaving
    /// the training alone, when the trainer shuts down.
    pub(crate) async fn run(self) {
        let mut delay = Duration::from_millis(500);
        while let Err(error) = self.once().await {
            tracing::warn!(run = %self.run, trial = %self.trial, reason = error.reason, "the attempt will be looked at again");
            tokio::select! {
                biased;
                () = self.context.shutdown.cancelled() => return,
                () = tokio::time::sleep(delay) => delay = (delay * 2).min(Duration::from_secs(15)),
            }
        }
    }

    fn number(&self) -> AttemptNo {
        AttemptNo(self.attempt.started.attempt)
    }

    fn claim(&self) -> &EventId {
        &self.attempt.claim
    }

    async fn once(&self) -> Result<(), Retry> {
        let view = self.follower.view(&self.run, Sequence(0)).await.map_err(Retry::unavailable)?;
        let dir = self.config.work_dir().join(&self.attempt.started.container);
        if view.state.live(self.trial, self.claim()).is_none() {
            return self.discard(&self.bare_launch(dir)).await;
        }
        let launch = match self.launch(&view.state, dir.clone()).await? {
            Ok(launch) => launch,
            Err(why) => {
                // What a start from nothing would lose, an older checkpoint may still have.
                let crashed = exits::unusable_checkpoint(self, &why);
                self.say(crashed, "end", |_| false).await?;
                return self.discard(&self.bare_launch(dir)).await;
            }
        };
        self.executor.start(&launch).await.map_err(Retry::unavailable)?;
        let mut guard = Guard::new(Duration::from_secs(self.config.hang_seconds), Instant::now());
        let Some(exit) = self.watch(&launch, &mut guard).await? else { return Ok(()) };
        let exit = Exit { peak_memory: exit.peak_memory.max(guard.peak), ..exit };
        if self.unwanted.is_cancelled() {
            return self.discard(&launch).await;
        }
        let ended = exits::Ended { runner: self, launch: &launch, exit };
        let say = ended.report().await?;
        self.say(say, "end", |_| false).await?;
        self.discard(&launch).await
    }

    fn bare_launch(&self, dir: PathBuf) -> Launch {
        Launch {
            name: self.attempt.started.container.clone(),
            image: self.attempt.started.image.clone(),
            dir,
            cache: self.config.data_sets().join(&self.project),
            command: Vec::new(),
            environment: Vec::new(),
            memory: self.attempt.started.memory,
        }
    }

    /// Kills and removes what there is of the attempt.
    async fn discard(&self, launch: &Launch) -> Result<(), Retry> {
        self.executor.kill(launch).await.map_err(Retry::unavailable)?;
        self.executor.remove(launch).await.map_err(Retry::unavailable)
    }

    /// Follows the attempt until it ends. None when the trainer shuts down first.
    async fn watch(&self, launch: &Launch, guard: &mut Guard) -> Result<Option<Exit>, Retry> {
        if Breach::load(&launch.dir).is_some() {
            // Found before this trainer came back, and perhaps not ended.
            self.executor.kill(launch).await.map_err(Retry::unavailable)?;
        }
        let ended = self.executor.wait(launch);
        tokio::pin!(ended);
        let mut unwanted = false;
        loop {
            tokio::select! {
                biased;
                exit = &mut ended => {
                    let exit = exit.map_err(Retry::unavailable)?;
                    self.pump(launch, true).await?;
                    return Ok(Some(exit));
                }
                () = self.context.shutdown.cancelled() => return Ok(None),
                () = self.unwanted.cancelled(), if !unwanted => {
                    unwanted = true;
                    self.executor.kill(launch).await.map_err(Retry::unavailable)?;
                }
                () = tokio::time::sleep(POLL) => {
                    let read = self.pump(launch, false).await?;
                    guard.heard(read.steps, read.output);
                    let breach = match read.unusable {
                        Some(why) => Some(Breach::Checkpoint { why }),
                        None => guard.look(self, launch).await?,
                    };
                    if let Some(breach) = breach {
                        self.end_for(launch, &breach).await?;
                    }
                }
            }
        }
    }

    /// Publishes what is new in the attempt's files.
    async fn pump(&self, launch: &Launch, last: bool) -> Result<Read, Retry> {
        let mut read = Read::default();
        let mut progress = Progress::load(&launch.dir);
        let before = progress.clone();
        let token = workdir::token(&launch.dir).map_err(Retry::unavailable)?;
        for text in progress.channel.lines(&launch.dir.join("channel.jsonl")) {
            match channel::parse(&text, &token) {
                Ok(line) => {
                    read.note(&line.report);
                    self.publish(launch, line).await?;
                }
                Err(why) => {
                    tracing::warn!(run = %self.run, %why, "a line of the channel is ignored");
                    self.context.metrics.count(SERVICE, why.name());
                }
            }
        }
        for (stream, file) in [("stdout", "stdout.log"), ("stderr", "stderr.log")] {
            let tail = if stream == "stdout" { &mut progress.stdout } else { &mut progress.stderr };
            while let Some((offset, text)) = tail.chunk(&launch.dir.join(file), last) {
                let written = LogWritten {
                    trial: self.trial.0,
                    attempt: self.number().0,
                    stream: stream.to_owned(),
                    text,
                };
                self.signal(written, &format!("{stream}@{offset}")).await?;
            }
        }
        if progress != before {
            read.output = true;
            progress.save(&launch.dir).map_err(Retry::unavailable)?;
        }
        Ok(read)
    }

    async fn publish(&self, launch: &Launch, line: Line) -> Result<(), Retry> {
        let (trial, attempt) = (self.trial.0, self.number().0);
        let key = line.n.to_string();
        match line.report {
            Report::Step(step) => self.signal(step.into_event(trial, attempt), &key).await,
            Report::Metric(metric) => self.signal(metric.into_event(trial, attempt), &key).await,
            Report::Checkpoint(checkpoint) => self.save(launch, &checkpoint, &key).await,
            Report::NotResumed { reason, .. } => {
                tracing::warn!(run = %self.run, reason, "the training starts over");
                Ok(())
            }
            Report::Problem { hook, error } => {
                tracing::warn!(run = %self.run, hook, error, "a hook of the runtime failed");
                self.context.metrics.count(SERVICE, "runtime_problem");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn signal(&self, event: impl Into<anneal_proto::Event>, key: &str) -> Result<(), Retry> {
        let say = Say::of_attempt(event, self.trial, self.number());
        let signal = envelope(&self.context, SERVICE, &self.run, say, &self.cause(key), None);
        self.context.log.signal(signal).await.map_err(Retry::unavailable)
    }

    /// Puts a checkpoint in the object store, then says so.
    async fn save(&self, launch: &Launch, saved: &channel::Checkpoint, key: &str) -> Result<(), Retry> {
        let Some(bytes) = files::checkpoint(&launch.dir, saved) else {
            tracing::warn!(run = %self.run, step = saved.step, "the checkpoint is not what was announced, or is gone");
            return Ok(());
        };
        let object = self.context.log.put(Bucket::Checkpoints, bytes).await.map_err(Retry::unavailable)?;
        let event = CheckpointSaved {
            trial: self.trial.0,
            attempt: self.number().0,
            step: saved.step,
            object: Some(object),
            format: saved.format.clone(),
        };
        let say = Say::of_attempt(event, self.trial, self.number());
        let (trial, claim, step) = (self.trial, self.claim(), Step(saved.step));
        let there =
            |state: &State| state.live(trial, claim).is_some_and(|attempt| attempt.checkpoint >= step);
        self.say(say, key, there).await.map(drop)
    }

    fn cause(&self, key: &str) -> Cause {
        Cause {
            key: format!("{}/{key}", self.claim()),
            event: Some(self.claim().clone()),
            traceparent: self.attempt.traceparent.clone(),
        }
    }

    /// Appends a report, unless it is there already or the attempt is no longer the log's.
    async fn say(&self, say: Say, key: &str, there: impl Fn(&State) -> bool) -> Result<Said, Retry> {
        let cause = self.cause(key);
        let mut at = Sequence(0);
        loop {
            let view = self.follower.view(&self.run, at).await.map_err(Retry::unavailable)?;
            if view.state.live(self.trial, self.claim()).is_none() {
                return Ok(Said::Superseded);
            }
            if there(&view.state) {
                return Ok(Said::Done);
            }
            match speak(&self.context, SERVICE, &self.run, say.clone(), &cause, view.head).await {
                Ok(said) => {
                    self.follower.reached(said.sequence).await;
                    return Ok(Said::Done);
                }
                Err(AppendError::Conflict) => {}
                Err(AppendError::Log(error)) => tracing::warn!(%error, "a report has no answer"),
            }
            let head = self.context.log.head(&self.run).await.map_err(Retry::unavailable)?;
            at = head.map_or(at, |head| head.sequence);
        }
    }
}
