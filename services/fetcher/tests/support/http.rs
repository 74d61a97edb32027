//! git's own smart HTTP server, `git http-backend`, behind a small CGI host.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use anneal_fetcher::Origin;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use tokio::net::TcpListener;

/// A running server. It ends with the test's runtime.
pub struct Server {
    address: String,
    pub requests: Arc<AtomicUsize>,
    pub bodies: Arc<Mutex<Vec<String>>>,
}

struct Shared {
    root: PathBuf,
    refuse: Option<(usize, StatusCode)>,
    requests: Arc<AtomicUsize>,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves the repositories below `root`.
    pub async fn start(root: PathBuf) -> Self {
        Self::refusing(root, None).await
    }

    /// As [`Server::start`], after that many refusals with this status.
    pub async fn refusing(root: PathBuf, refuse: Option<(usize, StatusCode)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let requests = Arc::new(AtomicUsize::new(0));
        let bodies = Arc::default();
        let shared = Shared { root, refuse, requests: Arc::clone(&requests), bodies: Arc::clone(&bodies) };
        let shared = Arc::new(shared);
        let answer = move |request| answer(Arc::clone(&shared), request);
        let app = axum::Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, requests, bodies }
    }

    pub fn origin(&self, path: &str) -> Origin {
        Origin::Remote(format!("http://{}/{path}", self.address).parse().expect("a URL"))
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Body>) -> Response<Body> {
    let nth = shared.requests.fetch_add(1, Ordering::SeqCst);
    if let Some((times, status)) = shared.refuse
        && nth < times
    {
        return plain(status);
    }
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    shared.bodies.lock().expect("no panic").push(String::from_utf8_lossy(&body).into_owned());
    tokio::task::spawn_blocking(move || backend(&shared, &head, &body)).await.expect("an answer")
}

fn plain(status: StatusCode) -> Response<Body> {
    Response::builder().status(status).body(Body::empty()).expect("a response")
}

fn backend(shared: &Shared, head: &axum::http::request::Parts, body: &Bytes) -> Response<Body> {
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", &shared.root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", head.method.as_str())
        .env("PATH_INFO", head.uri.path())
        .env("QUERY_STRING", head.uri.query().unwrap_or(""))
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git http-backend");
    child.stdin.take().expect("a pipe").write_all(body).expect("written");
    let output = child.wait_with_output().expect("an end");
    cgi(&output.stdout)
}

fn cgi(output: &[u8]) -> Response<Body> {
    let end = output.windows(4).position(|four| four == b"\r\n\r\n").expect("CGI headers");
    let headers = std::str::from_utf8(&output[..end]).expect("text");
    let mut response = Response::builder();
    for line in headers.lines() {
        let (name, value) = line.split_once(": ").expect("a header");
        response = match name {
            "Status" => response.status(value[..3].parse::<u16>().expect("a status")),
            name => response.header(name, value),
        };
    }
    response.body(Body::from(output[end + 4..].to_vec())).expect("a response")
}
