//! The server's API.

use std::pin::Pin;

use futures::{Stream, StreamExt as _, TryStreamExt as _};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio_util::io::StreamReader;

use crate::fault::Fault;

/// Where `anneal up` listens unless told otherwise.
pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:7433";

/// Objects of a stream as they come, up to what broke it off.
pub(crate) type Objects = Pin<Box<dyn Stream<Item = Result<Value, Fault>> + Send>>;

#[derive(Clone)]
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
            Fault::away(format!("no server answers at {}: {}", self.base, innermost(&error)), remedy)
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
    pub(crate) async fn chunks(
        &self,
        path: &str,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, Fault>> + use<>, Fault> {
        let answer = self.send(self.request(Method::GET, path)).await?;
        let url = self.base.clone();
        Ok(answer.bytes_stream().map(move |chunk| match chunk {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(error) => Err(broken_off(&url, &error)),
        }))
    }

    /// Objects of a stream, one a line.
    pub(crate) async fn objects(&self, path: &str) -> Result<Objects, Fault> {
        let request = self.request(Method::GET, path).header("accept", "application/x-ndjson");
        let bytes = self.send(request).await?.bytes_stream().map_err(std::io::Error::other);
        let lines = BufReader::new(StreamReader::new(bytes)).lines();
        let url = self.base.clone();
        Ok(Box::pin(futures::stream::unfold((Some(lines), url), |(lines, url)| async move {
            let mut lines = lines?;
            let line = lines.next_line().await;
            let object =
                line.transpose()?.and_then(|line| serde_json::from_str(&line).map_err(std::io::Error::other));
            Some(match object {
                Ok(object) => (Ok(object), (Some(lines), url)),
                Err(error) => (Err(broken_off(&url, &error)), (None, url)),
            })
        })))
    }
}

fn broken_off(url: &str, error: &dyn std::error::Error) -> Fault {
    let remedy = "try again; `anneal doctor` says whether the server is up";
    Fault::away(format!("the answer of {url} broke off: {}", innermost(error)), remedy)
}

/// The path of a run, or of something of it; names are text, whatever characters they have.
pub(crate) fn of_run(run: &str, rest: &[&str]) -> String {
    let names = ["api", "v1", "runs", run].into_iter().chain(rest.iter().copied());
    names.fold(String::new(), |path, name| path + "/" + &escaped(name))
}

/// A name as one segment of a path, or one value of a query.
pub(crate) fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte);
    // A dot is plain in the middle of a name; `..` alone would climb.
    let dots = name.bytes().all(|byte| byte == b'.');
    let told = |byte: u8| match byte {
        b'.' if !dots => ".".to_owned(),
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    name.bytes().map(told).collect()
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
    if status.is_server_error() {
        Fault::away(what, text("remedy"))
    } else {
        Fault::new(what, text("remedy"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_stay_names() {
        assert_eq!(of_run("abc", &[]), "/api/v1/runs/abc");
        assert_eq!(
            of_run("abc", &["artifacts", "best model#1?.v2%.pkl"]),
            "/api/v1/runs/abc/artifacts/best%20model%231%3F.v2%25.pkl"
        );
        assert_eq!(of_run("../x", &[".."]), "/api/v1/runs/..%2Fx/%2E%2E");
        assert_eq!(of_run("ü", &[]), "/api/v1/runs/%C3%BC");
    }

    #[test]
    fn a_refusal_is_told_with_its_remedy() {
        let body = json!({"error": {"code": "x", "message": "there is no run `x`", "remedy": "list them"}});
        let fault = refusal(StatusCode::NOT_FOUND, &body);
        assert_eq!(fault.to_string(), "there is no run `x`\n  list them");
        assert!(!fault.is_away());
        let bare = refusal(StatusCode::BAD_GATEWAY, &Value::Null);
        assert_eq!(bare.to_string(), "the server answered 502 Bad Gateway");
        assert!(bare.is_away());
    }

    #[test]
    fn only_http_is_spoken() {
        assert_eq!(Client::new(Some("localhost:1")).err().map(|fault| fault.exit_code()), Some(2));
        assert_eq!(Client::new(Some("http://h:1/")).expect("usable").url(), "http://h:1");
    }
}
