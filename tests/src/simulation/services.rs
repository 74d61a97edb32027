//! Starts the services, ends them where a crash says so, and starts them again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anneal_chassis::{Context, Decider, Follower, Metrics, Options, ServeError, serve_with};
use anneal_classifier::Classifier;
use anneal_eventlog::EventLog;
use anneal_fetcher::Fetcher;
use anneal_notifier::{Fallback, Notifier};
use anneal_proto::{Recorded, RunId};
use anneal_trainer::Claimer;
use anneal_tuner::Tuner;
use anneal_watchdog::Watchdog;
use async_trait::async_trait;
use clap::Parser;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::effects::{Post, Posting, Reader, Repositories};
use super::engine::{EnginePort, Engines};
use super::log::PortLog;
use super::port::Port;
use super::world::{Order, Service, World};

/// Who brings a service back that ended by itself takes this long.
const SUPERVISED: Duration = Duration::from_secs(1);

/// How long a follower may take to the end of the log, in simulated time.
const PATIENCE: Duration = Duration::from_secs(600);

/// Registered once: counters of simulated services are nobody's business.
static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::default);

/// A service's state of a run, and what a replay makes of the run.
#[async_trait]
pub(crate) trait Live: Send + Sync {
    /// The two states, where they differ.
    async fn differs(&self, run: &RunId, history: &[Recorded]) -> Option<String>;
}

#[async_trait]
impl<D: Decider> Live for Follower<D>
where
    D::State: std::fmt::Debug,
{
    async fn differs(&self, run: &RunId, history: &[Recorded]) -> Option<String> {
        let last = history.last()?.sequence;
        let live = tokio::time::timeout(PATIENCE, self.view(run, last)).await;
        let Ok(Ok(live)) = live else { return Some(format!("{} does not get as far as {last}", D::NAME)) };
        let mut replayed = D::State::default();
        history.iter().for_each(|event| D::evolve(&mut replayed, event));
        let (live, replayed) = (format!("{:?}", live.state), format!("{replayed:?}"));
        (live != replayed).then(|| format!("{}: live {live}, replayed {replayed}", D::NAME))
    }
}

type LiveState = Arc<dyn Live>;

/// One life of a service.
struct Running {
    port: Port,
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

/// All services.
pub(crate) struct Services {
    world: Arc<World>,
    engines: Arc<Engines>,
    post: Arc<Post>,
    data: PathBuf,
    running: BTreeMap<Service, Running>,
    lives: BTreeMap<Service, u32>,
    live: LiveStates,
}

/// What the services that are up know.
pub(crate) type LiveStates = Arc<Mutex<BTreeMap<Service, LiveState>>>;

pub(crate) fn lock(live: &LiveStates) -> MutexGuard<'_, BTreeMap<Service, LiveState>> {
    live.lock().unwrap_or_else(PoisonError::into_inner)
}

fn config<C: Parser>(flags: &[&str]) -> C {
    C::parse_from(std::iter::once("simulated").chain(flags.iter().copied()))
}

impl Services {
    pub(crate) fn new(world: &Arc<World>, engines: &Arc<Engines>, post: &Arc<Post>, data: &Path) -> Self {
        Self {
            world: Arc::clone(world),
            engines: Arc::clone(engines),
            post: Arc::clone(post),
            data: data.to_owned(),
            running: BTreeMap::new(),
            lives: BTreeMap::new(),
            live: LiveStates::default(),
        }
    }

    pub(crate) fn live(&self) -> LiveStates {
        Arc::clone(&self.live)
    }

