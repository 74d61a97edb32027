//! The gateway is the outside door.
//!
//! * consumes HTTP: webhooks of forges, submissions, questions about runs.
//! * says `push_received` and `run_cancelled`.
//! * owns the API, and the read model behind it ([`projection`]), which is a fold of the log like every
//!   other state: live and replayed are the same.
//! * never fetches what was pushed, and never touches containers.

mod app;
mod config;
mod error;
mod github;
pub mod projection;
mod routes;
mod submit;

use std::net::SocketAddr;

use anneal_chassis::{Context, ServeError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use app::App;
pub use config::Config;

/// Serves until the context shuts down.
///
/// # Errors
/// When the address cannot be listened on, or the log not be reached.
pub async fn serve(context: Context, config: Config) -> Result<(), ServeError> {
    serve_on(context, config, None).await
}

/// As [`serve`]; tells the address once it listens.
///
/// # Errors
/// As [`serve`].
pub async fn serve_on(
    context: Context,
    config: Config,
    listening: Option<oneshot::Sender<SocketAddr>>,
) -> Result<(), ServeError> {
    let bad = |source| ServeError::Listen { address: config.listen.clone(), source };
    let listener = TcpListener::bind(&config.listen).await.map_err(bad)?;
    let address = listener.local_addr().map_err(bad)?;
    let shutdown = context.shutdown.clone();
    let app = App::start(context, config.clone()).await?;
    tracing::info!("listening on http://{address}");
    if let Some(listening) = listening {
        // Nobody waiting for the address is no error.
        let _ = listening.send(address);
    }
    let served =
        axum::serve(listener, routes::router(app)).with_graceful_shutdown(shutdown.cancelled_owned());
    served.await.map_err(bad)
}
