//! A container engine that simulates: it outlives the trainer that asks it for things, and remembers by name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anneal_proto::{Digest, Event};
use anneal_trainer::executor::{Executor, ExecutorError, Exit, Image, Launch, PrepareError};
use async_trait::async_trait;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::port::{CALL, Port};
use super::training::Training;
use super::world::World;

/// An attempt by its container's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AttemptName {
    pub(crate) run: String,
    pub(crate) trial: u32,
    pub(crate) attempt: u32,
}

impl AttemptName {
    fn of(container: &str) -> Option<Self> {
        let mut parts = container.strip_prefix("anneal-")?.rsplitn(3, '-');
        let attempt = parts.next()?.strip_prefix('a')?.parse().ok()?;
        let trial = parts.next()?.strip_prefix('t')?.parse().ok()?;
        Some(Self { run: parts.next()?.to_owned(), trial, attempt })
    }
}

/// One container.
pub(crate) struct Container {
    exit: Mutex<Option<Exit>>,
    changed: Notify,
    task: Mutex<Option<AbortHandle>>,
}

impl Container {
    pub(crate) fn exit(&self) -> Option<Exit> {
        self.exit.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Only the first end counts.
    pub(crate) fn end(&self, how: Exit) {
        self.exit.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(how);
        self.changed.notify_waiters();
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }

    async fn ended(&self) -> Exit {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(exit) = self.exit() {
                return exit;
            }
            changed.await;
        }
    }
}

/// What is known of an attempt when everything is over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The last checkpoint that it wrote whole.
    pub(crate) checkpoint: u32,
    /// Steps that it reported whole.
    pub(crate) steps: Vec<u32>,
}

/// Every engine of the simulation, as one who sees all hosts has it.
#[derive(Default)]
pub(crate) struct Engines {
    state: Mutex<Attempts>,
}

#[derive(Default)]
struct Attempts {
    containers: BTreeMap<(&'static str, String), Arc<Container>>,
    facts: BTreeMap<AttemptName, Facts>,
    /// Faults that a trial has had: with more, giving it up would be right.
    harmed: BTreeMap<(String, u32), u32>,
}

impl Engines {
    fn state(&self) -> MutexGuard<'_, Attempts> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn facts(&self, name: &AttemptName) -> Option<Facts> {
        self.state().facts.get(name).cloned()
    }

    pub(crate) fn note(&self, name: &AttemptName, note: impl FnOnce(&mut Facts)) {
        note(self.state().facts.entry(name.clone()).or_default());
    }

    /// Whether one more fault of this trial's attempts is to be survived, of so many.
    pub(crate) fn may_harm(&self, name: &AttemptName, most: u32) -> bool {
        let mut state = self.state();
        let harmed = state.harmed.entry((name.run.clone(), name.trial)).or_default();
        *harmed += 1;
        *harmed <= most
    }

    fn find(&self, host: &'static str, name: &str) -> Option<Arc<Container>> {
        self.state().containers.get(&(host, name.to_owned())).cloned()
    }

    /// Names of containers that run, with their hosts.
    pub(crate) fn running(&self) -> Vec<(&'static str, String)> {
        let state = self.state();
        let running = state.containers.iter().filter(|(_, container)| container.exit().is_none());
        running.map(|(name, _)| name.clone()).collect()
    }

    /// A host's engine restarts, and its containers with it.
    pub(crate) fn restart(&self, host: &str) {
        self.end_all(host, &Exit { signal: Some(9), ..Exit::default() });
    }

    /// A host is gone. When it comes back, nobody can say how its containers ended.
    pub(crate) fn lose(&self, host: &str) {
        self.end_all(host, &Exit { lost: true, ..Exit::default() });
    }

    fn end_all(&self, host: &str, how: &Exit) {
        let state = self.state();
        let here = state.containers.iter().filter(|((on, _), _)| *on == host);
        here.for_each(|(_, container)| container.end(how.clone()));
    }

