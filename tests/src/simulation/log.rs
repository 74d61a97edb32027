//! The event log as one life of a service sees it: with everything between it and the broker that can go wrong.

use std::pin::Pin;
use std::time::Duration;

use anneal_eventlog::{
    AppendError, Bucket, Buried, Consumer, DeadLetter, Delivery, EventLog, Heartbeat, Items, LogError,
    Memory, Settle, Settlement, Work,
};
use anneal_proto::v1::ObjectRef;
use anneal_proto::{Envelope, Event, EventId, Recorded, RunId, Sequence, Subject, TrialNo};
use async_trait::async_trait;
use futures::{Stream, StreamExt as _, stream};

use super::plan::{Fault, Kind};
use super::port::{BROKEN, CALL, CALL_FROM_OUTSIDE, Port};
use super::world::{Mutation, Service};

const APPEND: &[Kind] = &[Kind::Slow, Kind::Refused, Kind::Unanswered, Kind::CrashBefore, Kind::CrashAfter];
const DELIVERY: &[Kind] = &[Kind::Lost, Kind::Twice, Kind::Held, Kind::CrashBefore];
const SETTLE: &[Kind] =
    &[Kind::Slow, Kind::Refused, Kind::Unanswered, Kind::Lost, Kind::CrashBefore, Kind::CrashAfter];
const FOLLOW: &[Kind] = &[Kind::Slow];

/// The log through a port.
pub(crate) struct PortLog {
    pub(crate) port: Port,
}

fn unavailable(why: String) -> LogError {
    LogError::Unavailable(why)
}

impl PortLog {
    fn memory(&self) -> &Memory {
        &self.port.world.memory
    }

    fn menu(&self) -> &'static [Kind] {
        if self.port.service == Service::Gateway { CALL_FROM_OUTSIDE } else { CALL }
    }

    async fn ask<T>(&self, what: &str, op: impl Future<Output = Result<T, LogError>>) -> Result<T, LogError> {
        self.port.ask(what, self.menu(), op, unavailable).await
    }

    fn mutated(&self, envelope: &mut Envelope) {
        if self.port.world.mutation == Mutation::FreshIds {
            let nth = self.port.world.occurrence(&format!("id/{}", envelope.id));
            envelope.id = EventId::derived(envelope.id.as_str(), envelope.event.name(), &nth.to_string());
        }
    }

    /// The append itself, once it has reached the broker.
    async fn take(&self, mut envelope: Envelope) -> Result<Recorded, AppendError> {
        let world = &self.port.world;
        self.mutated(&mut envelope);
        let claim = matches!(envelope.event, Event::TrainingStarted(_));
        if claim && world.mutation == Mutation::SharedClaims {
            let head = world.memory.head(&envelope.run).await?;
            envelope.previous =
                head.map(|head| anneal_proto::Link { sequence: head.sequence, digest: head.digest });
        }
        let what = format!("{} {}", world.name_of(&envelope.run), envelope.event.name());
        let taken = world.memory.append(envelope).await;
        match &taken {
            Ok(recorded) => world.trace(&format!("{} {what} {}", recorded.sequence, recorded.digest)),
            Err(error) => world.trace(&format!("- {what}: {error}")),
        }
        taken
    }

    /// The append after its writer has given up waiting.
    fn take_later(&self, envelope: Envelope, ms: u64) {
        let late = Self { port: Port::new(&self.port.world, self.port.service, self.port.life) };
        tokio::spawn(async move {
            late.port.world.pass(Duration::from_millis(ms)).await;
            let _ = late.take(envelope).await;
        });
    }
}

#[async_trait]
impl EventLog for PortLog {
    async fn append(&self, envelope: Envelope) -> Result<Recorded, AppendError> {
        let world = &self.port.world;
        let what = format!("append/{}/{}", world.name_of(&envelope.run), envelope.event.name());
        let menu = if self.port.service == Service::Gateway { CALL_FROM_OUTSIDE } else { APPEND };
        // Drawn at a place of its own, so that the call below does not draw it again.
        let late =
            world.fault(&format!("{}/late", self.port.place(&what)), world.occurrence(&what), &[Kind::Late]);
        if let Some(Fault::Late { ms }) = late {
            self.port.alive().await;
            self.take_later(envelope, ms);
            return Err(LogError::Unavailable(BROKEN.to_owned()).into());
        }
        let broken = |why| AppendError::Log(LogError::Unavailable(why));
        self.port.ask(&what, menu, self.take(envelope), broken).await
    }

    async fn get(&self, sequence: Sequence) -> Result<Option<Recorded>, LogError> {
        self.ask("get", self.memory().get(sequence)).await
    }

    async fn head(&self, run: &RunId) -> Result<Option<Recorded>, LogError> {
        self.ask("head", self.memory().head(run)).await
    }

    async fn last_checkpoint(&self, run: &RunId, trial: TrialNo) -> Result<Option<Recorded>, LogError> {
        self.ask("last_checkpoint", self.memory().last_checkpoint(run, trial)).await
    }

    async fn position(&self) -> Result<Sequence, LogError> {
        self.port.ask("position", &[Kind::Refused], self.memory().position(), unavailable).await
    }

    async fn follow(&self, after: Sequence) -> Result<Items, LogError> {
        let items = self.ask("follow", self.memory().follow(after)).await?;
        Ok(through(self.port.clone(), items))
    }

    async fn work(&self, consumer: &Consumer) -> Result<Box<dyn Work>, LogError> {
        let inner = self.ask("work", self.memory().work(consumer)).await?;
        Ok(Box::new(PortWork { port: self.port.clone(), inner }))
    }

