//! The outside door, as whoever pushes and cancels sees it: anything without an answer is tried again.

use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Context, Say, speak};
use anneal_eventlog::{AppendError, EventLog, LogError, read_run};
use anneal_proto::v1::RunCancelled;
use anneal_proto::{Event, EventId, Link, RunId};

use super::draw::Draw;
use super::log::PortLog;
use super::port::Port;
use super::shapes::Shape;
use super::world::{Service, World};

const AGAIN: Duration = Duration::from_secs(1);

/// Pushes a run, twice where the forge does not trust its first delivery, and cancels it where it is one to cancel.
pub(crate) async fn drive(world: Arc<World>, shape: Shape) {
    let port = Port::new(&world, Service::Gateway, 0);
    let log: Arc<dyn EventLog> = Arc::new(PortLog { port });
    let context = Context { clock: world.clock(Service::Gateway), ..Context::new(log) };
    let mut draw = Draw::of(world.plan.seed, shape.name(), 0);
    tokio::time::sleep(Duration::from_millis(draw.below(3_000))).await;
    until_answered(|| push(&context, shape)).await;
    if draw.below(3) == 0 {
        tokio::time::sleep(Duration::from_millis(draw.below(5_000))).await;
        until_answered(|| push(&context, shape)).await;
    }
    if shape == Shape::Cancelled {
        training(&world, &shape.run()).await;
        tokio::time::sleep(Duration::from_millis(draw.below(3_000))).await;
        let run = shape.run();
        until_answered(|| cancel(&context, &run)).await;
    }
}

async fn until_answered<F: Future<Output = Result<(), LogError>>>(ask: impl Fn() -> F) {
    while ask().await.is_err() {
        tokio::time::sleep(AGAIN).await;
    }
}

/// As the gateway does it: what is there already, or has no answer, shows in the run's first event.
async fn push(context: &Context, shape: Shape) -> Result<(), LogError> {
    let run = shape.run();
    let cause = Cause::outside(run.as_str());
    let Err(error) = speak(context, "gateway", &run, Say::new(shape.push()), &cause, None).await else {
        return Ok(());
    };
    let id = EventId::derived(run.as_str(), "push_received", "");
    let history = read_run(context.log.as_ref(), &run).await?;
    match (history.first().is_some_and(|first| first.envelope.id == id), error) {
        (true, _) | (false, AppendError::Conflict) => Ok(()),
        (false, AppendError::Log(error)) => Err(error),
    }
}

async fn training(world: &World, run: &RunId) {
    let begun = || {
        let events = world.memory.events();
        events.iter().any(|event| {
            event.envelope.run == *run && matches!(event.envelope.event, Event::TrainingStarted(_))
        })
    };
    while !begun() {
        tokio::time::sleep(AGAIN).await;
    }
}

async fn cancel(context: &Context, run: &RunId) -> Result<(), LogError> {
    loop {
        let history = read_run(context.log.as_ref(), run).await?;
        let Some(head) =
            history.last().filter(|_| !history.iter().any(|event| event.envelope.event.is_outcome()))
        else {
            return Ok(());
        };
        let event = RunCancelled { by: "developer".to_owned(), reason: "asked for".to_owned() };
        let mut cause = Cause::of(head);
        cause.key = format!("cancel {run}");
        let link = Link { sequence: head.sequence, digest: head.digest };
        match speak(context, "gateway", run, Say::new(event), &cause, Some(link)).await {
            Ok(_) => return Ok(()),
            Err(AppendError::Conflict) => {}
            Err(AppendError::Log(error)) => return Err(error),
        }
    }
}
