//! Webhooks of forges: checked, published for anyone, and where they are pushes, worked on.

use anneal_eventlog::{Bucket, LogError};
use anneal_proto::Subject;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::ApiError;
use crate::github::{self, Asked};
use crate::submit;

/// Brokers refuse messages over a limit, 1 MiB unless set otherwise; GitHub sends up to 25 MiB.
const LARGEST_MESSAGE: usize = 512 * 1024;

type Answer = Result<(StatusCode, Json<Value>), ApiError>;

/// `POST /webhooks/github`.
pub(super) async fn github(State(app): State<App>, headers: HeaderMap, body: Body) -> Answer {
    let answer = accepted(&app, &headers, body).await;
    let what = match &answer {
        Ok(_) => "webhook_accepted",
        Err(error) if error.status == StatusCode::UNAUTHORIZED => "webhook_unsigned",
        Err(error) if error.status == StatusCode::PAYLOAD_TOO_LARGE => "webhook_too_large",
        Err(_) => "webhook_refused",
    };
    app.context.metrics.count("gateway", what);
    answer
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn accepted(app: &App, headers: &HeaderMap, body: Body) -> Answer {
    // An empty secret is what an unset variable looks like in a compose file: anybody could sign with it.
    let secret = app.config.github_secret.as_ref().filter(|secret| !secret.reveal().is_empty());
    let Some(secret) = secret else {
        return Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "no_webhook_secret",
            "this gateway has no secret to check GitHub's signature with",
            "set ANNEAL_GITHUB_SECRET to the webhook's secret and restart",
        ));
    };
    let limit = app.config.max_webhook_bytes;
    let body = to_bytes(body, limit).await.map_err(|_| {
        let message = format!("the webhook is larger than {limit} bytes, or broke off");
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "webhook_too_large",
            message,
            "raise ANNEAL_MAX_WEBHOOK_BYTES",
        )
    })?;
    if !github::is_signed(secret.reveal(), &body, text(headers, "x-hub-signature-256")) {
        let message = "the signature is missing, or not made with this gateway's secret";
        let remedy = "give the webhook the same secret as ANNEAL_GITHUB_SECRET";
        return Err(ApiError::new(StatusCode::UNAUTHORIZED, "bad_signature", message, remedy));
    }
    let payload: Value = serde_json::from_slice(&body).map_err(|error| {
        ApiError::bad_request(
            "malformed_payload",
            error.to_string(),
            "set the webhook's content type to application/json",
        )
    })?;
    let (event, delivery) = (text(headers, "x-github-event"), text(headers, "x-github-delivery"));
    if event.is_empty() || delivery.is_empty() {
        let message = "the headers X-GitHub-Event and X-GitHub-Delivery are missing";
        return Err(ApiError::bad_request("malformed_webhook", message, "let GitHub deliver it"));
    }
    let (owner, name) = github::repository(&payload);
    publish(app, Subject::forge("github", &owner, &name, event), delivery, body.to_vec()).await?;
    react(app, event, delivery, &payload).await
}

/// Publishes the body as it came, or, where it is too large for a message, a reference to it.
async fn publish(app: &App, subject: Subject, delivery: &str, body: Vec<u8>) -> Result<(), LogError> {
    let log = &app.context.log;
    if body.len() <= LARGEST_MESSAGE {
        return log.forge(subject, delivery, body).await;
    }
    let object = log.put(Bucket::Sources, body).await?;
    log.forge(subject, delivery, json!({ "object": object }).to_string().into_bytes()).await
}

async fn react(app: &App, event: &str, delivery: &str, payload: &Value) -> Answer {
    let ignored = |why: &str| Ok((StatusCode::ACCEPTED, Json(json!({ "ignored": why }))));
    match event {
        "ping" => Ok((StatusCode::OK, Json(json!({"pong": true})))),
        "push" => match github::push(payload, delivery) {
            Asked::Push(push) => {
                let run = submit::push(app, *push).await?;
                Ok((StatusCode::ACCEPTED, Json(json!({ "run": run }))))
            }
            Asked::Ignored(why) => ignored(why),
            Asked::Malformed(why) => {
                Err(ApiError::bad_request("malformed_payload", why, "let GitHub deliver it"))
            }
        },
        _ => ignored("only pushes are trained; the event was published for others"),
    }
}
