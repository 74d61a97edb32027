//! The loop, over an in-memory log with a simulated clock and a decider small enough to see through.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anneal_chassis::testing::START;
use anneal_chassis::{
    Cause, Clock, Context, Decider, Decision, Effects, Input, Options, Retry, Say, serve, speak,
};
use anneal_eventlog::{EventLog, Faults, Memory, Settlement, read_run};
use anneal_proto::v1::{PushReceived, RunCancelled, SourceFetched};
use anneal_proto::{Event, Kind, Link, Recorded, RunId};
use async_trait::async_trait;

/// Answers every push with a fetched source whose commit is what the effect gave.
struct Echo;

#[derive(Debug, Clone, Default)]
struct State {
    fetched: bool,
    cancelled: bool,
}

impl Decider for Echo {
    const NAME: &'static str = "echo";
    const CONSUMES: &'static [Kind] = &[Kind::PushReceived];
    type State = State;
    type Effect = String;
    type Outcome = String;

    fn evolve(state: &mut State, event: &Recorded) {
        match event.envelope.event {
            Event::SourceFetched(_) => state.fetched = true,
            Event::RunCancelled(_) => state.cancelled = true,
            _ => {}
        }
    }

    fn decide(&self, state: &State, input: &Input<'_, String>) -> Decision<String> {
        let Event::PushReceived(push) = &input.trigger.envelope.event else {
            return Decision::Nothing("not a push");
        };
        if state.fetched || state.cancelled {
            return Decision::Nothing("done");
        }
        let waited = input.now.since(input.trigger.envelope.time);
        if push.message == "later" && waited < Duration::from_secs(30) {
            return Decision::Wait(Duration::from_secs(30) - waited);
        }
        match input.outcome {
            None => Decision::Perform(push.message.clone()),
            Some(commit) => {
                Say::new(SourceFetched { commit: commit.clone(), ..SourceFetched::default() }).into()
            }
        }
    }
}

/// Does what the push's message says.
struct Acting {
    log: Memory,
    calls: Arc<AtomicUsize>,
    mended: Arc<AtomicBool>,
}

#[async_trait]
impl Effects<Echo> for Acting {
    async fn perform(&self, run: &RunId, effect: String) -> Result<String, Retry> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        match effect.as_str() {
            "broken" => Err(Retry::failed("it never works")),
            "broken until asked" if !self.mended.load(Ordering::Relaxed) => Err(Retry::failed("not yet")),
            "away" if call < 20 => Err(Retry::unavailable("the outside is away")),
            "slow" => {
                tokio::time::sleep(Duration::from_secs(300)).await;
                Ok(effect)
            }
            "overtaken" => {
                cancel(&self.log, run).await;
                Ok(effect)
            }
            _ => Ok(effect),
        }
    }
}

/// Somebody else appends to the run while the effect is under way.
async fn cancel(log: &Memory, run: &RunId) {
    let head = log.head(run).await.expect("readable").expect("a run");
    let link = Link { sequence: head.sequence, digest: head.digest };
    let context = Context::new(Arc::new(log.clone()));
    let say = Say::new(RunCancelled::default());
    speak(&context, "test", run, say, &Cause::of(&head), Some(link)).await.expect("appended");
}

struct Running {
    log: Memory,
    context: Context,
    calls: Arc<AtomicUsize>,
    mended: Arc<AtomicBool>,
    service: tokio::task::JoinHandle<()>,
}

fn start(faults: Faults) -> Running {
    let log = Memory::new(faults);
    let context = Context { clock: Clock::simulated(START), ..Context::new(Arc::new(log.clone())) };
    let calls = Arc::new(AtomicUsize::new(0));
    let mended = Arc::new(AtomicBool::new(false));
    let acting = Acting { log: log.clone(), calls: Arc::clone(&calls), mended: Arc::clone(&mended) };
    let serving = serve(context.clone(), Echo, acting, Options::default());
    let service = tokio::spawn(async move { serving.await.expect("no error") });
    Running { log, context, calls, mended, service }
}

