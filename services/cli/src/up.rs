//! `anneal up`: every service in one process, over a broker of its own.

use std::ffi::OsString;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::telemetry::{self, Telemetry};
use anneal_chassis::{Context, ServeError, config, until_signal};
use anneal_eventlog::embedded::Embedded;
use anneal_eventlog::{Credentials, JetStream};
use clap::{CommandFactory, FromArgMatches};
use rustix::fs::{FlockOperation, flock};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::args::Up;
use crate::fault::Fault;

/// How long the gateway may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);

/// Serves until stopped.
pub(crate) async fn command(up: &Up) -> Result<ExitCode, Fault> {
    let mut server = Server::start_logging(up, "info").await?;
    say!("anneal is up at {} (data in {})", server.url, server.data.display());
    tokio::select! {
        () = until_signal() => {}
        fault = server.broken() => {
            server.stop().await;
            return Err(fault);
        }
    }
    eprintln!("stopping; trainings that run go on and are adopted at the next start");
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// What a server for one run is started with.
pub(crate) fn own() -> Up {
    Up { data: None, listen: "127.0.0.1:0".to_owned(), executor: "auto".to_owned(), nats_url: None }
}

/// Every service by its name, and how it ended.
type Services = JoinSet<(&'static str, Result<(), ServeError>)>;

/// A running system.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) url: String,
    data: PathBuf,
    context: Context,
    services: Services,
    broker: Option<Embedded>,
    /// Held as long as the directory is in use.
    _lock: File,
    _telemetry: Telemetry,
}

impl Server {
    /// Starts everything, logging only what goes wrong.
    pub(crate) async fn start(up: &Up) -> Result<Self, Fault> {
        let executor = std::env::var("ANNEAL_EXECUTOR").unwrap_or_else(|_| up.executor.clone());
        let data = std::env::var_os("ANNEAL_DATA").map(PathBuf::from).or(up.data.clone());
        Self::start_logging(&Up { executor, data, ..up.clone() }, "error").await
    }

    async fn start_logging(up: &Up, filter: &str) -> Result<Self, Fault> {
        let data = up.data.clone().map_or_else(default_data, Ok)?;
        std::fs::create_dir_all(&data).map_err(|error| unusable(&data, &error))?;
        let data = data.canonicalize().map_err(|error| unusable(&data, &error))?;
        let lock = lock(&data)?;
        let telemetry = telemetry::start("up", filter);
        let (broker, log) = connect(up, &data).await?;
        let context = Context::new(Arc::new(log));
        let mut server = Self {
            url: String::new(),
            data,
            context,
            services: JoinSet::new(),
            broker,
            _lock: lock,
            _telemetry: telemetry,
        };
        match server.serve(up).await {
            Ok(address) => {
                server.url = format!("http://{address}");
                Ok(server)
            }
            // The broker must be gone before the lock is: the next one uses its files.
            Err(fault) => {
                server.stop().await;
                Err(fault)
            }
        }
    }

    /// Starts the services; where the gateway listens.
    async fn serve(&mut self, up: &Up) -> Result<SocketAddr, Fault> {
        let (listening, address) = oneshot::channel();
        self.services = start_services(&self.context, up, &self.data, listening)?;
        tokio::select! {
            // A gateway that ends takes its side of the channel with it: the other branch says why.
            Ok(Ok(address)) = tokio::time::timeout(PATIENCE, address) => Ok(address),
            fault = self.broken() => Err(fault),
            () = tokio::time::sleep(PATIENCE) => {
                Err(Fault::new("the gateway does not listen", "see the log above"))
            }
        }
    }

    /// Returns when a service has ended, which none does by itself.
    pub(crate) async fn broken(&mut self) -> Fault {
        match self.services.join_next().await {
            Some(Ok((name, Err(error)))) => Fault::new(format!("the {name} ended: {error}"), ""),
            Some(Ok((name, Ok(())))) => Fault::new(format!("the {name} ended"), "see the log above"),
            Some(Err(error)) => Fault::new(format!("a service broke: {error}"), "please report it"),
            None => std::future::pending().await,
        }
    }

    /// Drains the services, then stops the broker.
    pub(crate) async fn stop(mut self) {
        self.context.shutdown.cancel();
        while let Some(ended) = self.services.join_next().await {
            if let Ok((service, Err(error))) = ended {
                tracing::error!(service, %error, "ended badly");
            }
        }
        if let Some(broker) = self.broker.take() {
            broker.stop().await;
        }
    }
}

fn unusable(data: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        format!("the data directory {} cannot be used: {error}", data.display()),
        "choose another with --data",
    )
}

