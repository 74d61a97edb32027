//! Event streams: server-sent events, or one JSON object a line.

use std::convert::Infallible;
use std::pin::Pin;

use anneal_eventlog::{Item, Items, LogError, read_run};
use anneal_proto::{RunId, Sequence, Subject};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event as SseEvent, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use futures::{Stream, StreamExt as _, stream};
use serde::Deserialize;
use serde_json::Value;

use super::live::until_idle;
use super::{NDJSON, Query, find, wants_lines};
use crate::app::{App, position_of};
use crate::error::ApiError;

/// Query of a stream.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Only events after this position.
    after: Option<u64>,
    /// Whether to wait for more.
    follow: Option<bool>,
    /// Whether epochs and metrics come too, without a position.
    signals: Option<bool>,
}

type Objects = Pin<Box<dyn Stream<Item = Value> + Send>>;

/// `GET /api/v1/events`: all runs.
pub(super) async fn of_all(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let after = Sequence(after(&asked, &headers));
    let end = app.context.log.position().await?;
    let items = app.context.log.follow(after).await?;
    let objects = if asked.follow.unwrap_or(true) {
        readable(items)
    } else if after >= end {
        Box::pin(stream::empty()) as Objects
    } else {
        readable(until(items, end))
    };
    Ok(answer(&app, &headers, objects))
}

/// `GET /api/v1/runs/RUN/events`.
pub(super) async fn of_run(
    State(app): State<App>,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (run, _) = find(&app, &run)?;
    let objects = events(&app, &run, Sequence(after(&asked, &headers)), &asked).await?;
    Ok(answer(&app, &headers, objects))
}

async fn events(app: &App, run: &RunId, after: Sequence, asked: &Asked) -> Result<Objects, LogError> {
    let log = &app.context.log;
    let history = read_run(log.as_ref(), run).await?;
    let last = history.last().map_or(after, |event| event.sequence).max(after);
    let known = history.into_iter().filter(move |event| event.sequence > after).map(|event| event.to_json());
    let known = stream::iter(known);
    let follow = asked.follow.unwrap_or(true);
    let signals = match asked.signals.unwrap_or(false) {
        true => Some(signals_of(app, run).await?),
        false => None,
    };
    if !follow {
        let signals = signals.map(|signals| until_idle(app.clone(), run.clone(), signals, false));
        return Ok(Box::pin(known.chain(stream::iter(signals).flatten())));
    }
    let wanted = run.clone();
    let ours = move |item: &Item| {
        futures::future::ready(item.as_ref().is_ok_and(|event| event.envelope.run == wanted))
    };
    let live = known.chain(readable(log.follow(last).await?.filter(ours)));
    Ok(match signals {
        Some(signals) => Box::pin(stream::select(live, signals)),
        None => Box::pin(live),
    })
}

/// A run's epochs and metrics. What it printed has a door of its own.
async fn signals_of(app: &App, run: &RunId) -> Result<Objects, LogError> {
    let signals = app.context.log.follow_signals(Subject::signals(run)).await?;
    let told = |object: &Value| futures::future::ready(object["type"] != "log");
    Ok(Box::pin(readable(signals).filter(told)))
}

/// Items up to a position, and no waiting for the one behind it.
fn until(items: Items, end: Sequence) -> impl Stream<Item = Item> + Send {
    stream::unfold(Some(items), move |items| async move {
        let mut items = items?;
        let item = items.next().await?;
        let more = position_of(&item).is_none_or(|at| at < end);
        Some((item, more.then_some(items)))
    })
}

/// What can be read, as JSON; what cannot be is counted where services consume it.
fn readable(items: impl Stream<Item = Item> + Send + 'static) -> Objects {
    Box::pin(items.filter_map(|item| futures::future::ready(item.ok().map(|event| event.to_json()))))
}

fn after(asked: &Asked, headers: &HeaderMap) -> u64 {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    // A browser that reconnects asks with the query of its first try: what it has seen since counts.
    asked.after.max(last).unwrap_or(0)
}

fn answer(app: &App, headers: &HeaderMap, objects: Objects) -> Response {
    // A stream without end would keep the gateway from draining.
    let objects = objects.take_until(app.context.shutdown.clone().cancelled_owned());
    if wants_lines(headers) {
        let lines = objects.map(|object| Ok::<_, Infallible>(format!("{object}\n")));
        return ([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(lines)).into_response();
    }
    let events = objects.map(|object| {
        let event =
            SseEvent::default().event(object["type"].as_str().unwrap_or("event")).data(object.to_string());
        let id = object["seq"].as_u64().map(|sequence| sequence.to_string());
        Ok::<_, Infallible>(id.into_iter().fold(event, SseEvent::id))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
