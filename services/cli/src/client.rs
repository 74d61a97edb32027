//! The server's API.

use futures::{Stream, StreamExt as _, TryStreamExt as _};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio_util::io::StreamReader;

use crate::fault::Fault;

/// Where `anneal up` listens unless told otherwise.
pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:7433";

pub(crate) struct Client {
    base: String,
    http: reqwest::Client,
}

impl Client {
    pub(crate) fn new(url: Option<&str>) -> Result<Self, Fault> {
        let base = url.unwrap_or(DEFAULT_URL).trim_end_matches('/').to_owned();
        if !base.starts_with("http://") && !base.starts_with("https://") {
            return Err(Fault::usage(
                format!("`{base}` is no http(s) URL"),
                "set ANNEAL_URL to the server's address",
            ));
        }
        // The server is near or named: a proxy for the world outside is not meant for it.
        let http = reqwest::Client::builder().no_proxy().build();
        Ok(Self { base, http: http.map_err(|error| Fault::new(error, ""))? })
    }

    pub(crate) fn url(&self) -> &str {
        &self.base
    }

    /// Whether a server answers.
    pub(crate) async fn is_up(&self) -> bool {
        let asked =
            self.http.get(format!("{}/healthz", self.base)).timeout(std::time::Duration::from_secs(3));
        asked.send().await.is_ok_and(|answer| answer.status().is_success())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Fault> {
        let answer = request.send().await.map_err(|error| {
            let remedy = "start one with `anneal up`, or set ANNEAL_URL to the one that runs";
            Fault::new(format!("no server answers at {}: {}", self.base, innermost(&error)), remedy)
        })?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or_default();
        Err(refusal(status, &body))
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, Fault> {
        let answer = self.send(self.request(Method::GET, path)).await?;
        answer.json().await.map_err(|error| Fault::new(error, ""))
    }

    pub(crate) async fn bytes(&self, path: &str) -> Result<Vec<u8>, Fault> {
        let answer = self.send(self.request(Method::GET, path)).await?;
        Ok(answer.bytes().await.map_err(|error| Fault::new(error, ""))?.to_vec())
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        let answer = self.send(self.request(Method::POST, path).json(body)).await?;
        answer.json().await.map_err(|error| Fault::new(error, ""))
    }

    /// A body as it comes.
    pub(crate) async fn chunks(&self, path: &str) -> Result<impl Stream<Item = Vec<u8>> + use<>, Fault> {
        let answer = self.send(self.request(Method::GET, path)).await?;
        Ok(answer.bytes_stream().filter_map(|chunk| async { chunk.ok().map(|bytes| bytes.to_vec()) }))
    }

    /// Objects of a stream, one a line, as they come.
    pub(crate) async fn objects(&self, path: &str) -> Result<impl Stream<Item = Value> + use<>, Fault> {
        let request = self.request(Method::GET, path).header("accept", "application/x-ndjson");
        let bytes = self.send(request).await?.bytes_stream().map_err(std::io::Error::other);
        let lines = BufReader::new(StreamReader::new(bytes)).lines();
        let next = |mut lines: tokio::io::Lines<_>| async move {
            let line = lines.next_line().await.ok().flatten()?;
            Some((serde_json::from_str(&line).unwrap_or_default(), lines))
        };
        Ok(futures::stream::unfold(lines, next))
    }
}

/// reqwest wraps what happened in what it tried.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}

fn refusal(status: StatusCode, body: &Value) -> Fault {
    let text = |key: &str| body["error"][key].as_str().unwrap_or_default().to_owned();
    let message = text("message");
    let what = if message.is_empty() { format!("the server answered {status}") } else { message };
    Fault::new(what, text("remedy"))
}
