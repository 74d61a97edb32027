//! What all requests share: the log, the settings, and the read model kept up to date.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use anneal_chassis::{Context, ServeError};
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
    /// Starts to follow the log.
    pub(crate) async fn start(context: Context, config: Config) -> Result<Self, ServeError> {
        let mut events = context.log.follow(Sequence(0)).await?;
        let mut signals = context.log.follow_signals(Subject::all_signals()).await?;
        let (told, position) = watch::channel(Sequence(0));
        let app = Self { context, config: Arc::new(config), runs: Arc::default(), position };
        let this = app.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = this.context.shutdown.cancelled() => return,
                    Some(item) = events.next() => match item {
                        Ok(event) => {
                            this.update(&event);
                            told.send_replace(event.sequence);
                        }
                        Err(error) => tracing::warn!(%error, "skipped"),
                    },
                    Some(Ok(signal)) = signals.next() => this.signal(&signal),
                }
            }
        });
        Ok(app)
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