/// Where everything is kept unless told otherwise.
pub(crate) fn default_data() -> Result<PathBuf, Fault> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share"));
    let base = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home);
    base.map(|base| base.join("anneal"))
        .ok_or_else(|| Fault::usage("there is no home directory", "choose one with --data"))
}

/// One data directory, one server.
fn lock(data: &Path) -> Result<File, Fault> {
    let file = File::create(data.join("lock")).map_err(|error| unusable(data, &error))?;
    flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| {
        let what = format!("another anneal uses {}", data.display());
        Fault::new(what, "stop it, or choose another directory with --data")
    })?;
    Ok(file)
}

async fn connect(up: &Up, data: &Path) -> Result<(Option<Embedded>, JetStream), Fault> {
    let (broker, url, credentials) = match &up.nats_url {
        Some(url) => {
            let variable = |name| std::env::var(name).unwrap_or_default();
            let user = variable("ANNEAL_NATS_USER");
            (None, url.clone(), Credentials { user, password: variable("ANNEAL_NATS_PASSWORD") })
        }
        None => {
            let broker = Embedded::start(data).await.map_err(|error| Fault::new(error, ""))?;
            let (url, credentials) = (broker.url.clone(), broker.credentials.clone());
            (Some(broker), url, credentials)
        }
    };
    let log = JetStream::connect_when_up(&url, &credentials, "up").await;
    Ok((broker, log.map_err(|error| Fault::new(error, ""))?))
}

fn start_services(
    context: &Context,
    up: &Up,
    data: &Path,
    listening: oneshot::Sender<SocketAddr>,
) -> Result<Services, Fault> {
    let data = data.as_os_str();
    let outbox = flags(&[("--data", data)]);
    let training = flags(&[("--data", data), ("--executor", up.executor.as_ref())]);
    let gateway = load::<anneal_gateway::Config>("gateway", flags(&[("--listen", up.listen.as_ref())]))?;
    let mut services = Services::new();
    let mut start = |name, service: Pin<Box<dyn Future<Output = Result<(), ServeError>> + Send>>| {
        services.spawn(async move { (name, service.await) });
    };
    let context = || context.clone();
    start("gateway", Box::pin(anneal_gateway::serve_on(context(), gateway, Some(listening))));
    start("fetcher", Box::pin(anneal_fetcher::serve(context(), load("fetcher", Vec::new())?)));
    start("classifier", Box::pin(anneal_classifier::serve(context(), load("classifier", Vec::new())?)));
    start("tuner", Box::pin(anneal_tuner::serve(context(), load("tuner", Vec::new())?)));
    start("watchdog", Box::pin(anneal_watchdog::serve(context(), load("watchdog", Vec::new())?)));
    start("notifier", Box::pin(anneal_notifier::serve(context(), load("notifier", outbox)?)));
    start("trainer", Box::pin(anneal_trainer::serve(context(), load("trainer", training)?)));
    Ok(services)
}

pub(crate) fn flags(pairs: &[(&str, &std::ffi::OsStr)]) -> Vec<OsString> {
    pairs.iter().flat_map(|(name, value)| [OsString::from(name), (*value).to_owned()]).collect()
}

pub(crate) fn load<C: CommandFactory + FromArgMatches>(
    service: &str,
    flags: Vec<OsString>,
) -> Result<C, Fault> {
    config::load(service, flags).map_err(|error| Fault::usage(error, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_has_one_server() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let held = lock(dir.path()).expect("free");
        let fault = lock(dir.path()).expect_err("taken").to_string();
        assert!(fault.starts_with("another anneal uses ") && fault.contains("--data"), "{fault}");
        drop(held);
        lock(dir.path()).expect("free again");
    }

    #[test]
    fn a_setting_that_is_none_names_its_field() {
        let fault =
            load::<anneal_gateway::Config>("gateway", flags(&[("--max-webhook-bytes", "many".as_ref())]));
        let fault = fault.expect_err("no number");
        assert_eq!(fault.exit_code(), 2);
        assert!(fault.to_string().contains("--max-webhook-bytes"), "{fault}");
    }
}