    /// Two of one trial at once is a fault, unless the log has closed the one that runs already: then its host only has
    /// not heard of it yet.
    fn check(&self, world: &World, host: &'static str, name: &AttemptName) {
        for (other_host, container) in self.running() {
            let Some(other) = AttemptName::of(&container) else { continue };
            if (&other.run, other.trial) != (&name.run, name.trial) || closed(world, &other) {
                continue;
            }
            world.violated(
                "one_at_a_time",
                format!("{name:?} starts on {host} while {other:?} runs on {other_host}"),
            );
        }
    }
}

fn closed(world: &World, name: &AttemptName) -> bool {
    world.memory.events().iter().any(|event| match &event.envelope.event {
        Event::TrainingCrashed(crashed) => {
            event.envelope.run.as_str() == name.run
                && (crashed.trial, crashed.attempt) == (name.trial, name.attempt)
        }
        outcome => event.envelope.run.as_str() == name.run && outcome.is_outcome(),
    })
}

/// A host's engine, as one life of its trainer reaches it.
pub(crate) struct EnginePort {
    pub(crate) port: Port,
    pub(crate) engines: Arc<Engines>,
}

impl EnginePort {
    fn host(&self) -> &'static str {
        self.port.service.name()
    }

    async fn call<T>(
        &self,
        what: &'static str,
        launch: &Launch,
        op: impl Future<Output = Result<T, ExecutorError>>,
    ) -> Result<T, ExecutorError> {
        let run = AttemptName::of(&launch.name).and_then(|name| name.run.parse().ok());
        let run = run.map(|run| self.port.world.name_of(&run)).unwrap_or_default();
        let broken = |why| ExecutorError { what, why };
        self.port.act(&format!("{what}/{run}"), CALL, op, broken).await
    }

    fn begin(&self, launch: &Launch) {
        let Some(name) = AttemptName::of(&launch.name) else { return };
        self.engines.check(&self.port.world, self.host(), &name);
        let container =
            Arc::new(Container { exit: Mutex::default(), changed: Notify::new(), task: Mutex::default() });
        let training = Training::new(&self.port.world, &self.engines, launch, name);
        let running = Arc::clone(&container);
        let task = tokio::spawn(async move {
            let exit = training.run().await;
            running.end(exit);
        });
        *container.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        self.engines.state().containers.insert((self.host(), launch.name.clone()), container);
    }
}

#[async_trait]
impl Executor for EnginePort {
    fn name(&self) -> &'static str {
        "simulated"
    }

    fn inside(&self, path: &Path, _launch_dir: &Path) -> PathBuf {
        path.to_owned()
    }

    async fn prepare(&self, image: &str, _requirements: &[String]) -> Result<Image, PrepareError> {
        let made = async {
            Ok(Image { reference: image.to_owned(), digest: Digest::of(image.as_bytes()).to_string() })
        };
        self.port.act("prepare", CALL, made, PrepareError::Unavailable).await
    }

    async fn start(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let start = async {
            if self.engines.find(self.host(), &launch.name).is_none() {
                self.begin(launch);
            }
            Ok(())
        };
        self.call("start", launch, start).await
    }

    async fn wait(&self, launch: &Launch) -> Result<Exit, ExecutorError> {
        let ended = async {
            match self.engines.find(self.host(), &launch.name) {
                Some(container) => Ok(container.ended().await),
                None => Ok(Exit { lost: true, ..Exit::default() }),
            }
        };
        self.call("wait", launch, ended).await
    }

    async fn kill(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let kill = async {
            if let Some(container) = self.engines.find(self.host(), &launch.name) {
                container.end(Exit { signal: Some(9), ..Exit::default() });
            }
            Ok(())
        };
        self.call("kill", launch, kill).await
    }

    async fn remove(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let remove = async {
            let gone = self.engines.state().containers.remove(&(self.host(), launch.name.clone()));
            if let Some(container) = gone {
                container.end(Exit { signal: Some(9), ..Exit::default() });
            }
            let _ = fs::remove_dir_all(&launch.dir);
            Ok(())
        };
        self.call("remove", launch, remove).await
    }
}
