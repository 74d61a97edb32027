//! The loop: consume, decide, perform, append, acknowledge.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anneal_eventlog::{AppendError, Consumer, DeadLetter, Delivery, LogError, Work};
use anneal_proto::{Recorded, Sequence};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::context::Context;
use crate::crash;
use crate::decider::{Decider, Decision, Effects, Input, Retry};
use crate::error::ServeError;
use crate::follower::Follower;
use crate::speak::{Cause, speak};
use crate::telemetry;

/// Rounds of decisions for one delivery. More means a decider whose decisions do not show in its state.
const MAX_ROUNDS: usize = 256;
/// How long a draining service finishes what it has begun.
const DRAIN: Duration = Duration::from_secs(20);

/// How a service works off its consumer.
#[derive(Debug, Clone)]
pub struct Options {
    /// Deliveries handled at once.
    pub concurrency: usize,
    /// Counted failures of one delivery before it becomes a dead letter.
    pub max_failures: u64,
    /// A delivery unanswered this long comes again; while it is being handled the time is renewed.
    pub ack_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { concurrency: 8, max_failures: 6, ack_wait: Duration::from_secs(30) }
    }
}

/// What became of a delivery.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Ack,
    Retry(Duration),
    DeadLetter(String),
}

struct Service<D: Decider, E> {
    context: Context,
    decider: D,
    effects: E,
    follower: Arc<Follower<D>>,
    options: Options,
}

/// Runs a service until its context shuts down and what it has begun is finished.
///
/// # Errors
/// When the log cannot be reached at the start.
pub async fn serve<D: Decider, E: Effects<D>>(
    context: Context,
    decider: D,
    effects: E,
    options: Options,
) -> Result<(), ServeError> {
    let follower = Follower::start(&context).await?;
    serve_with(context, decider, effects, options, follower).await
}

/// As [`serve`], over a follower that the service uses elsewhere too.
///
/// # Errors
/// When the log cannot be reached at the start.
pub async fn serve_with<D: Decider, E: Effects<D>>(
    context: Context,
    decider: D,
    effects: E,
    options: Options,
    follower: Arc<Follower<D>>,
) -> Result<(), ServeError> {
    let consumer = Consumer {
        name: D::NAME.to_owned(),
        kinds: D::CONSUMES.to_vec(),
        ack_wait: options.ack_wait,
        max_in_flight: 1_000,
    };
    let mut work = context.log.work(&consumer).await?;
    let admission = Arc::new(Semaphore::new(options.concurrency));
    let service = Arc::new(Service { context, decider, effects, follower, options });
    let mut tasks = JoinSet::new();
    let in_hand = InHand::default();
    while let Some(delivery) = service.next(work.as_mut(), &admission).await {
        let Some(held) = in_hand.hold(&delivery) else {
            // Come again while it is being handled: an effect must not run beside itself. Once the first one is
            // acknowledged this one is too.
            tasks.spawn(later(delivery, service.options.ack_wait));
            continue;
        };
        let Ok(permit) = Arc::clone(&admission).acquire_owned().await else {
            break;
        };
        let service = Arc::clone(&service);
        tasks.spawn(async move {
            service.settle(delivery).await;
            drop((permit, held));
        });
        while tasks.try_join_next().is_some() {}
    }
    tracing::info!(service = D::NAME, "draining");
    let drained = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!(service = D::NAME, "not everything was finished; it will be delivered again");
    }
    Ok(())
}

/// Events that this process is handling.
#[derive(Default)]
struct InHand(Arc<Mutex<BTreeSet<Sequence>>>);

/// Keeps an event in hand until it is dropped.
struct Held {
    events: Arc<Mutex<BTreeSet<Sequence>>>,
    event: Option<Sequence>,
}

impl InHand {
    /// None when the event is in hand already.
    fn hold(&self, delivery: &Delivery) -> Option<Held> {
        let event = delivery.item.as_ref().ok().map(|event| event.sequence);
        let new = event.is_none_or(|event| lock(&self.0).insert(event));
        new.then(|| Held { events: Arc::clone(&self.0), event })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(event) = self.event {
            lock(&self.events).remove(&event);
        }
    }
}

fn lock(events: &Mutex<BTreeSet<Sequence>>) -> MutexGuard<'_, BTreeSet<Sequence>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn later(delivery: Delivery, after: Duration) {
    if let Err(error) = delivery.settle.retry(after).await {
        tracing::debug!(%error, "not put off");
    }
}

