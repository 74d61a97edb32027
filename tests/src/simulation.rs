//! The whole system in one process, on one thread, from one seed: every service's own code over an in-memory broker,
//! with engines, trainings, mail, repositories, clocks and the network simulated. Anything that a service does outside
//! of its memory can go wrong; a seed says what does. The same seed is the same schedule, to the millisecond.
//!
//! The method is that of `FoundationDB`'s simulation (Zhou et al., SIGMOD 2021), with faults drawn by place instead of
//! by order, so that a schedule can be shrunk.

mod draw;
mod effects;
mod engine;
mod gateway;
mod log;
mod oracle;
mod plan;
mod port;
mod services;
mod shapes;
mod shrink;
mod training;
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anneal_eventlog::{Faults, Memory};
use anneal_proto::Event;
use tokio::sync::mpsc;

use draw::Draw;
use effects::Post;
use engine::Engines;
use oracle::{Judge, Outcome, outcome_of};
use plan::id;
use services::{LiveStates, Services, lock};
use shapes::Shape;
use world::{Service, World};

pub use plan::{Fault, Plan};
pub use shrink::{Shrunk, shrink};
pub use world::{Fired, Mutation, Violation};

/// Simulated time after which a run that has not ended never will.
const LIMIT: u64 = 45 * 60_000;

/// What became of one schedule.
#[derive(Debug, Clone)]
pub struct Report {
    /// Hash over everything that happened, in order: equal for equal schedules.
    pub trace: u64,
    /// What happened, a line each; empty unless asked for.
    pub lines: Vec<String>,
    /// What went wrong.
    pub fired: Vec<Fired>,
    /// What went against a promise.
    pub violations: Vec<Violation>,
    /// Runs in it.
    pub runs: usize,
    /// Events in the log at the end.
    pub events: usize,
    /// Simulated milliseconds that it took.
    pub simulated_ms: u64,
}

/// Directories of the simulated hosts. One simulation at a time may use it.
pub struct Disk {
    directory: tempfile::TempDir,
}

impl Disk {
    /// Directories in memory where the system has such.
    ///
    /// # Errors
    /// When none can be made.
    pub fn new() -> std::io::Result<Self> {
        let memory = Path::new("/dev/shm");
        let directory = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        directory.map(|directory| Self { directory })
    }

    fn wiped(&self) -> &Path {
        for trainer in [Service::TrainerA, Service::TrainerB] {
            let _ = fs::remove_dir_all(self.directory.path().join(trainer.name()).join("work"));
        }
        self.directory.path()
    }
}

/// The outcomes of all shapes where nothing goes wrong.
static EXPECTED: LazyLock<BTreeMap<Shape, Outcome>> = LazyLock::new(|| {
    let disk = Disk::new().expect("a temporary directory");
    let (_, outcomes) = block_on(one(&Plan::quiet(0), Mutation::None, false, &disk, &Shape::ALL, None));
    outcomes
});

/// Runs one schedule. `traced` keeps the lines of the trace.
///
/// # Panics
/// When the runtime cannot be made.
#[must_use]
pub fn simulate(plan: &Plan, mutation: Mutation, traced: bool, disk: &Disk) -> Report {
    let expected = &*EXPECTED;
    block_on(one(plan, mutation, traced, disk, &shapes(plan.seed), Some(expected))).0
}

fn block_on<T>(simulation: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime of one thread").block_on(simulation)
}

/// Between three and six of the shapes.
fn shapes(seed: u64) -> Vec<Shape> {
    let mut draw = Draw::of(seed, "shapes", 0);
    let mut left = Shape::ALL.to_vec();
    let count = draw.between(3, 6);
    let mut drawn = Vec::new();
    for _ in 0..count {
        let index = usize::try_from(draw.below(left.len() as u64)).unwrap_or(0);
        drawn.push(left.swap_remove(index));
    }
    drawn.sort_unstable();
    drawn
}

