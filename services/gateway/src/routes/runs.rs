//! Submitting, listing, showing and cancelling runs.

use std::num::{NonZeroU32, NonZeroU64};
use std::time::SystemTime;

use anneal_chassis::{Cause, Say, speak};
use anneal_eventlog::{AppendError, Bucket};
use anneal_proto::v1::{PushReceived, RunCancelled, Settings};
use anneal_proto::{Digest, Timestamp};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Query, find};
use crate::app::App;
use crate::error::ApiError;
use crate::projection::{self, RunView};
use crate::submit;

/// What a submission looks like.
const REMEDY: &str =
    "send {\"path\": …} or {\"url\": …} as application/json, or a tar archive as application/x-tar";

/// The body of a submission.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Submission {
    path: Option<String>,
    url: Option<String>,
    #[serde(default, rename = "ref")]
    reference: String,
    #[serde(default)]
    commit: String,
    #[serde(default)]
    settings: Asked,
    delivery: Option<String>,
}

/// Settings that win over the tree's `anneal.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    entry: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    image: Option<String>,
    metric: Option<String>,
    target: Option<f64>,
    direction: Option<Direction>,
    trials: Option<NonZeroU32>,
    parallel: Option<NonZeroU32>,
    deadline: Option<NonZeroU64>,
    tune: Option<bool>,
    #[serde(default)]
    mail: Vec<String>,
}

/// Which values are the better ones.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Maximize,
    Minimize,
}

impl Direction {
    fn as_str(self) -> &'static str {
        match self {
            Self::Maximize => "maximize",
            Self::Minimize => "minimize",
        }
    }
}

impl From<Asked> for Settings {
    fn from(asked: Asked) -> Self {
        Settings {
            entry: asked.entry,
            args: asked.args,
            image: asked.image,
            metric: asked.metric,
            target: asked.target,
            direction: asked.direction.map(|direction| direction.as_str().to_owned()),
            trials: asked.trials.map(NonZeroU32::get),
            parallel: asked.parallel.map(NonZeroU32::get),
            deadline_seconds: asked.deadline.map(NonZeroU64::get),
            tune: asked.tune,
            mail: asked.mail,
            ..Settings::default()
        }
    }
}

/// Query of an upload.
#[derive(Debug, Deserialize)]
pub(super) struct Upload {
    repository: Option<String>,
    delivery: Option<String>,
}

/// `POST /api/v1/runs`: a path or URL as JSON, or a tar archive.
pub(super) async fn submit(
    State(app): State<App>,
    Query(upload): Query<Upload>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let body = body.map_err(|rejection| {
        let remedy = "leave data and virtual environments out, or raise ANNEAL_MAX_UPLOAD_BYTES";
        ApiError::new(rejection.status(), "upload_refused", rejection.body_text(), remedy)
    })?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let push = match kind.split(';').next().unwrap_or_default().trim() {
        "application/x-tar" => uploaded(&app, upload, body).await?,
        "application/json" => named(&body)?,
        // What a web page may send to another site unasked (`text/plain`, forms) must not start a run.
        other => {
            let message = format!("the content type `{other}` is not known here");
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unknown_content_type",
                message,
                REMEDY,
            ));
        }
    };
    let run = submit::push(&app, push).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "run": run }))))
}

fn named(body: &[u8]) -> Result<PushReceived, ApiError> {
    let submission: Submission = serde_json::from_slice(body)
        .map_err(|error| ApiError::bad_request("malformed_submission", error.to_string(), REMEDY))?;
    let place = match (&submission.path, &submission.url) {
        (Some(path), None) | (None, Some(path)) if !path.is_empty() => path.clone(),
        _ => {
            return Err(ApiError::bad_request(
                "malformed_submission",
                "name one of `path` and `url`",
                REMEDY,
            ));
        }
    };
    let trimmed = place.trim_end_matches('/').trim_end_matches(".git");
    let name = trimmed.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(trimmed);
    Ok(PushReceived {
        forge: "cli".to_owned(),
        repository: name.to_owned(),
        clone_url: place,
        r#ref: submission.reference,
        commit: submission.commit,
        delivery: submission.delivery.unwrap_or_else(new_delivery),
        settings: Some(submission.settings.into()),
        ..PushReceived::default()
    })
}

async fn uploaded(app: &App, upload: Upload, body: Bytes) -> Result<PushReceived, ApiError> {
    if body.is_empty() {
        return Err(ApiError::bad_request(
            "empty_upload",
            "the archive is empty",
            "send a tar archive of the tree",
        ));
    }
    let object = app.context.log.put(Bucket::Sources, body.to_vec()).await?;
    Ok(PushReceived {
        forge: "api".to_owned(),
        repository: upload.repository.unwrap_or_else(|| "upload".to_owned()),
        delivery: upload.delivery.unwrap_or_else(new_delivery),
        source: Some(object),
        settings: Some(Settings::default()),
        ..PushReceived::default()
    })
}

/// A name for a submission that brings none: the time and a count, so that two are never one.
fn new_delivery() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = Timestamp::from(SystemTime::now()).to_string();
    let count = COUNT.fetch_add(1, Ordering::Relaxed).to_string();
    Digest::of_parts(&[now, std::process::id().to_string(), count]).hex()[..16].to_owned()
}

/// Query of a listing.
#[derive(Debug, Deserialize)]
pub(super) struct Listing {
    limit: Option<usize>,
    state: Option<projection::State>,
}

/// `GET /api/v1/runs`: the newest first.
pub(super) async fn list(State(app): State<App>, Query(listing): Query<Listing>) -> Json<Vec<RunView>> {
    let wanted = |view: &RunView| listing.state.is_none_or(|wanted| view.state == wanted);
    let limit = listing.limit.unwrap_or(100);
    Json(app.runs().into_iter().filter(wanted).take(limit).collect())
}

/// `GET /api/v1/runs/RUN`.
pub(super) async fn show(State(app): State<App>, Path(run): Path<String>) -> Result<Json<RunView>, ApiError> {
    Ok(Json(find(&app, &run)?.1))
}

/// `POST /api/v1/runs/RUN/cancel`.
pub(super) async fn cancel(State(app): State<App>, Path(run): Path<String>) -> Result<Json<Value>, ApiError> {
    let (run, _) = find(&app, &run)?;
    loop {
        let head = app.context.log.head(&run).await?;
        let Some(head) = head else { return Err(ApiError::no_run(run.as_str())) };
        app.reached(head.sequence).await;
        if app.run(&run).is_some_and(|view| view.has_ended()) {
            let message = format!("run {run} has ended already");
            return Err(ApiError::new(
                StatusCode::CONFLICT,
                "run_ended",
                message,
                "see it with `anneal show`",
            ));
        }
        let event = RunCancelled { by: "developer".to_owned(), reason: "asked for".to_owned() };
        let mut cause = Cause::of(&head);
        cause.key = format!("cancel {run}");
        let link = anneal_proto::Link { sequence: head.sequence, digest: head.digest };
        match speak(&app.context, "gateway", &run, Say::new(event), &cause, Some(link)).await {
            Ok(said) => {
                app.reached(said.sequence).await;
                return Ok(Json(json!({ "run": run, "state": "cancelled" })));
            }
            // The run went on in the meantime: look again.
            Err(AppendError::Conflict) => {}
            Err(AppendError::Log(error)) => return Err(error.into()),
        }
    }
}