    async fn signal(&self, mut envelope: Envelope) -> Result<(), LogError> {
        let what = format!("signal/{}", self.port.world.name_of(&envelope.run));
        self.mutated(&mut envelope);
        self.ask(&what, self.memory().signal(envelope)).await
    }

    async fn follow_signals(&self, filter: Subject) -> Result<Items, LogError> {
        let items = self.ask("follow_signals", self.memory().follow_signals(filter)).await?;
        Ok(through(self.port.clone(), items))
    }

    async fn forge(&self, subject: Subject, delivery: &str, body: Vec<u8>) -> Result<(), LogError> {
        self.ask("forge", self.memory().forge(subject, delivery, body)).await
    }

    async fn bury(&self, letter: DeadLetter) -> Result<(), LogError> {
        self.ask("bury", self.memory().bury(letter)).await
    }

    async fn buried(&self) -> Result<Vec<Buried>, LogError> {
        self.ask("buried", self.memory().buried()).await
    }

    async fn settle_buried(&self, buried: &Buried, settled: Settlement) -> Result<(), LogError> {
        self.ask("settle_buried", self.memory().settle_buried(buried, settled)).await
    }

    async fn beat(&self, heartbeat: Heartbeat) -> Result<(), LogError> {
        // Every two seconds, and nothing waits for one: not worth a line of the trace.
        self.port.alive().await;
        match self.port.world.unreachable(self.port.service) {
            Some(_) => Err(unavailable("the broker is away".to_owned())),
            None => self.memory().beat(heartbeat).await,
        }
    }

    async fn heartbeats(&self) -> Result<Pin<Box<dyn Stream<Item = Heartbeat> + Send>>, LogError> {
        let beats = self.ask("heartbeats", self.memory().heartbeats()).await?;
        let port = self.port.clone();
        // Nobody keeps heartbeats: what comes while the broker is away is gone.
        Ok(Box::pin(
            beats.filter(move |_| futures::future::ready(port.world.unreachable(port.service).is_none())),
        ))
    }

    async fn put(&self, bucket: Bucket, bytes: Vec<u8>) -> Result<ObjectRef, LogError> {
        self.ask(&format!("put/{}", bucket.as_str()), self.memory().put(bucket, bytes)).await
    }

    async fn object(&self, object: &ObjectRef) -> Result<Vec<u8>, LogError> {
        self.ask(&format!("object/{}", object.bucket), self.memory().object(object)).await
    }
}

/// Events as they come through a port: late, and not while the broker is away.
fn through(port: Port, items: Items) -> Items {
    Box::pin(stream::unfold((port, items), |(port, mut items)| async move {
        let item = items.next().await?;
        port.alive().await;
        port.world.reached(port.service).await;
        let place = port.place("follow/item");
        let occurrence = port.world.occurrence(&place);
        if let Some(Fault::Slow { ms }) = port.world.fault(&place, occurrence, FOLLOW) {
            port.world.pass(Duration::from_millis(ms)).await;
        }
        port.alive().await;
        Some((item, (port, items)))
    }))
}

struct PortWork {
    port: Port,
    inner: Box<dyn Work>,
}

#[async_trait]
impl Work for PortWork {
    async fn next(&mut self) -> Result<Delivery, LogError> {
        loop {
            self.port.alive().await;
            self.port.world.reached(self.port.service).await;
            let delivery = self.inner.next().await?;
            self.port.alive().await;
            if self.port.world.unreachable(self.port.service).is_some() {
                continue;
            }
            let Ok(event) = &delivery.item else { return Ok(delivery) };
            let (run, kind) = (self.port.world.name_of(&event.envelope.run), event.envelope.event.name());
            let place = self.port.place(&format!("deliver/{run}/{kind}"));
            let occurrence = self.port.world.occurrence(&place);
            match self.port.world.fault(&place, occurrence, DELIVERY) {
                Some(Fault::Lost) => continue,
                Some(Fault::Held { ms }) => {
                    delivery.settle.retry(Duration::from_millis(ms)).await?;
                    continue;
                }
                Some(Fault::Twice) => delivery.settle.retry(Duration::ZERO).await?,
                Some(Fault::Crash { ms, .. }) => return self.port.crash(ms).await,
                _ => {}
            }
            self.port.world.trace(&format!("{place} {}", delivery.deliveries));
            return handed(&self.port, delivery).await;
        }
    }
}

async fn handed(port: &Port, delivery: Delivery) -> Result<Delivery, LogError> {
    let settled = port.world.mutation == Mutation::AckFirst;
    if settled {
        delivery.settle.ack().await?;
    }
    let settle = Box::new(PortSettle { port: port.clone(), inner: delivery.settle, settled });
    Ok(Delivery { settle, ..delivery })
}

struct PortSettle {
    port: Port,
    inner: Box<dyn Settle>,
    settled: bool,
}

impl PortSettle {
    async fn send(&self, what: &str, op: impl Future<Output = Result<(), LogError>>) -> Result<(), LogError> {
        if self.settled {
            return Ok(());
        }
        let place = self.port.place(&format!("{what}/lost"));
        let occurrence = self.port.world.occurrence(&place);
        if self.port.world.fault(&place, occurrence, &[Kind::Lost]).is_some() {
            self.port.alive().await;
            return Ok(());
        }
        self.port.ask(what, SETTLE, op, unavailable).await
    }
}

#[async_trait]
impl Settle for PortSettle {
    async fn ack(&self) -> Result<(), LogError> {
        self.send("ack", self.inner.ack()).await
    }

    async fn retry(&self, after: Duration) -> Result<(), LogError> {
        self.send("retry", self.inner.retry(after)).await
    }

    async fn progress(&self) -> Result<(), LogError> {
        self.send("progress", self.inner.progress()).await
    }
}
