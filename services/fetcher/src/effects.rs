//! The outside of the fetcher: repositories, directories, uploads in; objects out.

mod directory;
mod local;
mod remote;
mod tree;
mod upload;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Context, Effects, Retry, ServeError};
use anneal_eventlog::{Bucket, EventLog, LogError};
use anneal_proto::RunId;
use anneal_proto::v1::{ObjectRef, Person, Reason, SourceFetched};
use async_trait::async_trait;
use tokio::sync::oneshot;

use crate::archive::Archive;
use crate::config::Config;
use crate::decider::{Fetch, Fetcher};
use crate::failure::Failure;
use crate::guard::{Guard, Limits};
use crate::origin::{Origin, Want};

/// Pauses between tries of a repository that does not answer.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];
/// What work that looks at the clock itself may take to notice that its time is over.
const GRACE: Duration = Duration::from_secs(2);

/// A tree at hand, with what its commit says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    /// The tree.
    pub archive: Archive,
    /// Full commit id; empty where there is no commit.
    pub commit: String,
    /// Git tree id, or the archive's digest.
    pub tree: String,
    /// Who wrote the commit.
    pub author: Option<Person>,
    /// First line of the commit message.
    pub message: String,
}

/// Gets trees and stores them.
pub struct Fetching {
    log: Arc<dyn EventLog>,
    limits: Limits,
    scratch: PathBuf,
}

impl Fetching {
    /// Effects with these settings.
    ///
    /// # Errors
    /// When the scratch directory cannot be made.
    pub fn new(context: &Context, config: &Config) -> Result<Self, ServeError> {
        let scratch = config.scratch.clone().filter(|path| !path.as_os_str().is_empty());
        let scratch = scratch.unwrap_or_else(std::env::temp_dir);
        std::fs::create_dir_all(&scratch).map_err(|error| {
            let path = scratch.display();
            ServeError::Setting(format!("scratch (ANNEAL_FETCH_SCRATCH): {path} cannot be used: {error}"))
        })?;
        Ok(Self { log: Arc::clone(&context.log), limits: config.limits(), scratch })
    }

    async fn gather(&self, fetch: Fetch) -> Result<Result<Gathered, Failure>, Retry> {
        let guard = Guard::new(self.limits, fetch.origin.location());
        match fetch.origin {
            Origin::Upload(object) => self.upload(object, fetch.want, guard).await,
            Origin::Local(path) => {
                let want = fetch.want;
                blocking(move || local::gather(&path, &want, &guard)).await
            }
            Origin::Remote(url) => {
                let over = guard.out_of_time();
                let tries = self.tries(&url, &fetch.want, &guard);
                let tried = tokio::time::timeout(self.limits.time + GRACE, tries).await;
                Ok(tried.unwrap_or(Err(over)))
            }
        }
    }

    async fn upload(
        &self,
        object: ObjectRef,
        want: Want,
        guard: Guard,
    ) -> Result<Result<Gathered, Failure>, Retry> {
        if let Err(failure) = guard.bytes(object.size) {
            return Ok(Err(failure));
        }
        match self.log.object(&object).await {
            Ok(bytes) => blocking(move || upload::gather(&bytes, &want, &guard)).await,
            Err(LogError::Unavailable(why)) => Err(Retry::unavailable(why)),
            Err(error) => {
                let location = guard.location().to_owned();
                Ok(Err(Failure::BadArchive { what: error.to_string(), location }))
            }
        }
    }

    async fn tries(&self, url: &url::Url, want: &Want, guard: &Guard) -> Result<Gathered, Failure> {
        for pause in PAUSES {
            match self.once(url, want, guard).await {
                Err(failure) if failure.is_transient() => {
                    tracing::info!(location = guard.location(), ?failure, "again in {pause:?}");
                    tokio::time::sleep(pause).await;
                }
                answer => return answer,
            }
        }
        self.once(url, want, guard).await
    }

    /// One try, on a thread of its own: a server that accepts and then says nothing holds libgit2 for as
    /// long as it likes. Such a thread is left behind; one of tokio's would keep the process from ending.
    async fn once(&self, url: &url::Url, want: &Want, guard: &Guard) -> Result<Gathered, Failure> {
        let (answer, answered) = oneshot::channel();
        let (url, want, watched, scratch) = (url.clone(), want.clone(), guard.clone(), self.scratch.clone());
        let work = move || {
            // Nobody listens any more when the time is over.
            let _ = answer.send(remote::gather(&url, &want, &watched, &scratch));
        };
        let broken = |why: String| Failure::Unreachable {
            location: guard.location().to_owned(),
            why,
            transient: true,
        };
        let thread = std::thread::Builder::new().name("fetch".to_owned());
        thread.spawn(work).map_err(|error| broken(error.to_string()))?;
        answered.await.unwrap_or_else(|_| Err(broken("the fetch broke off".to_owned())))
    }

    async fn store(&self, gathered: Gathered) -> Result<SourceFetched, Retry> {
        let Gathered { archive, commit, tree, author, message } = gathered;
        let Archive { bytes, files, size } = archive;
        let object = self.log.put(Bucket::Sources, bytes).await.map_err(Retry::unavailable)?;
        Ok(SourceFetched { commit, tree, object: Some(object), files, bytes: size, author, message })
    }
}

#[async_trait]
impl Effects<Fetcher> for Fetching {
    async fn perform(&self, _run: &RunId, fetch: Fetch) -> Result<Result<SourceFetched, Reason>, Retry> {
        match self.gather(fetch).await? {
            Ok(gathered) => self.store(gathered).await.map(Ok),
            Err(failure) => Ok(Err(failure.into())),
        }
    }
}

/// Work on this machine's files, which looks at the clock itself.
async fn blocking(
    work: impl FnOnce() -> Result<Gathered, Failure> + Send + 'static,
) -> Result<Result<Gathered, Failure>, Retry> {
    tokio::task::spawn_blocking(work).await.map_err(Retry::failed)
}
