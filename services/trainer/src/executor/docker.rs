//! Attempts as containers of this host's Docker engine.

pub(super) mod images;
mod usage;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bollard::Docker;
use bollard::errors::Error as EngineError;
use bollard::models::{ContainerCreateBody, ContainerInspectResponse, HostConfig};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, KillContainerOptionsBuilder, RemoveContainerOptionsBuilder,
    WaitContainerOptions,
};
use futures::StreamExt as _;

use super::{Executor, ExecutorError, Exit, Image, Launch, PrepareError, Usage};
use crate::config::Config;

/// Where a training sees its attempt's directory.
const ATTEMPT: &str = "/anneal/attempt";
/// Where it sees the runtime, read-only.
const RUNTIME: &str = "/anneal/runtime";
/// Where it sees its project's data sets, under the project's name.
const CACHE: &str = "/anneal/cache";
/// Redirects output to the attempt's directory, as the process executor does.
/// Nothing but the runtime handles the signal that asks for stacks.
const SHELL: &str =
    r#"trap '' USR1; cd /anneal/attempt/source && exec "$@" </dev/null >>../stdout.log 2>>../stderr.log"#;
/// Data loaders share tensors here; Docker's own default of 64 MiB breaks them.
const SHARED_MEMORY: i64 = 1 << 30;

/// Runs attempts in containers.
pub(super) struct DockerExecutor {
    engine: Docker,
    config: Config,
    runtime: PathBuf,
    images: images::Images,
}

impl DockerExecutor {
    pub(super) async fn connect(config: &Config) -> Result<Self, ExecutorError> {
        let engine = engine().await?;
        let images = images::Images::new(engine.clone(), config);
        Ok(Self { engine, config: config.clone(), runtime: config.data.join("runtime"), images })
    }

