//! What a caller is told when something does not work: a code to match on, a sentence, a remedy.

use anneal_eventlog::LogError;
use anneal_proto::RunId;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An answer that is no success.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self { status, code, message: message.into(), remedy: remedy.to_owned() }
    }

    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, remedy)
    }

    pub(crate) fn not_found(code: &'static str, message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message, remedy)
    }

    /// The run's first event is somebody else's. Not seen while ids derive from deliveries.
    pub(crate) fn taken(run: &RunId) -> Self {
        let message = format!("run {run} is there already, and not from this delivery");
        Self::new(StatusCode::CONFLICT, "run_taken", message, "submit it with another delivery id")
    }

    pub(crate) fn no_run(run: &str) -> Self {
        Self::not_found("no_such_run", format!("there is no run `{run}`"), "list them with `anneal runs`")
    }
}

impl From<LogError> for ApiError {
    fn from(error: LogError) -> Self {
        if let LogError::NoObject { .. } | LogError::Damaged { .. } = error {
            let remedy = "the object store lost it: restore its bucket, or submit the commit again";
            return Self::new(StatusCode::INTERNAL_SERVER_ERROR, "object_lost", error.to_string(), remedy);
        }
        let remedy = "the broker is away or busy; try again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "log_unavailable", error.to_string(), remedy)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({"error": {"code": self.code, "message": self.message, "remedy": self.remedy}});
        (self.status, Json(body)).into_response()
    }
}
