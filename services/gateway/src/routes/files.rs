//! What a run left: its diff, its output, its models.

use std::convert::Infallible;

use anneal_proto::v1::LogWritten;
use anneal_proto::{Event, Subject, Timestamp};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::live::until_idle;
use super::{NDJSON, Query, find, wants_lines};
use crate::app::App;
use crate::error::ApiError;

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

/// `GET /api/v1/runs/RUN/logs`: what the trainings printed, as text or one object a line.
pub(super) async fn logs(
    State(app): State<App>,
    Path(run): Path<String>,
    Query(output): Query<Output>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (run, _) = find(&app, &run)?;
    let as_objects = wants_lines(&headers);
    let follow = output.follow.unwrap_or(false);
    let signals = app.context.log.follow_signals(Subject::signals(&run)).await?;
    let texts = signals.filter_map(move |item| {
        let signal = item.ok().map(|signal| signal.envelope);
        let text = signal.and_then(|signal| match signal.event {
            Event::LogWritten(log) if output.wants(&log) => Some(printed(log, signal.time, as_objects)),
            _ => None,
        });
        futures::future::ready(text)
    });
    let stopped = app.context.shutdown.clone().cancelled_owned();
    let texts = until_idle(app, run, Box::pin(texts), follow).take_until(stopped);
    let body = Body::from_stream(texts.map(Ok::<_, Infallible>));
    let kind = if as_objects { NDJSON } else { "text/plain; charset=utf-8" };
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

impl Output {
    fn wants(&self, log: &LogWritten) -> bool {
        self.trial.is_none_or(|trial| trial == log.trial)
            && self.attempt.is_none_or(|attempt| attempt == log.attempt)
    }
}

/// What was printed: itself, or with where and when it was printed.
fn printed(log: LogWritten, time: Timestamp, as_object: bool) -> String {
    if !as_object {
        return log.text;
    }
    let LogWritten { trial, attempt, stream, text } = log;
    let told = json!({"time": time.to_string(), "trial": trial, "attempt": attempt, "stream": stream,
        "text": text});
    format!("{told}\n")
}