    async fn signal(&self, launch: &Launch, signal: &str) -> Result<(), ExecutorError> {
        let options = KillContainerOptionsBuilder::default().signal(signal).build();
        match self.engine.kill_container(&launch.name, Some(options)).await {
            // Gone, or not running.
            Ok(()) | Err(EngineError::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
            Err(error) => Err(ExecutorError::new("signalling a container")(&error)),
        }
    }

    async fn inspect(&self, name: &str) -> Result<Option<ContainerInspectResponse>, ExecutorError> {
        match self.engine.inspect_container(name, None).await {
            Ok(found) => Ok(Some(found)),
            Err(EngineError::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
            Err(error) => Err(ExecutorError::new("looking for a container")(&error)),
        }
    }

    fn body(&self, launch: &Launch) -> ContainerCreateBody {
        let words = ["sh", "-c", SHELL, "anneal", "python"].map(str::to_owned);
        let labels = [("dev.anneal.attempt", launch.name.as_str()), ("dev.anneal.managed", "true")];
        // Without capabilities root may not write what others own: the training has the owner's id.
        let (uid, gid) = (rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw());
        ContainerCreateBody {
            image: Some(launch.image.clone()),
            cmd: Some(words.into_iter().chain(launch.command.iter().cloned()).collect()),
            env: Some(launch.environment.iter().map(|(name, value)| format!("{name}={value}")).collect()),
            labels: Some(labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into()),
            user: Some(format!("{uid}:{gid}")),
            host_config: Some(self.host_config(launch)),
            ..ContainerCreateBody::default()
        }
    }

    fn host_config(&self, launch: &Launch) -> HostConfig {
        let limit = (launch.memory > 0).then(|| i64::try_from(launch.memory).unwrap_or(i64::MAX));
        HostConfig {
            binds: Some(vec![
                format!("{}:{ATTEMPT}", launch.dir.display()),
                format!("{}:{RUNTIME}:ro", self.runtime.display()),
                // Its own project's alone.
                format!("{}:{}", launch.cache.display(), self.inside(&launch.cache, &launch.dir).display()),
            ]),
            cap_drop: Some(vec!["ALL".to_owned()]),
            security_opt: Some(vec!["no-new-privileges".to_owned()]),
            network_mode: Some(self.config.network.clone()),
            pids_limit: Some(self.config.pids),
            shm_size: Some(SHARED_MEMORY),
            memory: limit,
            // Equal to the memory: no swap, so that a limit is a limit.
            memory_swap: limit,
            init: Some(true),
            ..HostConfig::default()
        }
    }
}

#[async_trait]
impl Executor for DockerExecutor {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn inside(&self, path: &Path, launch_dir: &Path) -> PathBuf {
        let places = [(launch_dir, ATTEMPT), (&self.runtime, RUNTIME), (&self.config.data_sets(), CACHE)];
        let seen = places
            .into_iter()
            .find_map(|(out, seen)| Some(Path::new(seen).join(path.strip_prefix(out).ok()?)));
        seen.unwrap_or_else(|| path.to_owned())
    }

    async fn prepare(&self, image: &str, requirements: &[String]) -> Result<Image, PrepareError> {
        self.images.ready(image, requirements).await
    }

    async fn start(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let failed = |error: EngineError| ExecutorError::new("starting a container")(&error);
        std::fs::create_dir_all(&launch.cache)
            .map_err(|error| ExecutorError::new("making the cache")(&error))?;
        let found = self.inspect(&launch.name).await?;
        if found.is_none() {
            let options = CreateContainerOptionsBuilder::default().name(&launch.name).build();
            let created = self.engine.create_container(Some(options), self.body(launch)).await;
            match created {
                Ok(_) | Err(EngineError::DockerResponseServerError { status_code: 409, .. }) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        // Created and not started is what a crash between the two leaves; anything later is adopted.
        let state = found.and_then(|found| found.state);
        let begun = state.and_then(|state| state.started_at).is_some_and(|at| !at.starts_with("0001-"));
        if begun {
            return Ok(());
        }
        self.engine.start_container(&launch.name, None).await.map_err(failed)
    }

    async fn wait(&self, launch: &Launch) -> Result<Exit, ExecutorError> {
        let mut ended = self.engine.wait_container(&launch.name, None::<WaitContainerOptions>);
        match ended.next().await {
            // A status other than 0 is an error to bollard; what counts is read below.
            None | Some(Ok(_) | Err(EngineError::DockerContainerWaitError { .. })) => {}
            Some(Err(EngineError::DockerResponseServerError { status_code: 404, .. })) => {}
            Some(Err(error)) => return Err(ExecutorError::new("waiting for a container")(&error)),
        }
        let Some(found) = self.inspect(&launch.name).await? else {
            return Ok(Exit { lost: true, ..Exit::default() });
        };
        let state = found.state.unwrap_or_default();
        if state.running == Some(true) {
            return Err(ExecutorError::new("waiting for a container")(&"the engine stopped answering"));
        }
        let code = state.exit_code.and_then(|code| i32::try_from(code).ok()).unwrap_or(-1);
        let signal = (code > 128 && code <= 192).then_some(code - 128);
        Ok(Exit {
            code: signal.is_none().then_some(code),
            signal,
            out_of_memory: state.oom_killed == Some(true),
            ..Exit::default()
        })
    }

    async fn usage(&self, launch: &Launch) -> Result<Option<Usage>, ExecutorError> {
        Ok(usage::of(&self.engine, &launch.name).await)
    }

    async fn ask_for_stacks(&self, launch: &Launch) -> Result<(), ExecutorError> {
        self.signal(launch, "USR1").await
    }

    async fn memory(&self) -> u64 {
        let told = self.engine.info().await.ok().and_then(|info| info.mem_total);
        told.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
    }

    async fn kill(&self, launch: &Launch) -> Result<(), ExecutorError> {
        self.signal(launch, "KILL").await
    }

    async fn remove(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let options = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
        match self.engine.remove_container(&launch.name, Some(options)).await {
            Ok(()) | Err(EngineError::DockerResponseServerError { status_code: 404 | 409, .. }) => {}
            Err(error) => return Err(ExecutorError::new("removing a container")(&error)),
        }
        match std::fs::remove_dir_all(&launch.dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(ExecutorError::new("removing an attempt's directory")(&error))
            }
            _ => Ok(()),
        }
    }
}

/// This host's engine.
async fn engine() -> Result<Docker, ExecutorError> {
    let failed = |error: EngineError| ExecutorError::new("reaching the Docker engine")(&error);
    Docker::connect_with_defaults().map_err(failed)?.negotiate_version().await.map_err(failed)
}

/// Build arguments of this host that an image build must know: its package index and proxy.
fn build_arguments() -> HashMap<String, String> {
    let wanted = |name: &str| {
        name.starts_with("PIP_INDEX")
            || name.starts_with("PIP_EXTRA_INDEX")
            || name == "PIP_TRUSTED_HOST"
            || name.starts_with("UV_") && name.contains("INDEX")
            || matches!(name.to_ascii_uppercase().as_str(), "HTTP_PROXY" | "HTTPS_PROXY" | "NO_PROXY")
    };
    std::env::vars().filter(|(name, _)| wanted(name)).collect()
}
