//! The HTTP surface.

mod dead;
mod events;
mod files;
mod health;
mod live;
mod page;
mod query;
mod runs;
mod webhooks;

use anneal_proto::RunId;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Uri, header};
use axum::routing::{get, post};

use crate::app::App;
use crate::error::ApiError;
use crate::projection::RunView;
use query::Query;

/// One JSON object a line.
const NDJSON: &str = "application/x-ndjson";

/// Every route of the gateway.
pub(crate) fn router(app: App) -> Router {
    let upload = DefaultBodyLimit::max(app.config.max_upload_bytes);
    // Read whole by the handler, which answers 413 itself and counts it.
    let webhook = DefaultBodyLimit::disable();
    Router::new()
        .route("/api/v1/runs", get(runs::list).post(runs::submit).layer(upload))
        .route("/api/v1/runs/{run}", get(runs::show))
        .route("/api/v1/runs/{run}/cancel", post(runs::cancel))
        .route("/api/v1/runs/{run}/events", get(events::of_run))
        .route("/api/v1/runs/{run}/patch", get(files::patch))
        .route("/api/v1/runs/{run}/logs", get(files::logs))
        .route("/api/v1/runs/{run}/artifacts", get(files::artifacts))
        .route("/api/v1/runs/{run}/artifacts/{*path}", get(files::artifact))
        .route("/api/v1/events", get(events::of_all))
        .route("/api/v1/dead", get(dead::list))
        .route("/api/v1/dead/{number}", get(dead::show))
        .route("/api/v1/dead/{number}/retry", post(dead::retry))
        .route("/api/v1/dead/{number}/drop", post(dead::forget))
        .route("/api/v1/verify", get(health::verify))
        .route("/api/v1/openapi.json", get(health::openapi))
        .route("/webhooks/github", post(webhooks::github).layer(webhook))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/", get(page::runs))
        .route("/runs/{run}", get(page::run))
        .fallback(|uri: Uri| async move {
            let message = format!("there is nothing at {}", uri.path());
            ApiError::not_found("no_such_path", message, "see /api/v1/openapi.json")
        })
        .with_state(app)
}

/// The run that a path names.
fn find(app: &App, text: &str) -> Result<(RunId, RunView), ApiError> {
    let run: RunId = text.parse().map_err(|_| ApiError::no_run(text))?;
    let view = app.run(&run).ok_or_else(|| ApiError::no_run(text))?;
    Ok((run, view))
}

/// Whether one JSON object a line is asked for.
fn wants_lines(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains(NDJSON))
}