impl<D: Decider, E: Effects<D>> Service<D, E> {
    /// The next delivery, when there is room for one; none when the service is to end.
    async fn next(&self, work: &mut dyn Work, admission: &Semaphore) -> Option<Delivery> {
        let admitted = async {
            // Only looked at here; this loop is the only one that takes permits.
            let room = admission.acquire().await;
            drop(room);
            self.effects.ready().await;
        };
        tokio::select! {
            biased;
            () = self.context.shutdown.cancelled() => return None,
            () = admitted => {}
        }
        loop {
            let next = tokio::select! {
                biased;
                () = self.context.shutdown.cancelled() => return None,
                next = work.next() => next,
            };
            match next {
                Ok(delivery) => return Some(delivery),
                Err(error) => {
                    tracing::warn!(service = D::NAME, %error, "waiting for work");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    async fn settle(&self, delivery: Delivery) {
        let started = Instant::now();
        let verdict = {
            let handled = self.handle(&delivery);
            tokio::pin!(handled);
            loop {
                tokio::select! {
                    biased;
                    verdict = &mut handled => break verdict,
                    () = tokio::time::sleep(self.options.ack_wait / 3) => {
                        let _ = delivery.settle.progress().await;
                    }
                }
            }
        };
        let (name, settled) = match verdict {
            Verdict::Ack => {
                crash::point(D::NAME, "ack");
                ("ack", delivery.settle.ack().await)
            }
            Verdict::Retry(after) => ("retry", delivery.settle.retry(after).await),
            Verdict::DeadLetter(reason) => ("dead_letter", self.bury(&delivery, reason).await),
        };
        self.context.metrics.verdict(D::NAME, name, started.elapsed());
        if let Err(error) = settled {
            // It comes again, and the state will show that it is done.
            tracing::warn!(service = D::NAME, %error, "not settled");
        }
    }

    async fn bury(&self, delivery: &Delivery, reason: String) -> Result<(), LogError> {
        let (sequence, run) = match &delivery.item {
            Ok(event) => (event.sequence, Some(event.envelope.run.clone())),
            Err(LogError::Unreadable { sequence, .. }) => (Sequence(*sequence), None),
            Err(_) => (Sequence(0), None),
        };
        tracing::error!(service = D::NAME, %sequence, reason, "gave up; see the dead letters");
        let trace = delivery.item.as_ref().ok().and_then(|event| event.envelope.traceparent.clone());
        let letter = DeadLetter { service: D::NAME.to_owned(), sequence, run, reason, trace };
        self.context.log.bury(letter).await?;
        delivery.settle.ack().await
    }

    async fn handle(&self, delivery: &Delivery) -> Verdict {
        let trigger = match &delivery.item {
            Ok(trigger) => trigger,
            Err(error) => return Verdict::DeadLetter(error.to_string()),
        };
        let span = telemetry::span(D::NAME, trigger);
        match self.decide(trigger).instrument(span).await {
            Ok(verdict) => verdict,
            Err(retry) if retry.counted && delivery.deliveries >= self.options.max_failures => {
                Verdict::DeadLetter(retry.reason)
            }
            Err(retry) => {
                let after = back_off(delivery.deliveries);
                tracing::warn!(service = D::NAME, run = %trigger.envelope.run, reason = retry.reason, "again in {after:?}");
                Verdict::Retry(after)
            }
        }
    }

    /// Decides until there is nothing left to decide.
    async fn decide(&self, trigger: &Recorded) -> Result<Verdict, Retry> {
        let run = &trigger.envelope.run;
        let cause = Cause::of(trigger);
        let mut at = trigger.sequence;
        let mut outcome = None;
        for _ in 0..MAX_ROUNDS {
            let view = self.follower.view(run, at).await.map_err(Retry::unavailable)?;
            let now = self.context.clock.now();
            let input = Input { trigger, now, outcome: outcome.as_ref() };
            match self.decider.decide(&view.state, &input) {
                Decision::Nothing(why) => {
                    tracing::debug!(service = D::NAME, %run, why, "done");
                    return Ok(Verdict::Ack);
                }
                Decision::Wait(time) => return Ok(Verdict::Retry(time)),
                Decision::Perform(effect) => outcome = Some(self.effects.perform(run, effect).await?),
                Decision::Say(say) => {
                    match speak(&self.context, D::NAME, run, say, &cause, view.head).await {
                        Ok(said) => {
                            at = said.sequence;
                            outcome = None;
                        }
                        Err(error) => at = self.after_conflict(trigger, error).await?,
                    }
                }
            }
        }
        Ok(Verdict::DeadLetter(format!("no end of decisions after {MAX_ROUNDS} rounds")))
    }

    /// Where the run is now. Whether a lost append went in shows in the state from there.
    async fn after_conflict(&self, trigger: &Recorded, error: AppendError) -> Result<Sequence, Retry> {
        if let AppendError::Log(error) = error {
            tracing::warn!(service = D::NAME, %error, "an append has no answer");
        }
        self.context.metrics.count(D::NAME, "append_conflict");
        let head = self.context.log.head(&trigger.envelope.run).await.map_err(Retry::unavailable)?;
        Ok(head.map_or(trigger.sequence, |head| head.sequence))
    }
}

/// 1 s, 2 s, 4 s … 60 s.
fn back_off(deliveries: u64) -> Duration {
    let doublings = u32::try_from(deliveries.saturating_sub(1)).unwrap_or(u32::MAX).min(6);
    Duration::from_secs(1 << doublings).min(Duration::from_secs(60))
}
