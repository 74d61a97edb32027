//! A notifier over an in-memory log, and runs for it to tell of.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Context, Say, ServeError, speak};
use anneal_eventlog::{Bucket, EventLog as _, Faults, Memory, read_run};
use anneal_notifier::Config;
use anneal_proto::v1::{
    ModelAccepted, NotificationFailed, NotificationSent, Objective, Person, PushReceived, Reason, RunFailed,
};
use anneal_proto::{Event, Link, RunId};
use clap::Parser as _;
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub mod server;

/// A patch whose lines end in every way there is.
pub const PATCH: &str = "--- a/train.py\n+++ b/train.py\n@@ -1,2 +1,2 @@\n-a = 1\r\n+a = 2\r\n ü = '.'\n.\n";

/// A running notifier.
pub struct Bench {
    pub log: Memory,
    pub context: Context,
    pub data: TempDir,
    serving: JoinHandle<Result<(), ServeError>>,
}

pub fn config(data: &TempDir, words: &[&str]) -> Config {
    let data = format!("--data={}", data.path().display());
    Config::parse_from([&["anneal-notifier", data.as_str()], words].concat())
}

impl Bench {
    /// Every event that it is given comes twice.
    pub fn start(words: &[&str]) -> Self {
        let log = Memory::new(Faults { deliver_twice: true });
        Self::over(log, tempfile::tempdir().expect("temporary directory"), words)
    }

    pub fn over(log: Memory, data: TempDir, words: &[&str]) -> Self {
        let context = Context::new(Arc::new(log.clone()));
        let serving = tokio::spawn(anneal_notifier::serve(context.clone(), config(&data, words)));
        Self { log, context, data, serving }
    }

    /// A run with an outcome.
    pub async fn run(&self, name: &str, events: Vec<Event>) -> RunId {
        let run = RunId::of_delivery("test", "notifier", name);
        let mut head = None;
        for (n, event) in events.into_iter().enumerate() {
            let cause = Cause::outside(format!("{name} {n}"));
            let said =
                speak(&self.context, "test", &run, Say::new(event), &cause, head).await.expect("appended");
            head = Some(Link { sequence: said.sequence, digest: said.digest });
        }
        run
    }

    pub async fn accepted(&self, name: &str) -> RunId {
        let patch = self.log.put(Bucket::Patches, PATCH.as_bytes().to_vec()).await.expect("stored");
        let objective = Objective { metric: "accuracy".to_owned(), target: 0.8, ..Objective::default() };
        let outcome = ModelAccepted {
            trial: 3,
            objective: Some(Objective { value: Some(0.934), ..objective }),
            patch: Some(patch),
            ..ModelAccepted::default()
        };
        self.run(name, vec![pushed(), outcome.into()]).await
    }

    pub async fn failed(&self, name: &str) -> RunId {
        let reason = Reason { what: "no Python".to_owned(), ..Reason::default() };
        let outcome = RunFailed { reason: Some(reason), ..RunFailed::default() };
        self.run(name, vec![pushed(), outcome.into()]).await
    }

    /// What was said of the outcome, once it is said and there was time to say it again.
    pub async fn told(&self, run: &RunId) -> Result<NotificationSent, NotificationFailed> {
        let before = 2;
        while read_run(&self.log, run).await.expect("readable").len() <= before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let history = read_run(&self.log, run).await.expect("readable");
        assert_eq!(history.len(), before + 1, "{history:?}");
        match history[before].envelope.event.clone() {
            Event::NotificationSent(sent) => Ok(sent),
            Event::NotificationFailed(failed) => Err(failed),
            other => panic!("{other:?}"),
        }
    }

    pub async fn stop(self) -> (Memory, TempDir) {
        self.context.shutdown.cancel();
        self.serving.await.expect("no panic").expect("served");
        (self.log, self.data)
    }
}

pub fn pushed() -> Event {
    let pusher = Person { email: "dev@example.org".to_owned(), ..Person::default() };
    let repository = "owner/repo\r\nBcc: victim@example.org".to_owned();
    PushReceived { repository, pusher: Some(pusher), ..PushReceived::default() }.into()
}
