//! Dead letters: what services gave up on, and trying it again.

use anneal_eventlog::{Buried, Settlement};
use anneal_proto::Sequence;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::ApiError;

fn told(buried: &Buried) -> Value {
    let letter = &buried.letter;
    json!({
        "number": buried.number, "time": buried.time.to_string(), "service": letter.service,
        "sequence": letter.sequence, "run": letter.run, "reason": letter.reason, "trace": letter.trace,
        "settled": buried.settled,
    })
}

async fn find(app: &App, number: u64) -> Result<Buried, ApiError> {
    let letters = app.context.log.buried().await?;
    letters.into_iter().find(|buried| buried.number == Sequence(number)).ok_or_else(|| {
        let message = format!("there is no dead letter {number}");
        ApiError::not_found("no_such_letter", message, "list them with `anneal dead list`")
    })
}

/// `GET /api/v1/dead`: all of them, the oldest first.
pub(super) async fn list(State(app): State<App>) -> Result<Json<Value>, ApiError> {
    let letters = app.context.log.buried().await?;
    Ok(Json(letters.iter().map(told).collect()))
}

/// `GET /api/v1/dead/NUMBER`: one, with the message that it is about.
pub(super) async fn show(State(app): State<App>, Path(number): Path<u64>) -> Result<Json<Value>, ApiError> {
    let buried = find(&app, number).await?;
    let message = app.context.log.get(buried.letter.sequence).await;
    let message = match message {
        Ok(Some(event)) => event.to_json(),
        Ok(None) => Value::Null,
        // What made it a dead letter may be just this.
        Err(error) => json!({"unreadable": error.to_string()}),
    };
    let mut told = told(&buried);
    told["message"] = message;
    Ok(Json(told))
}

/// `POST /api/v1/dead/NUMBER/retry`: its service is given the message again.
pub(super) async fn retry(State(app): State<App>, Path(number): Path<u64>) -> Result<Json<Value>, ApiError> {
    settle(&app, number, Settlement::Retried).await
}

/// `POST /api/v1/dead/NUMBER/drop`: nobody needs it any more.
pub(super) async fn forget(State(app): State<App>, Path(number): Path<u64>) -> Result<Json<Value>, ApiError> {
    settle(&app, number, Settlement::Dropped).await
}

async fn settle(app: &App, number: u64, settled: Settlement) -> Result<Json<Value>, ApiError> {
    let buried = find(app, number).await?;
    app.context.log.settle_buried(&buried, settled).await?;
    Ok(Json(told(&Buried { settled: Some(settled), ..buried })))
}
