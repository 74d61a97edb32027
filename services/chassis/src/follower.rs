//! One ordered consumer for each service, folded into small states, one a run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anneal_eventlog::{EventLog, LogError, read_run};
use anneal_proto::{Link, Recorded, RunId, Sequence};
use futures::StreamExt as _;

use crate::context::Context;
use crate::decider::Decider;
use crate::position::{Position, Positions};

/// Ended runs whose state is kept at hand. An older one is read again when somebody asks.
const ENDED_KEPT: usize = 1_000;

/// What a service knows of one run.
#[derive(Debug)]
pub struct View<S> {
    /// The fold of its events.
    pub state: Arc<S>,
    /// Its last event; none before the first.
    pub head: Option<Link>,
    /// Whether its outcome has been said.
    pub ended: bool,
}

impl<S> Clone for View<S> {
    fn clone(&self) -> Self {
        Self { state: Arc::clone(&self.state), head: self.head, ended: self.ended }
    }
}

impl<S: Default> Default for View<S> {
    fn default() -> Self {
        Self { state: Arc::default(), head: None, ended: false }
    }
}

/// The states of all runs, kept up to date.
pub struct Follower<D: Decider> {
    log: Arc<dyn EventLog>,
    runs: Mutex<Runs<D::State>>,
    position: Arc<Position>,
}

struct Runs<S> {
    // Sorted, so that whoever goes through them does it in the same order each time.
    views: BTreeMap<RunId, View<S>>,
    ended: VecDeque<RunId>,
}

impl<D: Decider> Follower<D> {
    /// Starts following from the beginning of the log, until the context shuts down.
    ///
    /// # Errors
    /// When the log cannot be reached.
    pub async fn start(context: &Context) -> Result<Arc<Self>, LogError> {
        let mut items = context.log.follow(Sequence(0)).await?;
        let runs = Mutex::new(Runs { views: BTreeMap::new(), ended: VecDeque::new() });
        let position = Arc::new(Position::default());
        let follower = Arc::new(Self { log: Arc::clone(&context.log), runs, position });
        let (this, context) = (Arc::clone(&follower), context.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    biased;
                    () = context.shutdown.cancelled() => return,
                    item = items.next() => match item {
                        Some(Ok(event)) => this.fold(&event),
                        Some(Err(error)) => {
                            tracing::warn!(%error, "skipped");
                            context.metrics.count(D::NAME, "unreadable_event");
                        }
                        None => return,
                    }
                }
            }
        });
        Ok(follower)
    }

    /// Every change of position.
    #[must_use]
    pub fn positions(&self) -> Positions {
        Positions::of(&self.position)
    }

    /// Returns when everything up to a position has been folded in.
    pub async fn reached(&self, sequence: Sequence) {
        self.position.reached(sequence).await;
    }

    /// The run as it is when everything up to a position has been folded in.
    ///
    /// # Errors
    /// When the run is no longer at hand and the log cannot be reached.
    pub async fn view(&self, run: &RunId, at: Sequence) -> Result<View<D::State>, LogError> {
        self.reached(at).await;
        if let Some(view) = self.lock().views.get(run) {
            return Ok(view.clone());
        }
        let mut view = View::default();
        for event in read_run(self.log.as_ref(), run).await? {
            fold::<D>(&mut view, &event);
        }
        Ok(view)
    }

    /// The runs whose outcome has not been said, with their states.
    #[must_use]
    pub fn open_runs(&self) -> Vec<(RunId, View<D::State>)> {
        let runs = self.lock();
        runs.views
            .iter()
            .filter(|(_, view)| !view.ended)
            .map(|(run, view)| (run.clone(), view.clone()))
            .collect()
    }

    fn fold(&self, event: &Recorded) {
        let mut runs = self.lock();
        let run = &event.envelope.run;
        let view = runs.views.entry(run.clone()).or_default();
        let was_open = !view.ended;
        fold::<D>(view, event);
        if was_open && view.ended {
            runs.ended.push_back(run.clone());
            if runs.ended.len() > ENDED_KEPT {
                let oldest = runs.ended.pop_front();
                oldest.and_then(|run| runs.views.remove(&run));
            }
        }
        drop(runs);
        self.position.move_to(event.sequence);
    }

    fn lock(&self) -> MutexGuard<'_, Runs<D::State>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fold<D: Decider>(view: &mut View<D::State>, event: &Recorded) {
    D::evolve(Arc::make_mut(&mut view.state), event);
    view.head = Some(Link { sequence: event.sequence, digest: event.digest });
    view.ended |= event.envelope.event.is_outcome();
}
