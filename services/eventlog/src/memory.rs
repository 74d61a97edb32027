//! The log in this process: for tests and simulation. Time is tokio's, so a paused clock is a simulated one.

mod work;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anneal_proto::v1::ObjectRef;
use anneal_proto::{Digest, Envelope, EventId, Recorded, RunId, Sequence, Subject, Timestamp, TrialNo};
use async_trait::async_trait;
use futures::{Stream, StreamExt as _, stream};
use tokio::sync::{Notify, broadcast};
use tokio::time::Instant;

use crate::dead::{Buried, DeadLetter, Settlement};
use crate::error::{AppendError, LogError};
use crate::log::{Bucket, Consumer, EventLog, Heartbeat, Item, Items, Work, link};

/// What goes wrong on purpose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// Every acknowledged delivery comes once more.
    pub deliver_twice: bool,
}

/// An in-memory log. Clones share it.
#[derive(Clone)]
pub struct Memory {
    shared: Arc<Shared>,
}

struct Shared {
    faults: Faults,
    state: Mutex<State>,
    changed: Notify,
    checks_position: AtomicBool,
    beats: broadcast::Sender<Heartbeat>,
}

#[derive(Default)]
struct State {
    events: Vec<Recorded>,
    signals: Vec<Recorded>,
    signal_ids: HashSet<EventId>,
    forge: BTreeMap<String, (Subject, Vec<u8>)>,
    dead: Vec<Buried>,
    objects: HashMap<(&'static str, String), Vec<u8>>,
    consumers: HashMap<String, Cursor>,
}

/// Where a durable consumer stands.
#[derive(Default)]
struct Cursor {
    /// Events before this index were delivered at least once.
    next: usize,
    pending: BTreeMap<usize, Pending>,
}

struct Pending {
    due: Instant,
    deliveries: u64,
    echo: bool,
}

impl Memory {
    /// An empty log.
    #[must_use]
    pub fn new(faults: Faults) -> Self {
        Self::resumed(faults, Vec::new(), &Self::bare(faults))
    }

    /// A log that holds `events` and the objects of `other`, as after a crash that lost every
    /// acknowledgement: consumers start at the beginning.
    #[must_use]
    pub fn resumed(faults: Faults, events: Vec<Recorded>, other: &Memory) -> Self {
        let log = Self::bare(faults);
        let mut state = log.state();
        state.events = events;
        state.objects = other.state().objects.clone();
        drop(state);
        log
    }

    fn bare(faults: Faults) -> Self {
        let state = Mutex::new(State::default());
        let (beats, _) = broadcast::channel(256);
        let checks_position = AtomicBool::new(true);
        Self { shared: Arc::new(Shared { faults, state, changed: Notify::new(), checks_position, beats }) }
    }

    /// Takes every append from now on, wherever its writer thinks that the run ends: what a broker would do that did
    /// not check the expected position. For tests that must fail then.
    pub fn take_any_position(&self) {
        self.shared.checks_position.store(false, Ordering::Relaxed);
    }

    /// Everything in the signal stream.
    #[must_use]
    pub fn signals(&self) -> Vec<Recorded> {
        self.state().signals.clone()
    }

    /// Everything in the event stream.
    #[must_use]
    pub fn events(&self) -> Vec<Recorded> {
        self.state().events.clone()
    }

    /// Loses an object, as a damaged disk does.
    pub fn lose(&self, object: &ObjectRef) {
        self.state().objects.retain(|(_, digest), _| *digest != object.digest);
    }

    /// Everything a service gave up on.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.state().dead.iter().map(|buried| buried.letter.clone()).collect()
    }

    /// Every webhook that was published, by delivery id.
    #[must_use]
    pub fn forge_deliveries(&self) -> BTreeMap<String, (Subject, Vec<u8>)> {
        self.state().forge.clone()
    }

    /// Whether no consumer has anything left to deliver or waits for an answer.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let state = self.state();
        let end = state.events.len();
        state.consumers.values().all(|cursor| cursor.next == end && cursor.pending.is_empty())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something at the index.
    async fn at(&self, index: usize, pick: fn(&State) -> &Vec<Recorded>) -> Recorded {
        loop {
            let changed = self.shared.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let next = pick(&self.state()).get(index).cloned();
            if let Some(recorded) = next {
                return recorded;
            }
            changed.await;
        }
    }

    fn stream_of(&self, after: usize, pick: fn(&State) -> &Vec<Recorded>, filter: Subject) -> Items {
        let unfold = stream::unfold((self.clone(), after), move |(log, at)| async move {
            let recorded = log.at(at, pick).await;
            Some((Item::Ok(recorded), (log, at + 1)))
        });
        let wanted = move |item: &Item| {
            let keep = item.as_ref().is_ok_and(|recorded| filter.matches(&recorded.envelope.subject()));
            futures::future::ready(keep)
        };
        Box::pin(unfold.filter(wanted))
    }
}

fn sequence(index: usize) -> Sequence {
    Sequence(index as u64 + 1)
}

