//! Health and metrics of a service that has no web face of its own.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::context::Context;
use crate::error::ServeError;

/// Serves `/healthz` (the process runs), `/readyz` (it reaches the log) and `/metrics`.
pub(crate) async fn serve(context: Context, listen: &str) -> Result<(), ServeError> {
    let bad = |source| ServeError::Listen { address: listen.to_owned(), source };
    let listener = TcpListener::bind(listen).await.map_err(bad)?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "health and metrics");
    }
    let shutdown = context.shutdown.clone();
    let app = routes(context);
    let done = axum::serve(listener, app).with_graceful_shutdown(shutdown.cancelled_owned()).await;
    done.map_err(bad)
}

fn routes(context: Context) -> Router {
    let metrics = context.metrics.clone();
    let ready = move || {
        let log = context.log.clone();
        async move {
            match log.position().await {
                Ok(_) => (StatusCode::OK, "ready\n".to_owned()),
                Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
            }
        }
    };
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(move || async move { metrics.text() }))
}
