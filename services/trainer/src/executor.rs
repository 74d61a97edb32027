//! Where an attempt runs: one trait, containers and processes behind it.
//!
//! Both take the same work directory and leave the same files in it, so that everything above is alike.

mod docker;
mod process;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::ServeError;
use anneal_proto::v1::Reason;
use async_trait::async_trait;

use crate::config::{Config, ExecutorKind};
pub use docker::images::Images;

/// An image, or an environment, that attempts can be started in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Image reference or path of the environment.
    pub reference: String,
    /// What it is made of, as a digest.
    pub digest: String,
}

/// An attempt to start.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Name of the container.
    pub name: String,
    /// [`Image::reference`].
    pub image: String,
    /// The attempt's directory: see [`crate::attempt`].
    pub dir: PathBuf,
    /// Where data sets that the project downloads are kept between its runs.
    pub cache: PathBuf,
    /// What follows the interpreter on the command line.
    pub command: Vec<String>,
    /// Environment variables, with paths as the training sees them under [`Executor::inside`].
    pub environment: Vec<(String, String)>,
    /// Memory limit in bytes; 0 means none.
    pub memory: u64,
}

/// How an attempt ended, as the system tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exit {
    /// Exit status, when it ended by itself.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// It was killed for its memory.
    pub out_of_memory: bool,
    /// It is gone and nobody can say how it ended.
    pub lost: bool,
    /// Peak memory in bytes; 0 when it is not known.
    pub peak_memory: u64,
}

/// What an attempt has used so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time of all its processes.
    pub cpu: Duration,
    /// Bytes read and written: files, and the network where it is seen.
    pub io: u64,
    /// Memory that it uses now and that is not shared with others, in bytes.
    pub memory: u64,
    /// Disk that it uses outside of its directory, in bytes.
    pub disk: u64,
}

/// Why no attempt can be started.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Trying again would not help: the developer must hear of it.
    #[error("{}", .0.what)]
    Impossible(Reason),
    /// The engine or the package index is away.
    #[error("{0}")]
    Unavailable(String),
}

/// The executor did not do what it was asked; trying again may help.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {why}")]
pub struct ExecutorError {
    /// What was tried.
    pub what: &'static str,
    /// What went wrong.
    pub why: String,
}

impl ExecutorError {
    pub(crate) fn new(what: &'static str) -> impl FnOnce(&dyn std::fmt::Display) -> Self {
        move |why| Self { what, why: why.to_string() }
    }
}

/// Runs attempts by name. Every method can be called again after a crash of the trainer.
#[async_trait]
pub trait Executor: Send + Sync {
    /// `docker` or `process`.
    fn name(&self) -> &'static str;

    /// Where a training sees a path of its attempt's directory, the runtime or the cache.
    fn inside(&self, path: &std::path::Path, launch_dir: &std::path::Path) -> PathBuf;

    /// Makes an image or environment ready.
    async fn prepare(&self, image: &str, requirements: &[String]) -> Result<Image, PrepareError>;

    /// Starts an attempt, unless one of that name exists: then it is adopted as it is.
    async fn start(&self, launch: &Launch) -> Result<(), ExecutorError>;

    /// Returns when the attempt has ended.
    async fn wait(&self, launch: &Launch) -> Result<Exit, ExecutorError>;

    /// What a running attempt has used; none where that cannot be known.
    async fn usage(&self, _launch: &Launch) -> Result<Option<Usage>, ExecutorError> {
        Ok(None)
    }

    /// Asks the attempt to write what its threads do to `stacks.txt` in its directory.
    async fn ask_for_stacks(&self, _launch: &Launch) -> Result<(), ExecutorError> {
        Ok(())
    }

    /// Memory of the host that trainings run on, in bytes; 0 where it is not known.
    async fn memory(&self) -> u64 {
        0
    }

    /// Ends the attempt with SIGKILL, with everything it started.
    async fn kill(&self, launch: &Launch) -> Result<(), ExecutorError>;

    /// Removes what is left of it.
    async fn remove(&self, launch: &Launch) -> Result<(), ExecutorError>;
}

/// The executor that the settings ask for.
///
/// # Errors
/// When it cannot be used.
pub async fn open(config: &Config) -> Result<Arc<dyn Executor>, ServeError> {
    let docker = || docker::DockerExecutor::connect(config);
    let process = || process::ProcessExecutor::new(config);
    let outside = |why: String| ServeError::Outside { what: "executor", why };
    match config.executor {
        ExecutorKind::Docker => Ok(Arc::new(docker().await.map_err(|error| outside(error.to_string()))?)),
        ExecutorKind::Process => Ok(Arc::new(process().map_err(|error| outside(error.to_string()))?)),
        ExecutorKind::Auto => match docker().await {
            Ok(docker) => Ok(Arc::new(docker)),
            Err(error) => {
                tracing::warn!(%error, "no Docker engine: trainings run as processes, which does not isolate them");
                Ok(Arc::new(process().map_err(|error| outside(error.to_string()))?))
            }
        },
    }
}