#[async_trait]
impl EventLog for Memory {
    async fn append(&self, envelope: Envelope) -> Result<Recorded, AppendError> {
        let recorded = {
            let mut state = self.state();
            let head = state.events.iter().rev().find(|event| event.envelope.run == envelope.run);
            let checked = self.shared.checks_position.load(Ordering::Relaxed);
            if checked && head.map(link) != envelope.previous {
                return Err(AppendError::Conflict);
            }
            let digest = envelope.digest();
            let recorded = Recorded { sequence: sequence(state.events.len()), envelope, digest };
            state.events.push(recorded.clone());
            recorded
        };
        self.shared.changed.notify_waiters();
        Ok(recorded)
    }

    async fn get(&self, sequence: Sequence) -> Result<Option<Recorded>, LogError> {
        let index = usize::try_from(sequence.0).ok().and_then(|n| n.checked_sub(1));
        Ok(index.and_then(|index| self.state().events.get(index).cloned()))
    }

    async fn head(&self, run: &RunId) -> Result<Option<Recorded>, LogError> {
        Ok(self.state().events.iter().rev().find(|event| event.envelope.run == *run).cloned())
    }

    async fn last_checkpoint(&self, run: &RunId, trial: TrialNo) -> Result<Option<Recorded>, LogError> {
        let subject = Subject::checkpoints(run, trial);
        Ok(self.state().events.iter().rev().find(|event| event.envelope.subject() == subject).cloned())
    }

    async fn position(&self) -> Result<Sequence, LogError> {
        Ok(Sequence(self.state().events.len() as u64))
    }

    async fn follow(&self, after: Sequence) -> Result<Items, LogError> {
        let after = usize::try_from(after.0).unwrap_or(usize::MAX);
        Ok(self.stream_of(after, |state| &state.events, Subject::all_runs()))
    }

    async fn work(&self, consumer: &Consumer) -> Result<Box<dyn Work>, LogError> {
        self.state().consumers.entry(consumer.name.clone()).or_default();
        Ok(Box::new(work::MemoryWork { log: self.clone(), consumer: consumer.clone() }))
    }

    async fn signal(&self, envelope: Envelope) -> Result<(), LogError> {
        let mut state = self.state();
        if state.signal_ids.insert(envelope.id.clone()) {
            let digest = envelope.digest();
            let sequence = sequence(state.signals.len());
            state.signals.push(Recorded { sequence, envelope, digest });
        }
        drop(state);
        self.shared.changed.notify_waiters();
        Ok(())
    }

    async fn follow_signals(&self, filter: Subject) -> Result<Items, LogError> {
        Ok(self.stream_of(0, |state| &state.signals, filter))
    }

    async fn forge(&self, subject: Subject, delivery: &str, body: Vec<u8>) -> Result<(), LogError> {
        self.state().forge.entry(delivery.to_owned()).or_insert((subject, body));
        Ok(())
    }

    async fn bury(&self, letter: DeadLetter) -> Result<(), LogError> {
        let mut state = self.state();
        let number = sequence(state.dead.len());
        state.dead.push(Buried { number, time: Timestamp(0), letter, settled: None });
        Ok(())
    }

    async fn buried(&self) -> Result<Vec<Buried>, LogError> {
        Ok(self.state().dead.clone())
    }

    async fn settle_buried(&self, buried: &Buried, settled: Settlement) -> Result<(), LogError> {
        let mut state = self.state();
        if let Some(known) = state.dead.iter_mut().find(|known| known.number == buried.number) {
            known.settled = Some(settled);
        }
        let index = usize::try_from(buried.letter.sequence.0).unwrap_or(0).checked_sub(1);
        let cursor = state.consumers.get_mut(&buried.letter.service);
        if let (Settlement::Retried, Some(index), Some(cursor)) = (settled, index, cursor) {
            cursor.pending.insert(index, Pending { due: Instant::now(), deliveries: 0, echo: false });
        }
        drop(state);
        self.shared.changed.notify_waiters();
        Ok(())
    }

    async fn beat(&self, heartbeat: Heartbeat) -> Result<(), LogError> {
        // Nobody listening is no error: heartbeats are not stored.
        let _ = self.shared.beats.send(heartbeat);
        Ok(())
    }

    async fn heartbeats(&self) -> Result<Pin<Box<dyn Stream<Item = Heartbeat> + Send>>, LogError> {
        let receiver = self.shared.beats.subscribe();
        let next = |mut receiver: broadcast::Receiver<Heartbeat>| async move {
            loop {
                match receiver.recv().await {
                    Ok(beat) => return Some((beat, receiver)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        };
        Ok(Box::pin(stream::unfold(receiver, next)))
    }

    async fn put(&self, bucket: Bucket, bytes: Vec<u8>) -> Result<ObjectRef, LogError> {
        let digest = Digest::of(&bytes).to_string();
        let object = ObjectRef {
            bucket: bucket.as_str().to_owned(),
            digest: digest.clone(),
            size: bytes.len() as u64,
        };
        self.state().objects.insert((bucket.as_str(), digest), bytes);
        Ok(object)
    }

    async fn object(&self, object: &ObjectRef) -> Result<Vec<u8>, LogError> {
        let bucket = Bucket::of(object).map_or("unknown", Bucket::as_str);
        let found = self.state().objects.get(&(bucket, object.digest.clone())).cloned();
        found.ok_or_else(|| LogError::NoObject { bucket, digest: object.digest.clone() })
    }
}
