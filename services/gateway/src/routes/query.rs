//! A query that says what is wrong with it the way every answer does.

use axum::extract::{FromRequestParts, Query as Checked};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The part of the address behind the question mark.
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let checked = Checked::from_request_parts(parts, state).await.map_err(|rejection| {
            ApiError::bad_request(
                "malformed_query",
                rejection.body_text(),
                "see the parameters in /api/v1/openapi.json",
            )
        })?;
        Ok(Self(checked.0))
    }
}