impl Running {
    async fn push(&self, message: &str) -> RunId {
        let run = RunId::of_delivery("test", "worker", message);
        let push = PushReceived { message: message.to_owned(), ..PushReceived::default() };
        let cause = Cause::outside(message);
        speak(&self.context, "test", &run, Say::new(push), &cause, None).await.expect("appended");
        run
    }

    /// Names of the run's events when so much time has passed.
    async fn after(&self, run: &RunId, seconds: u64) -> Vec<String> {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let history = read_run(&self.log, run).await.expect("readable");
        history.iter().map(|event| event.envelope.event.name().to_owned()).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_twice_is_said_once() {
    let running = start(Faults { deliver_twice: true });
    let run = running.push("hello").await;
    assert_eq!(running.after(&run, 60).await, ["push_received", "source_fetched"]);
    assert_eq!(running.calls.load(Ordering::Relaxed), 1);
    assert!(running.log.is_idle());
}

#[tokio::test(start_paused = true)]
async fn who_is_overtaken_decides_again() {
    let running = start(Faults::default());
    let run = running.push("overtaken").await;
    assert_eq!(running.after(&run, 60).await, ["push_received", "run_cancelled"]);
    assert!(running.log.is_idle());
}

#[tokio::test(start_paused = true)]
async fn what_never_works_is_given_up_and_others_go_on() {
    let running = start(Faults::default());
    let broken = running.push("broken").await;
    let fine = running.push("fine").await;
    assert_eq!(running.after(&fine, 1).await, ["push_received", "source_fetched"]);
    assert_eq!(running.after(&broken, 600).await, ["push_received"]);
    let letters = running.log.dead_letters();
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].service.as_str(), letters[0].reason.as_str()), ("echo", "it never works"));
    assert_eq!(letters[0].run.as_ref(), Some(&broken));
}

#[tokio::test(start_paused = true)]
async fn what_was_given_up_is_tried_again_when_somebody_asks() {
    let running = start(Faults::default());
    let run = running.push("broken until asked").await;
    assert_eq!(running.after(&run, 600).await, ["push_received"]);
    let buried = running.log.buried().await.expect("readable").remove(0);
    running.mended.store(true, Ordering::Relaxed);
    running.log.settle_buried(&buried, Settlement::Retried).await.expect("settled");
    assert_eq!(running.after(&run, 600).await, ["push_received", "source_fetched"]);
    let letters = running.log.buried().await.expect("readable");
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].settled, Some(Settlement::Retried));
    assert!(running.log.is_idle());
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_waited_out_however_long() {
    let running = start(Faults::default());
    let run = running.push("away").await;
    assert_eq!(running.after(&run, 3_600).await, ["push_received", "source_fetched"]);
    assert!(running.log.dead_letters().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_decision_to_wait_is_asked_again_in_time() {
    let running = start(Faults::default());
    let run = running.push("later").await;
    assert_eq!(running.after(&run, 25).await, ["push_received"]);
    assert_eq!(running.after(&run, 10).await, ["push_received", "source_fetched"]);
}

#[tokio::test(start_paused = true)]
async fn a_long_effect_is_not_delivered_to_anybody_else() {
    let running = start(Faults::default());
    let run = running.push("slow").await;
    assert_eq!(running.after(&run, 400).await, ["push_received", "source_fetched"]);
    assert_eq!(running.calls.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_draining_service_finishes_what_it_has_begun() {
    let running = start(Faults::default());
    let run = running.push("hello").await;
    // The service has the delivery when it is told to end.
    tokio::task::yield_now().await;
    running.context.shutdown.cancel();
    running.service.await.expect("no panic");
    let history = read_run(&running.log, &run).await.expect("readable");
    assert!(history.len() == 2 || !running.log.is_idle(), "neither done nor left for the next");
}
