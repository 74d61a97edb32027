//! What a run left: its diff, its output, its models.

use std::convert::Infallible;
use std::time::Duration;

use anneal_proto::{Event, RunId, Subject};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _, stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Query, find};
use crate::app::App;
use crate::error::ApiError;

/// Output that has not come for this long has not been written.
const IDLE: Duration = Duration::from_millis(500);

/// `GET /api/v1/runs/RUN/patch`: the best trial's diff against the pushed commit.
pub(super) async fn patch(State(app): State<App>, Path(run): Path<String>) -> Result<Response, ApiError> {
    let (run, view) = find(&app, &run)?;
    let Some(patch) = view.patch else {
        let why = match view.best_trial {
            Some(0) => "the best trial is the code as pushed",
            Some(_) => "the best trial has no diff",
            None => "no trial has finished with a value",
        };
        let message = format!("run {run} has no patch: {why}");
        return Err(ApiError::not_found("no_patch", message, "see the trials with `anneal show`"));
    };
    let bytes = app.context.log.object(&patch).await?;
    Ok(([(header::CONTENT_TYPE, "text/x-diff; charset=utf-8")], bytes).into_response())
}

/// `GET /api/v1/runs/RUN/artifacts`.
pub(super) async fn artifacts(
    State(app): State<App>,
    Path(run): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let (_, view) = find(&app, &run)?;
    let told = view.artifacts.iter().map(|artifact| {
        let object = artifact.object.clone().unwrap_or_default();
        json!({"path": artifact.path, "format": artifact.format, "digest": object.digest, "size": object.size})
    });
    Ok(Json(told.collect()))
}

/// `GET /api/v1/runs/RUN/artifacts/PATH`.
pub(super) async fn artifact(
    State(app): State<App>,
    Path((run, path)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (run, view) = find(&app, &run)?;
    let found =
        view.artifacts.into_iter().find(|artifact| artifact.path == path).and_then(|found| found.object);
    let Some(object) = found else {
        let message = format!("run {run} has no artifact `{path}`");
        return Err(ApiError::not_found("no_artifact", message, "list them with `anneal model RUN`"));
    };
    let bytes = app.context.log.object(&object).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// Query of the output.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Output {
    trial: Option<u32>,
    attempt: Option<u32>,
    follow: Option<bool>,
}

/// `GET /api/v1/runs/RUN/logs`: what the trainings printed.
pub(super) async fn logs(
    State(app): State<App>,
    Path(run): Path<String>,
    Query(output): Query<Output>,
) -> Result<Response, ApiError> {
    let (run, _) = find(&app, &run)?;
    let signals = app.context.log.follow_signals(Subject::signals(&run)).await?;
    let texts = signals.filter_map(move |item| {
        let text = match item.map(|signal| signal.envelope.event) {
            Ok(Event::LogWritten(log)) => {
                let wanted = output.trial.is_none_or(|n| n == log.trial)
                    && output.attempt.is_none_or(|n| n == log.attempt);
                wanted.then_some(log.text)
            }
            _ => None,
        };
        futures::future::ready(text)
    });
    let stopped = app.context.shutdown.clone().cancelled_owned();
    let texts = until_idle(app, run, Box::pin(texts), output.follow.unwrap_or(false)).take_until(stopped);
    let body = Body::from_stream(texts.map(Ok::<_, Infallible>));
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response())
}

type Texts = std::pin::Pin<Box<dyn Stream<Item = String> + Send>>;

/// Ends when nothing more comes, and, where it is to follow, the run has ended.
fn until_idle(app: App, run: RunId, texts: Texts, follow: bool) -> impl Stream<Item = String> + Send {
    stream::unfold((app, run, texts), move |(app, run, mut texts)| async move {
        loop {
            match tokio::time::timeout(IDLE, texts.next()).await {
                Ok(text) => return text.map(|text| (text, (app, run, texts))),
                Err(_) if follow && app.run(&run).is_some_and(|view| !view.has_ended()) => {}
                Err(_) => return None,
            }
        }
    })
}
