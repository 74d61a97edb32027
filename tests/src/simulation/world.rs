//! What all parts of a simulation share: the schedule, the trace, who is cut off, and what went against a promise.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anneal_chassis::Clock;
use anneal_chassis::testing::START;
use anneal_eventlog::Memory;
use anneal_proto::RunId;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::draw;
use super::plan::{Fault, Kind, Plan, id};

/// A part of the system that can die by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Fetcher,
    Classifier,
    Tuner,
    Watchdog,
    Notifier,
    TrainerA,
    TrainerB,
    Gateway,
}

impl Service {
    pub(crate) const ALL: [Service; 8] = [
        Service::Fetcher,
        Service::Classifier,
        Service::Tuner,
        Service::Watchdog,
        Service::Notifier,
        Service::TrainerA,
        Service::TrainerB,
        Service::Gateway,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Service::Fetcher => "fetcher",
            Service::Classifier => "classifier",
            Service::Tuner => "tuner",
            Service::Watchdog => "watchdog",
            Service::Notifier => "notifier",
            Service::TrainerA => "trainer-a",
            Service::TrainerB => "trainer-b",
            Service::Gateway => "gateway",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }
}

/// A safeguard that is taken away, to see that the simulation notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mutation {
    /// Everything as it is.
    #[default]
    None,
    /// The log takes an append wherever its writer thinks that the run ends.
    AnyPosition,
    /// Saying a thing again gives it another id.
    FreshIds,
    /// A claim is taken although the attempt is claimed.
    SharedClaims,
    /// A delivery is acknowledged before what it leads to is in the log.
    AckFirst,
}

/// Something that happened against a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Which promise.
    pub oracle: &'static str,
    /// What happened.
    pub what: String,
}

/// A fault that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// Names it, to have it again or leave it out.
    pub id: String,
    /// When, in simulated milliseconds.
    pub at: u64,
    /// What.
    pub fault: Fault,
}

/// What whoever minds the services is told.
#[derive(Debug)]
pub(crate) enum Order {
    /// This life of the service is over; it comes back after a time.
    Crash { service: Service, life: u32, down: Duration },
    /// It ended by itself.
    Ended { service: Service, life: u32 },
    /// Whatever life it is in is over: its host lost its power.
    HostLost { service: Service, down: Duration },
    /// It comes back.
    Start { service: Service },
}

/// What all parts of a simulation share.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) mutation: Mutation,
    pub(crate) memory: Memory,
    pub(crate) orders: mpsc::UnboundedSender<Order>,
    over: AtomicBool,
    start: Instant,
    clocks: BTreeMap<Service, Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    trace: u64,
    lines: Option<Vec<String>>,
    occurrences: HashMap<u64, u32>,
    fired: Vec<Fired>,
    violations: Vec<Violation>,
    broker_back: u64,
    /// When the last of what is on its way arrives.
    arrives: u64,
    back: BTreeMap<Service, u64>,
    names: BTreeMap<RunId, String>,
}

impl World {
    pub(crate) fn new(
        plan: Plan,
        mutation: Mutation,
        memory: Memory,
        traced: bool,
        orders: mpsc::UnboundedSender<Order>,
    ) -> Arc<Self> {
        let clocks = Service::ALL.into_iter().map(|service| (service, Clock::simulated(START))).collect();
        let state = State { lines: traced.then(Vec::new), trace: draw::hash("trace"), ..State::default() };
        let start = Instant::now();
        let over = AtomicBool::new(false);
        Arc::new(Self { plan, mutation, memory, orders, over, start, clocks, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Simulated milliseconds since the beginning.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    pub(crate) fn clock(&self, service: Service) -> Clock {
        self.clocks[&service].clone()
    }

    /// Gives a run the name that the trace and the schedule have for it.
    pub(crate) fn call(&self, run: &RunId, name: &str) {
        self.state().names.insert(run.clone(), name.to_owned());
    }

    pub(crate) fn name_of(&self, run: &RunId) -> String {
        self.state().names.get(run).cloned().unwrap_or_else(|| run.to_string())
    }

    /// Sleeps, with something on its way that arrives afterwards: until then the world is not at rest.
    pub(crate) async fn pass(&self, time: Duration) {
        let arrives = self.now() + u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        {
            let mut state = self.state();
            state.arrives = state.arrives.max(arrives);
        }
        tokio::time::sleep(time).await;
    }

    /// Whether nothing is on its way.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.state().arrives <= self.now()
    }

    /// How often something was done at a place before now.
    pub(crate) fn occurrence(&self, place: &str) -> u32 {
        let mut state = self.state();
        let count = state.occurrences.entry(draw::hash(place)).or_default();
        *count += 1;
        *count - 1
    }

    /// What goes wrong at a place now.
    pub(crate) fn fault(&self, place: &str, occurrence: u32, menu: &[Kind]) -> Option<Fault> {
        if self.is_over() || self.now() >= self.plan.calm {
            return None;
        }
        let fault = self.plan.fault(place, occurrence, menu)?;
        self.fired(id(place, occurrence), fault);
        Some(fault)
    }

    /// From now on it is judged, and nothing goes wrong any more.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    pub(crate) fn fired(&self, id: String, fault: Fault) {
        self.trace(&format!("{id} {fault:?}"));
        let at = self.now();
        self.state().fired.push(Fired { id, at, fault });
    }

    /// Adds to the trace.
    pub(crate) fn trace(&self, text: &str) {
        let now = self.now();
        let line = format!("{now} {text}\n");
        let mut state = self.state();
        state.trace = draw::extend(state.trace, &line);
        if let Some(lines) = &mut state.lines {
            lines.push(line);
        }
    }

    pub(crate) fn violated(&self, oracle: &'static str, what: String) {
        self.trace(&format!("VIOLATION {oracle}: {what}"));
        self.state().violations.push(Violation { oracle, what });
    }

    /// The broker, or one service's way to it, is away for a time.
    pub(crate) fn away(&self, service: Option<Service>, ms: u64) {
        let until = self.now() + ms;
        let mut state = self.state();
        match service {
            Some(service) => _ = state.back.insert(service, until),
            None => state.broker_back = until,
        }
    }

    /// How long until the service reaches the broker again; none when it does.
    pub(crate) fn unreachable(&self, service: Service) -> Option<Duration> {
        let now = self.now();
        let state = self.state();
        let back = state.broker_back.max(state.back.get(&service).copied().unwrap_or(0));
        (back > now).then(|| Duration::from_millis(back - now))
    }

    /// Returns when the service reaches the broker.
    pub(crate) async fn reached(&self, service: Service) {
        while let Some(away) = self.unreachable(service) {
            self.pass(away).await;
        }
    }

    /// Hash of the trace, its lines where they were kept, what went wrong, and what went against a promise.
    pub(crate) fn result(&self) -> (u64, Vec<String>, Vec<Fired>, Vec<Violation>) {
        let mut state = self.state();
        let lines = state.lines.take().unwrap_or_default();
        (state.trace, lines, state.fired.clone(), state.violations.clone())
    }
}