async fn one(
    plan: &Plan,
    mutation: Mutation,
    traced: bool,
    disk: &Disk,
    shapes: &[Shape],
    expected: Option<&BTreeMap<Shape, Outcome>>,
) -> (Report, BTreeMap<Shape, Outcome>) {
    let (sender, orders) = mpsc::unbounded_channel();
    let memory = Memory::new(Faults::default());
    if mutation == Mutation::AnyPosition {
        memory.take_any_position();
    }
    let world = World::new(plan.clone(), mutation, memory, traced, sender);
    let (engines, post) = (Arc::new(Engines::default()), Arc::new(Post::default()));
    let services = Services::new(&world, &engines, &post, disk.wiped());
    let live = services.live();
    tokio::spawn(services.run(orders));
    for shape in shapes {
        world.call(&shape.run(), shape.name());
        tokio::spawn(gateway::drive(Arc::clone(&world), *shape));
    }
    for (place, at, fault) in plan.disasters() {
        tokio::spawn(strike(Arc::clone(&world), Arc::clone(&engines), place, at, fault));
    }
    let ended = ended(&world, &engines, &live, shapes).await;
    world.end();
    if ended {
        Judge { world: &world, engines: &engines, post: &post, live: &live, expected }.all(shapes).await;
    } else {
        unfinished(&world, shapes);
    }
    report(&world, &live, shapes).await
}

async fn report(world: &World, live: &LiveStates, shapes: &[Shape]) -> (Report, BTreeMap<Shape, Outcome>) {
    // Followers hold the log, and the log whoever follows it.
    lock(live).clear();
    let mut outcomes = BTreeMap::new();
    for shape in shapes {
        let history = anneal_eventlog::read_run(&world.memory, &shape.run()).await.unwrap_or_default();
        outcomes.insert(*shape, outcome_of(&history));
    }
    let (trace, lines, fired, violations) = world.result();
    let (runs, events, simulated_ms) = (shapes.len(), world.memory.events().len(), world.now());
    (Report { trace, lines, fired, violations, runs, events, simulated_ms }, outcomes)
}

/// Waits until every run has ended, somebody was told, nothing is left to do, and every service is up; whether that came.
async fn ended(world: &World, engines: &Engines, live: &LiveStates, shapes: &[Shape]) -> bool {
    let mut quiet = 0;
    while world.now() < LIMIT {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let up = lock(live).len() == Service::ALL.len() - 1;
        let idle = world.is_at_rest() && world.memory.is_idle() && engines.running().is_empty();
        let still = up && idle && all_told(world, shapes);
        quiet = if still { quiet + 1 } else { 0 };
        // What was sent late, or is being tidied up, has come by then.
        if quiet >= 10 {
            return true;
        }
    }
    false
}

fn all_told(world: &World, shapes: &[Shape]) -> bool {
    let events = world.memory.events();
    let told = |event: &Event| matches!(event, Event::NotificationSent(_) | Event::NotificationFailed(_));
    shapes.iter().all(|shape| {
        let run = shape.run();
        events.iter().any(|event| event.envelope.run == run && told(&event.envelope.event))
    })
}

fn unfinished(world: &World, shapes: &[Shape]) {
    let events = world.memory.events();
    let mut what = Vec::new();
    for shape in shapes {
        let history: Vec<_> =
            events.iter().filter(|event| event.envelope.run == shape.run()).cloned().collect();
        let last = history.last().map(|event| event.envelope.event.name().to_owned());
        if !history.iter().any(|event| matches!(event.envelope.event, Event::NotificationSent(_))) {
            what.push(format!("{} stands at {last:?}", shape.name()));
        }
    }
    if what.is_empty() {
        what.push("every run has ended, and something goes on".to_owned());
    }
    world.violated("every_run_ends", what.join(", "));
}

/// Makes something happen to the world at large.
async fn strike(world: Arc<World>, engines: Arc<Engines>, place: String, at: u64, fault: Fault) {
    tokio::time::sleep(Duration::from_millis(at)).await;
    if world.is_over() {
        return;
    }
    world.fired(id(&place, 0), fault);
    let who = place.rsplit('/').next().and_then(Service::named);
    match (fault, who) {
        (Fault::BrokerAway { ms }, _) => world.away(None, ms),
        (Fault::CutOff { ms }, Some(service)) => world.away(Some(service), ms),
        (Fault::ClockJump { ms }, Some(service)) => world.clock(service).jump(ms),
        (Fault::EngineRestart, Some(service)) => engines.restart(service.name()),
        (Fault::HostLost { ms }, Some(service)) => {
            engines.lose(service.name());
            let _ = world.orders.send(world::Order::HostLost { service, down: Duration::from_millis(ms) });
        }
        _ => {}
    }
}
