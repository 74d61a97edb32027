//! Makes this host do what the log says it does: runs what is claimed for it, ends what no longer is.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Context, Decider as _, Follower};
use anneal_eventlog::Heartbeat;
use anneal_proto::{EventId, RunId, TrialNo};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::attempt::Runner;
use crate::config::Config;
use crate::decider::{Attempt, Claimer};
use crate::executor::{Executor, Launch};
use crate::profiles::install_runtime;

/// How often the host says that it is alive.
const BEAT: Duration = Duration::from_secs(2);

/// Pause before what is left of attempts is removed again.
const SWEEP: Duration = Duration::from_secs(15);

pub(crate) struct Supervisor {
    context: Context,
    config: Config,
    follower: Arc<Follower<Claimer>>,
    executor: Arc<dyn Executor>,
    host: String,
}

/// An attempt of this host that the log has as running: its run, project and trial.
type Live = (RunId, String, TrialNo, Attempt);

struct Task {
    container: String,
    unwanted: CancellationToken,
    handle: JoinHandle<()>,
}

impl Supervisor {
    pub(crate) fn new(
        context: &Context,
        config: &Config,
        follower: Arc<Follower<Claimer>>,
        executor: Arc<dyn Executor>,
    ) -> Self {
        Self {
            context: context.clone(),
            config: config.clone(),
            follower,
            executor,
            host: config.host_name(),
        }
    }

    /// Runs until the context shuts down; trainings go on without it.
    pub(crate) async fn run(self) {
        let Some(runtime) = self.ready().await else { return };
        let mut tasks: BTreeMap<EventId, Task> = BTreeMap::new();
        let mut positions = self.follower.positions();
        let mut beat = tokio::time::interval(BEAT);
        // One look at the log for both: what ended between two would be neither run nor removed.
        let live = self.live();
        let left = self.left_over(&live);
        self.reconcile(&mut tasks, &runtime, live);
        // By itself, so that an engine that does not answer keeps no heartbeat from being sent.
        tokio::spawn(sweep_on(Arc::clone(&self.executor), left, self.context.shutdown.clone()));
        loop {
            self.reconcile(&mut tasks, &runtime, self.live());
            tokio::select! {
                biased;
                () = self.context.shutdown.cancelled() => break,
                _ = beat.tick() => self.beat(&tasks).await,
                () = positions.changed() => {}
            }
        }
        for task in tasks.into_values() {
            let _ = task.handle.await;
        }
    }

    /// Waits until the follower has seen the whole log: an older state would start what has long ended.
    async fn ready(&self) -> Option<PathBuf> {
        loop {
            let error = match (self.context.log.position().await, install_runtime(&self.config.data)) {
                (Ok(position), Ok(runtime)) => {
                    self.follower.reached(position).await;
                    return Some(runtime);
                }
                (Err(error), _) => error.to_string(),
                (_, Err(error)) => format!("{}: {error}", self.config.data.display()),
            };
            tracing::warn!(error, "the trainer cannot begin");
            tokio::select! {
                biased;
                () = self.context.shutdown.cancelled() => return None,
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }

    fn live(&self) -> Vec<Live> {
        let runs = self.follower.open_runs();
        let attempts = runs.iter().flat_map(|(run, view)| {
            let project = &view.state.project;
            let live = view.state.live_on(&self.host);
            live.map(move |(trial, attempt)| (run.clone(), project.clone(), trial, attempt.clone()))
        });
        attempts.collect()
    }

    fn reconcile(&self, tasks: &mut BTreeMap<EventId, Task>, runtime: &Path, live: Vec<Live>) {
        let wanted: HashSet<&EventId> = live.iter().map(|(.., attempt)| &attempt.claim).collect();
        for (claim, task) in tasks.iter() {
            if !wanted.contains(claim) {
                task.unwanted.cancel();
            }
        }
        tasks.retain(|claim, task| wanted.contains(claim) || !task.handle.is_finished());
        for (run, project, trial, attempt) in live {
            if tasks.contains_key(&attempt.claim) {
                continue;
            }
            let (claim, container) = (attempt.claim.clone(), attempt.started.container.clone());
            let unwanted = CancellationToken::new();
            let runner = Runner {
                context: self.context.clone(),
                config: self.config.clone(),
                follower: Arc::clone(&self.follower),
                executor: Arc::clone(&self.executor),
                runtime: runtime.to_owned(),
                run,
                project,
                trial,
                attempt,
                unwanted: unwanted.clone(),
            };
            let handle = tokio::spawn(runner.run());
            tasks.insert(claim, Task { container, unwanted, handle });
        }
    }

    /// What there is of attempts that ended while no trainer was here.
    fn left_over(&self, live: &[Live]) -> Vec<Launch> {
        let live: HashSet<&str> =
            live.iter().map(|(.., attempt)| attempt.started.container.as_str()).collect();
        let Ok(entries) = fs::read_dir(self.config.work_dir()) else { return Vec::new() };
        let mut dirs: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        dirs.sort();
        let launch = |dir: PathBuf| Launch {
            name: dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            image: String::new(),
            dir,
            cache: PathBuf::new(),
            command: Vec::new(),
            environment: Vec::new(),
            memory: 0,
        };
        // A directory that was being made is its attempt's, which makes it anew.
        let kept = |name: &str| live.contains(name.strip_suffix(".partial").unwrap_or(name));
        dirs.into_iter().map(launch).filter(|launch| !kept(&launch.name)).collect()
    }

    async fn beat(&self, tasks: &BTreeMap<EventId, Task>) {
        let running = tasks.values().filter(|task| !task.handle.is_finished());
        let containers = running.map(|task| task.container.clone()).collect();
        let beat = Heartbeat { host: self.host.clone(), containers };
        if let Err(error) = self.context.log.beat(beat).await {
            tracing::debug!(service = Claimer::NAME, %error, "no heartbeat");
        }
    }
}

/// Removes what is left of attempts; what could not be removed.
async fn sweep(executor: &dyn Executor, left: Vec<Launch>) -> Vec<Launch> {
    let mut still = Vec::new();
    for launch in left {
        tracing::info!(name = launch.name, "removing what is left of an attempt");
        let swept = async {
            executor.kill(&launch).await?;
            executor.remove(&launch).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, name = launch.name, "not removed");
            still.push(launch);
        }
    }
    still
}

/// A training that nobody waits for any more must not run on because its engine did not answer once.
async fn sweep_on(executor: Arc<dyn Executor>, mut left: Vec<Launch>, shutdown: CancellationToken) {
    loop {
        left = sweep(executor.as_ref(), left).await;
        if left.is_empty() {
            return;
        }
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}
