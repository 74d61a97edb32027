//! All services in one process.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Clock, Context, Say, ServeError, speak, testing};
use anneal_eventlog::{EventLog, read_run};
use anneal_proto::v1::{PushReceived, Settings};
use anneal_proto::{Event, Kind, Recorded, RunId};
use anneal_trainer::executor::Executor;
use clap::Parser;
use tokio::task::JoinSet;

/// Running services over a log.
pub struct System {
    context: Context,
    services: JoinSet<Result<(), ServeError>>,
}

/// What a run came to, without what may differ between two ways there.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The event that ended it.
    pub kind: Kind,
    /// Its trial, value, reason.
    pub what: String,
    /// Notifications that were sent.
    pub notifications: usize,
    /// Trials that were proposed.
    pub trials: usize,
}

fn config<C: Parser>(flags: &[&str]) -> C {
    let words = std::iter::once("test").chain(flags.iter().copied());
    C::parse_from(words)
}

impl System {
    /// Starts every service that works on runs. `data` is the trainer's and the outbox's directory.
    ///
    /// # Panics
    /// When the directory's name is no UTF-8.
    #[must_use]
    pub fn start(log: Arc<dyn EventLog>, clock: Clock, executor: Arc<dyn Executor>, data: &Path) -> Self {
        let context = Context { clock, ..Context::new(log) };
        let data = data.to_str().expect("a path in UTF-8");
        let outbox = format!("{data}/outbox");
        let mut services = JoinSet::new();
        let c = || context.clone();
        services.spawn(anneal_fetcher::serve(c(), config(&[])));
        services.spawn(anneal_classifier::serve(c(), config(&[])));
        services.spawn(anneal_tuner::serve(c(), config(&[])));
        services.spawn(anneal_watchdog::serve(c(), config(&[])));
        services.spawn(anneal_notifier::serve(c(), config(&["--outbox", &outbox])));
        services.spawn(anneal_trainer::serve_on(c(), config(&["--data", data, "--host", "sim"]), executor));
        Self { context, services }
    }

    /// Pushes a directory of this machine. The same name is the same push.
    ///
    /// # Panics
    /// When the log refuses.
    pub async fn push(&self, path: &Path, settings: Settings) -> RunId {
        let repository = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let run = RunId::of_delivery("cli", &repository, "1");
        let push = PushReceived {
            forge: "cli".to_owned(),
            repository,
            clone_url: path.display().to_string(),
            delivery: "1".to_owned(),
            settings: Some(settings),
            ..PushReceived::default()
        };
        let cause = Cause::outside(run.as_str());
        let said = speak(&self.context, "gateway", &run, Say::new(push), &cause, None).await;
        said.expect("the first event of a run");
        run
    }

    /// Waits until the run has ended and somebody was told; its history.
    ///
    /// # Panics
    /// When that takes longer than `limit`.
    pub async fn finished(&self, run: &RunId, limit: Duration) -> Vec<Recorded> {
        let told = |event: &Recorded| {
            matches!(event.envelope.event, Event::NotificationSent(_) | Event::NotificationFailed(_))
        };
        let wait = async {
            loop {
                let history = read_run(self.context.log.as_ref(), run).await.expect("readable");
                if history.iter().any(told) {
                    return history;
                }
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        };
        match tokio::time::timeout(limit, wait).await {
            Ok(history) => history,
            Err(_) => {
                let history = read_run(self.context.log.as_ref(), run).await.expect("readable");
                let names: Vec<_> =
                    history.iter().map(|event| event.envelope.event.name().to_owned()).collect();
                panic!("the run has not ended after {limit:?}: {names:?}")
            }
        }
    }

    /// Drains and ends every service.
    ///
    /// # Panics
    /// When one ended with an error.
    pub async fn stop(mut self) {
        self.context.shutdown.cancel();
        while let Some(ended) = self.services.join_next().await {
            ended.expect("no panic").expect("no error");
        }
    }

    /// Ends every service at once, wherever it is.
    pub async fn crash(mut self) {
        self.services.shutdown().await;
        self.context.shutdown.cancel();
    }
}

/// What a history came to.
///
/// # Panics
/// When it has no outcome.
#[must_use]
pub fn outcome_of(history: &[Recorded]) -> Outcome {
    let events = || history.iter().map(|event| &event.envelope.event);
    let outcome = events().find(|event| event.is_outcome()).expect("an outcome");
    let what = match outcome {
        Event::ModelAccepted(accepted) => {
            let value = accepted.objective.as_ref().and_then(|objective| objective.value);
            format!("trial {} with {value:?}", accepted.trial)
        }
        Event::RunExhausted(exhausted) => format!("best trial {:?}", exhausted.best_trial),
        Event::RunFailed(failed) => failed.reason.clone().unwrap_or_default().code,
        other => other.name().to_owned(),
    };
    Outcome {
        kind: outcome.kind().expect("a known kind"),
        what,
        notifications: events().filter(|event| matches!(event, Event::NotificationSent(_))).count(),
        trials: events().filter(|event| matches!(event, Event::TrialProposed(_))).count(),
    }
}

/// A clock that runs with tokio's, from the tests' usual start on.
#[must_use]
pub fn simulated_clock() -> Clock {
    Clock::simulated(testing::START)
}
