//! A gateway on a free port, and a client for it.

use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Context, Say, ServeError, speak};
use anneal_eventlog::{EventLog as _, Faults, Memory};
use anneal_gateway::Config;
use anneal_proto::v1::{
    CodeClassified, ModelAccepted, ObjectRef, Objective, PushReceived, Settings, TrainingFinished,
    TrainingStarted, TrialProposed, Workload,
};
use anneal_proto::{Event, Link, Recorded, RunId};
use clap::Parser as _;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tokio::task::JoinHandle;

pub(crate) const SECRET: &str = "a secret of the test's";

/// No answer takes this long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Gateway {
    pub(crate) url: String,
    pub(crate) log: Memory,
    pub(crate) context: Context,
    client: Client,
    served: JoinHandle<Result<(), ServeError>>,
}

impl Gateway {
    /// Over an empty log.
    pub(crate) async fn start() -> Self {
        Self::over(Memory::new(Faults::default())).await
    }

    pub(crate) async fn over(log: Memory) -> Self {
        Self::with(log, &["--github-secret", SECRET]).await
    }

    pub(crate) async fn with(log: Memory, flags: &[&str]) -> Self {
        let words = ["gateway", "--listen", "127.0.0.1:0"].iter().chain(flags);
        let config = Config::parse_from(words);
        let context = Context::new(Arc::new(log.clone()));
        let (listening, address) = tokio::sync::oneshot::channel();
        let served = tokio::spawn(anneal_gateway::serve_on(context.clone(), config, Some(listening)));
        let url = format!("http://{}", address.await.expect("it listens"));
        let client = Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        Self { url, log, context, client, served }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    /// The JSON at a path.
    pub(crate) async fn json(&self, path: &str) -> Value {
        let (status, body) = told(self.get(path)).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// What was counted under this name.
    pub(crate) async fn counted(&self, what: &str) -> u64 {
        let text = send(self.get("/metrics")).await.text().await.expect("text");
        let line = text.lines().find(|line| line.contains(&format!("what=\"{what}\"")));
        line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0)
    }

    /// Tells it to end, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        self.context.shutdown.cancel();
        let served = tokio::time::timeout(PATIENCE, &mut self.served).await;
        served.expect("it drains").expect("no panic").expect("no error");
    }

    /// A run with these events.
    pub(crate) async fn run_of(&self, delivery: &str, events: impl IntoIterator<Item = Event>) -> RunId {
        let run = RunId::of_delivery("test", "support", delivery);
        for event in events {
            self.say(&run, event).await;
        }
        run
    }

    /// Appends an event to a run, and waits until the gateway tells of it.
    pub(crate) async fn say(&self, run: &RunId, event: Event) -> Recorded {
        let head = self.log.head(run).await.expect("the log");
        let previous = head.map(|head| Link { sequence: head.sequence, digest: head.digest });
        let place = previous.map_or(0, |link| link.sequence.0).to_string();
        let cause = Cause::outside(format!("{run} {place}"));
        let said = speak(&self.context, "test", run, Say::new(event), &cause, previous).await;
        let said = said.expect("appended");
        let updated = said.envelope.time.to_string();
        let path = format!("/api/v1/runs/{run}");
        for _ in 0..1_000 {
            let view: Value = send(self.get(&path)).await.json().await.expect("JSON");
            if view["updated"].as_str().is_some_and(|at| at >= updated.as_str())
                && view["stage"] == said.envelope.event.name()
            {
                return said;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("the gateway does not tell of {said:?}");
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.context.shutdown.cancel();
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// Status and JSON of an answer.
pub(crate) async fn told(request: RequestBuilder) -> (u16, Value) {
    let answer = send(request).await;
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("text");
    (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}, and no JSON: {text}")))
}

/// Asserts that a request is refused with this status and code, and says what to do.
pub(crate) async fn refused(request: RequestBuilder, status: u16, code: &str) -> Value {
    let (got, body) = told(request).await;
    assert_eq!((got, body["error"]["code"].as_str()), (status, Some(code)), "{body}");
    for field in ["message", "remedy"] {
        assert!(body["error"][field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {body}");
    }
    body
}

pub(crate) fn pushed(repository: &str) -> Event {
    let commit = "0123456789abcdef0123456789abcdef01234567".to_owned();
    PushReceived { repository: repository.to_owned(), commit, ..PushReceived::default() }.into()
}

fn accuracy(value: f64) -> Option<Objective> {
    Some(Objective { value: Some(value), ..Settings::default().objective("classification") })
}

/// A run that is accepted at trial 1, whose patch is `patch`.
pub(crate) fn accepted(repository: &str, patch: Option<ObjectRef>) -> Vec<Event> {
    let workload = Workload {
        framework: "sklearn".to_owned(),
        era: "1".to_owned(),
        image: "sklearn".to_owned(),
        task: "classification".to_owned(),
        family: "mlp".to_owned(),
        ..Workload::default()
    };
    let proposed =
        |trial, why: &str| TrialProposed { trial, why: why.to_owned(), ..TrialProposed::default() };
    let started = |trial| TrainingStarted { trial, attempt: 1, ..TrainingStarted::default() };
    let finished = |trial, value| TrainingFinished {
        trial,
        attempt: 1,
        objective: accuracy(value),
        ..TrainingFinished::default()
    };
    vec![
        pushed(repository),
        CodeClassified { workload: Some(workload), ..CodeClassified::default() }.into(),
        proposed(0, "the code as pushed").into(),
        started(0).into(),
        finished(0, 0.61).into(),
        proposed(1, "a wider hidden layer: the training score is low too").into(),
        started(1).into(),
        finished(1, 0.934).into(),
        ModelAccepted { trial: 1, objective: accuracy(0.934), patch, trials: 2, ..ModelAccepted::default() }
            .into(),
    ]
}
