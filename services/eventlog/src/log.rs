//! The trait, and the small types that go with it.

use std::pin::Pin;
use std::time::Duration;

use anneal_proto::v1::ObjectRef;
use anneal_proto::{Envelope, Kind, Link, Recorded, RunId, Sequence, Subject, TrialNo};
use async_trait::async_trait;
use futures::Stream;

use crate::dead::{Buried, DeadLetter, Settlement};
use crate::error::{AppendError, LogError};

/// One thing read from the log: an event, or why it is none.
pub type Item = Result<Recorded, LogError>;

/// Events in order, without end unless stated.
pub type Items = Pin<Box<dyn Stream<Item = Item> + Send>>;

/// Where objects of one use are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Trees of pushed commits.
    Sources,
    /// States of trainings.
    Checkpoints,
    /// Models and other files trainings left.
    Models,
    /// Diffs and changed files.
    Patches,
    /// Output of trainings.
    Logs,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Bucket; 5] =
        [Bucket::Sources, Bucket::Checkpoints, Bucket::Models, Bucket::Patches, Bucket::Logs];

    /// Its name in object references.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Bucket::Sources => "sources",
            Bucket::Checkpoints => "checkpoints",
            Bucket::Models => "models",
            Bucket::Patches => "patches",
            Bucket::Logs => "logs",
        }
    }

    /// The bucket of a reference.
    #[must_use]
    pub fn of(object: &ObjectRef) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.as_str() == object.bucket)
    }
}

/// A durable consumer: each event of these kinds goes to one of its subscribers, until acknowledged.
#[derive(Debug, Clone)]
pub struct Consumer {
    /// Its name: the service's.
    pub name: String,
    /// What it wants.
    pub kinds: Vec<Kind>,
    /// A delivery that is neither settled nor reported in progress for this long comes again.
    pub ack_wait: Duration,
    /// Deliveries out at once, over all subscribers.
    pub max_in_flight: usize,
}

/// An event delivered as work.
pub struct Delivery {
    /// The event, or why it cannot be read.
    pub item: Item,
    /// 1 for the first time.
    pub deliveries: u64,
    /// To say what became of it.
    pub settle: Box<dyn Settle>,
}

/// Says what became of a delivery.
#[async_trait]
pub trait Settle: Send + Sync {
    /// Done; it does not come again.
    async fn ack(&self) -> Result<(), LogError>;
    /// Not done; it comes again after the delay.
    async fn retry(&self, after: Duration) -> Result<(), LogError>;
    /// Still at it: the time to settle starts anew.
    async fn progress(&self) -> Result<(), LogError>;
}

/// A subscription to work.
#[async_trait]
pub trait Work: Send {
    /// Waits for the next delivery. Safe to drop and call again.
    async fn next(&mut self) -> Result<Delivery, LogError>;
}

/// A trainer's host says that it is alive. Not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// The host's name.
    pub host: String,
    /// Names of the containers it runs.
    pub containers: Vec<String>,
}

/// The log. All methods can be called from many tasks at once.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends `envelope` right behind `envelope.previous` in its run, and nowhere else.
    ///
    /// # Errors
    /// [`AppendError::Conflict`] when the run's last event is another one. After any error the event may
    /// be in the log all the same: read the run again and look for its id.
    async fn append(&self, envelope: Envelope) -> Result<Recorded, AppendError>;

    /// The event at a position; none where there is no such position.
    async fn get(&self, sequence: Sequence) -> Result<Option<Recorded>, LogError>;

    /// The last event of a run.
    async fn head(&self, run: &RunId) -> Result<Option<Recorded>, LogError>;

    /// The last checkpoint of a trial: one direct get.
    async fn last_checkpoint(&self, run: &RunId, trial: TrialNo) -> Result<Option<Recorded>, LogError>;

    /// Position of the last event of any run.
    async fn position(&self) -> Result<Sequence, LogError>;

    /// All events of all runs after a position, in order; then those that come.
    async fn follow(&self, after: Sequence) -> Result<Items, LogError>;

    /// A subscription to a durable consumer's work.
    async fn work(&self, consumer: &Consumer) -> Result<Box<dyn Work>, LogError>;

    /// Publishes a signal. A repeated id is dropped.
    async fn signal(&self, envelope: Envelope) -> Result<(), LogError>;

    /// Signals that match, from the oldest kept one; then those that come.
    async fn follow_signals(&self, filter: Subject) -> Result<Items, LogError>;

    /// Publishes a verified webhook for anyone to consume. A repeated delivery id is dropped.
    async fn forge(&self, subject: Subject, delivery: &str, body: Vec<u8>) -> Result<(), LogError>;

    /// Keeps a message that a service gave up on.
    async fn bury(&self, letter: DeadLetter) -> Result<(), LogError>;

    /// Everything that services gave up on, the oldest first, with what was decided about it.
    async fn buried(&self) -> Result<Vec<Buried>, LogError>;

    /// Keeps what was decided about a dead letter. One that is retried is delivered to its service again.
    async fn settle_buried(&self, buried: &Buried, settled: Settlement) -> Result<(), LogError>;

    /// Says that a host is alive.
    async fn beat(&self, heartbeat: Heartbeat) -> Result<(), LogError>;

    /// Heartbeats of all hosts from now on.
    async fn heartbeats(&self) -> Result<Pin<Box<dyn Stream<Item = Heartbeat> + Send>>, LogError>;

    /// Keeps bytes under their digest. Putting the same bytes twice keeps them once.
    async fn put(&self, bucket: Bucket, bytes: Vec<u8>) -> Result<ObjectRef, LogError>;

    /// The bytes of an object, checked against its digest.
    async fn object(&self, object: &ObjectRef) -> Result<Vec<u8>, LogError>;
}

/// The link that the event after this one carries.
pub(crate) fn link(recorded: &Recorded) -> Link {
    Link { sequence: recorded.sequence, digest: recorded.digest }
}
