//! What all requests share: the log, the settings, and the read model kept up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};

use anneal_chassis::{Context, ServeError};
use anneal_eventlog::{Item, Items, LogError};
use anneal_proto::{Event, Recorded, RunId, Sequence, Subject};
use futures::StreamExt as _;
use tokio::sync::watch;

use crate::config::Config;
use crate::projection::{RunView, fold, fold_signal};

/// Shared by every request.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) context: Context,
    pub(crate) config: Arc<Config>,
    runs: Arc<RwLock<BTreeMap<RunId, RunView>>>,
    position: watch::Receiver<Sequence>,
}

impl App {
    /// Reads what is in the log, then starts to follow it.
    pub(crate) async fn start(context: Context, config: Config) -> Result<Self, ServeError> {
        let end = context.log.position().await?;
        let mut events = context.log.follow(Sequence(0)).await?;
        let (told, position) = watch::channel(Sequence(0));
        let app = Self { context, config: Arc::new(config), runs: Arc::default(), position };
        while *told.borrow() < end {
            tokio::select! {
                () = app.context.shutdown.cancelled() => return Ok(app),
                Some(item) = events.next() => app.take(item, &told),
            }
        }
        let signals = app.context.log.follow_signals(Subject::all_signals()).await?;
        tokio::spawn(app.clone().follow(events, signals, told));
        Ok(app)
    }

    async fn follow(self, mut events: Items, mut signals: Items, told: watch::Sender<Sequence>) {
        loop {
            tokio::select! {
                () = self.context.shutdown.cancelled() => return,
                Some(item) = events.next() => self.take(item, &told),
                Some(item) = signals.next() => match item {
                    Ok(signal) => self.signal(&signal),
                    Err(error) => tracing::warn!(%error, "skipped"),
                },
            }
        }
    }

    /// Folds an event in and says how far the read model is; what cannot be read is stepped over.
    fn take(&self, item: Item, told: &watch::Sender<Sequence>) {
        let sequence = position_of(&item);
        match item {
            Ok(event) => self.update(&event),
            Err(error) => {
                tracing::warn!(%error, "skipped");
                self.context.metrics.count("gateway", "unreadable_event");
            }
        }
        sequence.into_iter().for_each(|sequence| {
            told.send_replace(sequence);
        });
    }

    fn update(&self, event: &Recorded) {
        let Ok(mut runs) = self.runs.write() else { return };
        fold(runs.entry(event.envelope.run.clone()).or_default(), event);
    }

    fn signal(&self, signal: &Recorded) {
        let Ok(mut runs) = self.runs.write() else { return };
        if let (Event::EpochCompleted(done), Some(view)) =
            (&signal.envelope.event, runs.get_mut(&signal.envelope.run))
        {
            fold_signal(view, done);
        }
    }

    /// The run as it is now.
    pub(crate) fn run(&self, run: &RunId) -> Option<RunView> {
        self.runs.read().ok()?.get(run).cloned()
    }

    /// Ids of all runs.
    pub(crate) fn ids(&self) -> BTreeSet<RunId> {
        self.runs.read().map(|runs| runs.keys().cloned().collect()).unwrap_or_default()
    }

    /// All runs, the newest first.
    pub(crate) fn runs(&self) -> Vec<RunView> {
        let Ok(runs) = self.runs.read() else { return Vec::new() };
        let mut all: Vec<RunView> = runs.values().cloned().collect();
        all.sort_by_key(|view| std::cmp::Reverse(view.sequence));
        all
    }

    /// Returns when the read model shows everything up to a position.
    pub(crate) async fn reached(&self, sequence: Sequence) {
        let mut position = self.position.clone();
        let _ = position.wait_for(|at| *at >= sequence).await;
    }
}

/// Where in the stream an item is, also when it is no event.
pub(crate) fn position_of(item: &Item) -> Option<Sequence> {
    match item {
        Ok(event) => Some(event.sequence),
        Err(LogError::Unreadable { sequence, .. }) => Some(Sequence(*sequence)),
        Err(_) => None,
    }
}
