//! Event streams that outlast their connection: what was told is not told again, what was missed is.

use std::collections::HashSet;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use serde_json::Value;
use tokio::time::Instant;

use crate::client::{Client, Objects};
use crate::fault::Fault;

/// How long a server may be away before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// Events of a path that has a query. Ends only with a fault: the server is gone, or refuses.
pub(crate) async fn objects(client: &Client, path: String) -> Result<Objects, Fault> {
    let objects = client.objects(&path).await?;
    let lasting = Lasting { client: client.clone(), path, objects, last: None, signals: HashSet::new() };
    Ok(Box::pin(stream::unfold(Some(lasting), |lasting| async move {
        let mut lasting = lasting?;
        Some(match lasting.next().await {
            Ok(event) => (Ok(event), Some(lasting)),
            Err(fault) => (Err(fault), None),
        })
    })))
}

struct Lasting {
    client: Client,
    path: String,
    objects: Objects,
    /// Position of the last event.
    last: Option<u64>,
    /// Signals have no position: all of them come again.
    signals: HashSet<String>,
}

impl Lasting {
    async fn next(&mut self) -> Result<Value, Fault> {
        loop {
            match self.objects.next().await {
                Some(Ok(event)) if self.is_new(&event) => return Ok(event),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => self.reconnect().await?,
            }
        }
    }

    fn is_new(&mut self, event: &Value) -> bool {
        match event["seq"].as_u64() {
            Some(sequence) => {
                let new = self.last.is_none_or(|last| sequence > last);
                self.last = self.last.max(Some(sequence));
                new
            }
            None => event["id"].as_str().is_none_or(|id| self.signals.insert(id.to_owned())),
        }
    }

    async fn reconnect(&mut self) -> Result<(), Fault> {
        eprintln!("anneal: the connection to {} was lost; trying again", self.client.url());
        let deadline = Instant::now() + PATIENCE;
        let after = self.last.map_or(String::new(), |last| format!("&after={last}"));
        let path = format!("{}{after}", self.path);
        loop {
            tokio::time::sleep(PAUSE).await;
            match self.client.objects(&path).await {
                Ok(objects) => {
                    self.objects = objects;
                    return Ok(());
                }
                Err(fault) if fault.is_away() && Instant::now() < deadline => {}
                Err(fault) => return Err(fault),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;

    use anneal_chassis::{Cause, Context, Say, envelope, speak};
    use anneal_eventlog::{Faults, Memory};
    use anneal_proto::v1::{EpochCompleted, PushReceived, SourceFetched};
    use anneal_proto::{Event, Link, RunId};
    use clap::Parser as _;

    use super::*;

    /// A gateway over this log; the same one again where it has stopped.
    async fn gateway(log: &Memory, listen: &str) -> (Context, SocketAddr, tokio::task::JoinHandle<()>) {
        let config = anneal_gateway::Config::parse_from(["gateway", "--listen", listen]);
        let context = Context::new(Arc::new(log.clone()));
        let (told, address) = tokio::sync::oneshot::channel();
        let served = anneal_gateway::serve_on(context.clone(), config, Some(told));
        let served = tokio::spawn(async { served.await.expect("served") });
        (context, address.await.expect("it listens"), served)
    }

    async fn say(context: &Context, run: &RunId, event: Event) {
        let head = context.log.head(run).await.expect("the log");
        let previous = head.map(|head| Link { sequence: head.sequence, digest: head.digest });
        let cause = Cause::outside(format!("{previous:?}"));
        speak(context, "test", run, Say::new(event), &cause, previous).await.expect("said");
    }

    async fn step(context: &Context, run: &RunId, step: u32) {
        let event = EpochCompleted { step, ..EpochCompleted::default() };
        let cause = Cause::outside(step.to_string());
        let signal = envelope(context, "test", run, Say::new(event), &cause, None);
        context.log.signal(signal).await.expect("said");
    }

    async fn next(objects: &mut Objects) -> Value {
        objects.next().await.expect("no end").expect("no fault")
    }

    #[tokio::test]
    async fn a_server_that_comes_back_is_followed_on() {
        let log = Memory::new(Faults::default());
        let run = RunId::of_delivery("test", "lasting", "1");
        let (context, address, served) = gateway(&log, "127.0.0.1:0").await;
        say(&context, &run, PushReceived::default().into()).await;
        step(&context, &run, 1).await;
        let client = Client::new(Some(&format!("http://{address}"))).expect("usable");
        let path = format!("{}?signals=true", crate::client::of_run(&run.to_string(), &["events"]));
        // The read model may lag behind the log by a moment.
        while client.get(&crate::client::of_run(&run.to_string(), &[])).await.is_err() {}
        let mut told = objects(&client, path).await.expect("there");
        let mut first = [next(&mut told).await, next(&mut told).await].map(|event| event["type"].to_string());
        first.sort();
        assert_eq!(first, ["\"epoch_completed\"", "\"push_received\""]);

        context.shutdown.cancel();
        served.await.expect("it ends");
        let (context, _, _) = gateway(&log, &address.to_string()).await;
        say(&context, &run, SourceFetched::default().into()).await;
        step(&context, &run, 2).await;
        let mut rest = [next(&mut told).await, next(&mut told).await];
        rest.sort_by_key(|event| event["type"].to_string());
        assert_eq!((&rest[0]["data"]["step"], &rest[1]["seq"]), (&2.into(), &2.into()));
    }

    #[tokio::test]
    async fn a_run_that_is_not_there_is_a_fault_at_once() {
        let log = Memory::new(Faults::default());
        let (_context, address, _served) = gateway(&log, "127.0.0.1:0").await;
        let client = Client::new(Some(&format!("http://{address}"))).expect("usable");
        let fault = objects(&client, "/api/v1/runs/x/events?signals=true".to_owned()).await.err();
        assert!(fault.is_some_and(|fault| fault.to_string().starts_with("there is no run `x`")));
    }
}