    /// Runs all of them for ever.
    pub(crate) async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        for service in Service::ALL.into_iter().filter(|service| *service != Service::Gateway) {
            self.start(service);
        }
        while let Some(order) = orders.recv().await {
            match order {
                Order::Start { service } => self.start(service),
                Order::Crash { service, life, down } => self.end(service, life, down),
                Order::Ended { service, life } => self.end(service, life, SUPERVISED),
                Order::HostLost { service, down } => {
                    let life = self.lives.get(&service).copied().unwrap_or(0);
                    self.end(service, life, down);
                }
            }
        }
    }

    fn end(&mut self, service: Service, life: u32, down: Duration) {
        if self.lives.get(&service) != Some(&life) {
            return;
        }
        let Some(running) = self.running.remove(&service) else { return };
        self.world.trace(&format!("{} is away for {down:?}", service.name()));
        running.port.die();
        lock(&self.live).remove(&service);
        running.task.abort();
        // Tasks of its own that it left behind end here, or wait for ever at their next step.
        running.shutdown.cancel();
        let orders = self.world.orders.clone();
        tokio::spawn(async move {
            tokio::time::sleep(down).await;
            let _ = orders.send(Order::Start { service });
        });
    }

    fn start(&mut self, service: Service) {
        if self.running.contains_key(&service) {
            return;
        }
        let life = self.lives.entry(service).and_modify(|life| *life += 1).or_insert(0);
        let port = Port::new(&self.world, service, *life);
        let shutdown = CancellationToken::new();
        let log: Arc<dyn EventLog> = Arc::new(PortLog { port: port.clone() });
        let clock = self.world.clock(service);
        let context = Context { log, clock, shutdown: shutdown.clone(), metrics: METRICS.clone() };
        let started = Started {
            context,
            port: port.clone(),
            engines: Arc::clone(&self.engines),
            post: Arc::clone(&self.post),
            data: self.data.join(service.name()),
            live: Arc::clone(&self.live),
        };
        self.world.trace(&format!("{} starts", service.name()));
        let (orders, life) = (self.world.orders.clone(), *life);
        let task = tokio::spawn(async move {
            let _ = started.serve(service).await;
            let _ = orders.send(Order::Ended { service, life });
        });
        self.running.insert(service, Running { port, shutdown, task });
    }
}

/// What one life of a service has.
struct Started {
    context: Context,
    port: Port,
    engines: Arc<Engines>,
    post: Arc<Post>,
    data: PathBuf,
    live: LiveStates,
}

impl Started {
    async fn follower<D: Decider>(&self) -> Result<Arc<Follower<D>>, ServeError>
    where
        D::State: std::fmt::Debug,
    {
        let follower: Arc<Follower<D>> = Follower::start(&self.context).await?;
        lock(&self.live).insert(self.port.service, Arc::clone(&follower) as LiveState);
        Ok(follower)
    }

    async fn serve(self, service: Service) -> Result<(), ServeError> {
        let (log, port) = (Arc::clone(&self.context.log), self.port.clone());
        let options = Options::default();
        match service {
            Service::Fetcher => {
                let follower = self.follower().await?;
                let effects = Repositories { port, log };
                serve_with(self.context, Fetcher { allow_local: false }, effects, options, follower).await
            }
            Service::Classifier => {
                let follower = self.follower().await?;
                serve_with(self.context, Classifier, Reader { port, log }, options, follower).await
            }
            Service::Notifier => {
                let follower = self.follower().await?;
                let patience = Duration::from_secs(48 * 3_600);
                let notifier = Notifier { channel: "outbox", fallback: Fallback::Placeholder, patience };
                let effects = Posting { port, log, post: self.post };
                serve_with(self.context, notifier, effects, options, follower).await
            }
            // The rest begin by themselves, from their settings; a second follower folds beside their own.
            Service::Tuner => {
                self.follower::<Tuner>().await?;
                anneal_tuner::serve(self.context, config(&[])).await
            }
            Service::Watchdog => {
                self.follower::<Watchdog>().await?;
                anneal_watchdog::serve(self.context, config(&[])).await
            }
            Service::TrainerA | Service::TrainerB => self.train(service).await,
            Service::Gateway => Ok(()),
        }
    }

    async fn train(self, service: Service) -> Result<(), ServeError> {
        self.follower::<Claimer>().await?;
        let data = self.data.display().to_string();
        let host = ["--data", data.as_str(), "--host", service.name(), "--slots", "2"];
        let memory = ["--memory-mib", "1024", "--most-memory-mib", "8192"];
        let flags = [&host[..], &memory[..]].concat();
        let engine = EnginePort { port: self.port.clone(), engines: Arc::clone(&self.engines) };
        anneal_trainer::serve_on(self.context, config(&flags), Arc::new(engine)).await
    }
}
