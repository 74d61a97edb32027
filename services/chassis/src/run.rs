//! The main function of every service's binary.

use std::process::ExitCode;
use std::sync::Arc;

use anneal_eventlog::{Credentials, JetStream, durability};
use clap::{CommandFactory, FromArgMatches};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::config::{self, Common, ConfigError};
use crate::context::Context;
use crate::error::ServeError;
use crate::{http, telemetry};

/// Loads the settings, connects, and runs the service until SIGTERM or SIGINT.
pub fn main<C, F>(service: &'static str, common: fn(&C) -> &Common, serve: fn(Context, C) -> F) -> ExitCode
where
    C: CommandFactory + FromArgMatches,
    F: Future<Output = Result<(), ServeError>>,
{
    let settings = match config::load::<C>(service, std::env::args_os().skip(1)) {
        Ok(settings) => settings,
        Err(ConfigError::Value(error)) => error.exit(),
        Err(error) => {
            eprintln!("anneal-{service}: {error}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("anneal-{service}: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(connected(service, common, settings, serve)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("anneal-{service}: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn connected<C, F>(
    service: &'static str,
    common: fn(&C) -> &Common,
    settings: C,
    serve: fn(Context, C) -> F,
) -> Result<(), ServeError>
where
    F: Future<Output = Result<(), ServeError>>,
{
    let _telemetry = telemetry::start(service, "info");
    let shutdown = CancellationToken::new();
    tokio::spawn(cancel_on_signal(shutdown.clone()));
    let Common { nats_url, nats_user, nats_password, nats_monitor, admin_listen } = common(&settings).clone();
    let password = nats_password.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
    let credentials = Credentials { user: nats_user, password };
    let log = tokio::select! {
        log = JetStream::connect_when_up(&nats_url, &credentials, service) => log?,
        () = shutdown.cancelled() => return Ok(()),
    };
    if let Some(monitor) = nats_monitor {
        warn_of_lost_writes(&monitor).await;
    }
    let context = Context { shutdown, ..Context::new(Arc::new(log)) };
    let admin = http::serve(context.clone(), &admin_listen);
    let (admin, served) = tokio::join!(admin, async {
        let served = serve(context.clone(), settings).await;
        context.shutdown.cancel();
        served
    });
    served.and(admin)
}

/// A broker that syncs now and then loses, on a power cut, what it acknowledged since.
async fn warn_of_lost_writes(monitor: &str) {
    match durability::syncs_always(monitor).await {
        Ok(true) => {}
        Ok(false) => tracing::warn!(
            monitor,
            "the broker acknowledges writes before they are on its disk: set `sync_interval: always` in its `jetstream` block"
        ),
        Err(why) => tracing::warn!(why, "whether the broker syncs what it acknowledges is not known"),
    }
}

async fn cancel_on_signal(shutdown: CancellationToken) {
    until_signal().await;
    shutdown.cancel();
}

/// Returns when SIGTERM or SIGINT arrives.
pub async fn until_signal() {
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        // Without handlers the signals end the process by themselves.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
