//! Whether the gateway and the log are well.

use std::collections::BTreeSet;

use anneal_eventlog::{verify_objects, verify_run};
use anneal_proto::RunId;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Query;
use crate::app::App;
use crate::error::ApiError;

/// `GET /readyz`.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, String) {
    match app.context.log.position().await {
        Ok(_) => (StatusCode::OK, "ready\n".to_owned()),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
    }
}

/// `GET /metrics`.
pub(super) async fn metrics(State(app): State<App>) -> String {
    app.context.metrics.text()
}

/// Query of a verification.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    run: Option<String>,
}

/// `GET /api/v1/verify`: walks the hash chain of one run or of all, and reads what they name.
pub(super) async fn verify(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Value>, ApiError> {
    let runs: BTreeSet<RunId> = match which.run {
        Some(run) => BTreeSet::from([super::find(&app, &run)?.0]),
        None => app.ids(),
    };
    let (mut events, mut objects) = (0, 0);
    for run in &runs {
        match verify_run(app.context.log.as_ref(), run).await? {
            Ok(count) => events += count,
            Err(broken) => {
                let found = broken.found.map(|digest| digest.to_string());
                return Ok(Json(json!({
                    "intact": false, "runs": runs.len(), "events": events,
                    "broken": {"run": broken.run, "at": broken.at, "to": broken.to,
                        "expected": broken.expected.to_string(), "found": found},
                })));
            }
        }
        match verify_objects(app.context.log.as_ref(), run).await? {
            Ok(count) => objects += count,
            Err(broken) => {
                return Ok(Json(json!({
                    "intact": false, "runs": runs.len(), "events": events, "objects": objects,
                    "broken": {"run": broken.run, "at": broken.at, "object": broken.digest, "why": broken.why},
                })));
            }
        }
    }
    Ok(Json(json!({"intact": true, "runs": runs.len(), "events": events, "objects": objects})))
}

/// `GET /api/v1/openapi.json`.
pub(super) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json"))
}
