//! The pinned nats-server as a child process: the broker of `anneal up` on one machine.
//!
//! It listens on loopback with credentials of its own, syncs every write to disk, comes back when it
//! dies, and goes when this process goes, however that ends.

mod find;
mod wheel;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::jetstream::Credentials;
pub use find::locate;

/// The version that is tested and shipped.
pub const VERSION: &str = "2.15.1";

/// Go returns memory late; this keeps the server small beside trainings.
const MEMORY_LIMIT: &str = "512MiB";
/// Runs the server until standard input closes, which it does when the parent dies, even by SIGKILL.
const WATCHED: &str = r#"exec 3<&0; "$@" </dev/null & child=$!
(cat <&3 >/dev/null; kill -TERM $child 2>/dev/null) &
wait $child"#;

/// Why there is no embedded broker.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// A file or process could not be handled.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no server, and none could be had.
    #[error("no nats-server {VERSION}: {0}. Install it and set ANNEAL_NATS_SERVER to its path")]
    Missing(String),
    /// What was downloaded is not what was pinned.
    #[error("the downloaded nats-server is not the pinned one: SHA-256 {found}, expected {expected}")]
    WrongDigest {
        /// Pinned.
        expected: &'static str,
        /// Found.
        found: String,
    },
    /// It ended as soon as it was started.
    #[error("nats-server does not start; its log is {0}")]
    NotStarting(PathBuf),
}

pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> EmbeddedError {
    let what = what.into();
    move |source| EmbeddedError::Io { what, source }
}

/// A running embedded broker. Dropping it stops the server without waiting; see [`Embedded::stop`].
pub struct Embedded {
    /// Where it listens: `nats://127.0.0.1:<port>`.
    pub url: String,
    /// How to log in.
    pub credentials: Credentials,
    stop: Option<oneshot::Sender<()>>,
    supervisor: JoinHandle<()>,
}

impl Embedded {
    /// Starts the server over a data directory. The same directory gives the same log.
    ///
    /// # Errors
    /// When the server is not to be had, or cannot start: another one on the same directory, say.
    pub async fn start(data: &Path) -> Result<Self, EmbeddedError> {
        let server = locate().await?;
        let dir = data.join("nats");
        fs::create_dir_all(&dir).map_err(io(format!("creating {}", dir.display())))?;
        let port = free_port().map_err(io("finding a free loopback port"))?;
        let credentials =
            Credentials { user: "anneal".to_owned(), password: random_hex().map_err(io("/dev/urandom"))? };
        write_config(&dir, port, &credentials).map_err(io(format!("writing {}", dir.display())))?;
        let launch = Launch { server, dir };
        let child = launch.spawn()?;
        let (stop, stopped) = oneshot::channel();
        let supervisor = tokio::spawn(supervise(launch, child, stopped));
        Ok(Self { url: format!("nats://127.0.0.1:{port}"), credentials, stop: Some(stop), supervisor })
    }

    /// Stops the server and waits until it is gone.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        let _ = (&mut self.supervisor).await;
    }
}

struct Launch {
    server: PathBuf,
    dir: PathBuf,
}

impl Launch {
    fn spawn(&self) -> Result<(Child, ChildStdin), EmbeddedError> {
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", WATCHED, "anneal-nats"])
            .arg(&self.server)
            .arg("--config")
            .arg(self.dir.join("nats.conf"))
            .env("GOMEMLIMIT", MEMORY_LIMIT)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Not in the terminal's group: Ctrl-C drains the services first, then the broker.
            .process_group(0);
        let mut child = Command::from(command).spawn().map_err(io("starting nats-server"))?;
        match child.stdin.take() {
            Some(stdin) => Ok((child, stdin)),
            None => Err(EmbeddedError::NotStarting(self.dir.join("nats.log"))),
        }
    }
}

/// Restarts the server when it dies; ends it when told to.
async fn supervise(launch: Launch, first: (Child, ChildStdin), mut stopped: oneshot::Receiver<()>) {
    let (mut child, mut lifeline) = first;
    loop {
        tokio::select! {
            _ = &mut stopped => {
                drop(lifeline);
                let _ = tokio::time::timeout(Duration::from_secs(20), child.wait()).await;
                return;
            }
            status = child.wait() => tracing::error!(?status, log = %launch.dir.join("nats.log").display(), "nats-server ended; starting it again"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        match launch.spawn() {
            Ok(next) => (child, lifeline) = next,
            Err(error) => {
                tracing::error!(%error, "nats-server cannot be started again");
                return;
            }
        }
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// 128 random bits.
fn random_hex() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(u128::from_be_bytes(bytes)).map(|n| format!("{n:032x}"))
}

fn write_config(dir: &Path, port: u16, credentials: &Credentials) -> std::io::Result<()> {
    let path = |name: &str| dir.join(name).display().to_string();
    let text = format!(
        "# Written at every start of `anneal up`.\n\
         server_name: anneal\n\
         listen: 127.0.0.1:{port}\n\
         log_file: {log:?}\n\
         logfile_size_limit: 10MB\n\
         max_payload: 8MB\n\
         jetstream {{ store_dir: {store:?}, sync_interval: always }}\n\
         authorization {{ user: {user:?}, password: {password:?} }}\n",
        log = path("nats.log"),
        store = path("store"),
        user = credentials.user,
        password = credentials.password,
    );
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(dir.join("nats.conf"))?.write_all(text.as_bytes())
}
