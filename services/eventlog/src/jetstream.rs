//! The log on NATS JetStream.

mod connect;
mod dead;
mod objects;
mod streams;
mod work;

use std::pin::Pin;

use anneal_proto::v1::ObjectRef;
use anneal_proto::{Envelope, EnvelopeError, Recorded, RunId, Sequence, Subject, TrialNo, envelope};
use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{self, DeliverPolicy};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::stream::{DirectGetErrorKind, Stream as JsStream};
use async_nats::jetstream::{self, message::StreamMessage};
use async_trait::async_trait;
use futures::{Stream, StreamExt as _, stream};

use crate::dead::{Buried, DeadLetter, Settlement};
use crate::error::{AppendError, LogError};
use crate::log::{Bucket, Consumer, EventLog, Heartbeat, Item, Items, Work};
pub use connect::Credentials;
use streams::{EVENTS, SIGNALS};

/// The log on a NATS server. Clones share the connection.
#[derive(Clone)]
pub struct JetStream {
    context: jetstream::Context,
    client: async_nats::Client,
}

fn unavailable(error: impl std::fmt::Display) -> LogError {
    LogError::Unavailable(error.to_string())
}

/// A message's headers, body and position as an event.
fn recorded(subject: &str, headers: &HeaderMap, body: &[u8], sequence: u64) -> Item {
    let header = |name: &str| headers.get(name).map(async_nats::HeaderValue::as_str);
    let envelope: Result<Envelope, EnvelopeError> = Envelope::read(header, body);
    let envelope = envelope.map_err(|source| LogError::Unreadable { sequence, source })?;
    let pairs = headers.iter().filter_map(|(name, values)| Some((name.as_ref(), values.first()?.as_str())));
    let digest = envelope::digest_of(&Subject::from(subject.to_owned()), pairs, body);
    Ok(Recorded { sequence: Sequence(sequence), envelope, digest })
}

fn headers_of(envelope: &Envelope) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, text) in envelope.headers() {
        headers.insert(name, text.as_str());
    }
    headers.insert(async_nats::header::NATS_MESSAGE_ID, envelope.id.as_str());
    headers
}

impl JetStream {
    async fn stream(&self, name: &str) -> Result<JsStream<()>, LogError> {
        self.context.get_stream_no_info(name).await.map_err(unavailable)
    }

    async fn publish(
        &self,
        subject: &Subject,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<u64, AppendError> {
        let sent = self.context.publish_with_headers(subject.to_string(), headers, body.into());
        let acknowledged = match sent.await {
            Ok(acknowledgement) => acknowledgement.await,
            Err(error) => Err(error),
        };
        match acknowledged {
            Ok(ack) => Ok(ack.sequence),
            Err(error) if error.kind() == PublishErrorKind::WrongLastSequence => Err(AppendError::Conflict),
            Err(error) => Err(unavailable(error).into()),
        }
    }

    /// Publishes what carries an id of its own and no position: said again, it is dropped, and that is no error.
    async fn publish_once(
        &self,
        subject: &Subject,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<(), LogError> {
        match self.publish(subject, headers, body).await {
            Ok(_) | Err(AppendError::Conflict) => Ok(()),
            Err(AppendError::Log(error)) => Err(error),
        }
    }

    /// A direct get's answer as an event; `None` where there is nothing.
    fn found(
        answer: Result<StreamMessage, jetstream::stream::DirectGetError>,
    ) -> Result<Option<Recorded>, LogError> {
        match answer {
            Ok(message) => {
                recorded(message.subject.as_str(), &message.headers, &message.payload, message.sequence)
                    .map(Some)
            }
            Err(error) if error.kind() == DirectGetErrorKind::NotFound => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Messages of a stream from a position on, in order, over an ordered consumer that is made anew
    /// behind the last message whenever it breaks.
    async fn ordered(&self, stream: &'static str, filter: Subject, after: u64) -> Result<Items, LogError> {
        let log = self.clone();
        let first = log.ordered_once(stream, &filter, after).await?;
        let state = (log, filter, after, first);
        let unfold = stream::unfold(state, move |(log, filter, mut after, mut messages)| async move {
            loop {
                if let Some(Ok(message)) = messages.next().await {
                    let (item, sequence) = read(&message);
                    if sequence <= after {
                        continue;
                    }
                    return Some((item, (log, filter, sequence, messages)));
                }
                messages = log.reopened(stream, &filter, &mut after).await;
            }
        });
        Ok(Box::pin(unfold))
    }

    async fn reopened(&self, stream: &str, filter: &Subject, after: &mut u64) -> consumer::pull::Ordered {
        loop {
            match self.ordered_once(stream, filter, *after).await {
                Ok(messages) => return messages,
                Err(error) => {
                    tracing::warn!(stream, %error, "waiting for the event log");
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
            }
        }
    }

    async fn ordered_once(
        &self,
        stream: &str,
        filter: &Subject,
        after: u64,
    ) -> Result<consumer::pull::Ordered, LogError> {
        let config = consumer::pull::OrderedConfig {
            filter_subject: filter.to_string(),
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: after + 1 },
            ..Default::default()
        };
        let consumer = self.stream(stream).await?.create_consumer(config).await.map_err(unavailable)?;
        consumer.messages().await.map_err(unavailable)
    }
}

/// A consumed message as an event, and its position.
fn read(message: &jetstream::Message) -> (Item, u64) {
    let sequence = message.info().map_or(0, |info| info.stream_sequence);
    let empty = HeaderMap::new();
    let headers = message.headers.as_ref().unwrap_or(&empty);
    (recorded(message.subject.as_str(), headers, &message.payload, sequence), sequence)
}

#[async_trait]
impl EventLog for JetStream {
    async fn append(&self, envelope: Envelope) -> Result<Recorded, AppendError> {
        let mut headers = headers_of(&envelope);
        let expected = envelope.previous.map_or(0, |link| link.sequence.0);
        headers
            .insert(async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, expected.to_string().as_str());
        let run = Subject::run(&envelope.run);
        headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", run.as_str());
        headers.insert(async_nats::header::NATS_EXPECTED_STREAM, EVENTS);
        let sequence = self.publish(&envelope.subject(), headers, envelope.event.encode()).await?;
        let digest = envelope.digest();
        Ok(Recorded { sequence: Sequence(sequence), envelope, digest })
    }

    async fn get(&self, sequence: Sequence) -> Result<Option<Recorded>, LogError> {
        Self::found(self.stream(EVENTS).await?.direct_get(sequence.0).await)
    }

    async fn head(&self, run: &RunId) -> Result<Option<Recorded>, LogError> {
        let filter = Subject::run(run);
        Self::found(self.stream(EVENTS).await?.direct_get_last_for_subject(filter.as_str()).await)
    }

    async fn last_checkpoint(&self, run: &RunId, trial: TrialNo) -> Result<Option<Recorded>, LogError> {
        let subject = Subject::checkpoints(run, trial);
        Self::found(self.stream(EVENTS).await?.direct_get_last_for_subject(subject.as_str()).await)
    }

    async fn position(&self) -> Result<Sequence, LogError> {
        let stream = self.context.get_stream(EVENTS).await.map_err(unavailable)?;
        Ok(Sequence(stream.cached_info().state.last_sequence))
    }

    async fn follow(&self, after: Sequence) -> Result<Items, LogError> {
        self.ordered(EVENTS, Subject::all_runs(), after.0).await
    }

    async fn work(&self, consumer: &Consumer) -> Result<Box<dyn Work>, LogError> {
        work::open(self, consumer).await
    }

    async fn signal(&self, envelope: Envelope) -> Result<(), LogError> {
        let headers = headers_of(&envelope);
        self.publish_once(&envelope.subject(), headers, envelope.event.encode()).await
    }

    async fn follow_signals(&self, filter: Subject) -> Result<Items, LogError> {
        self.ordered(SIGNALS, filter, 0).await
    }

    async fn forge(&self, subject: Subject, delivery: &str, body: Vec<u8>) -> Result<(), LogError> {
        let mut headers = HeaderMap::new();
        headers.insert(async_nats::header::NATS_MESSAGE_ID, delivery);
        headers.insert("content-type", "application/json");
        self.publish_once(&subject, headers, body).await
    }

    async fn bury(&self, letter: DeadLetter) -> Result<(), LogError> {
        dead::bury(self, letter).await
    }

    async fn buried(&self) -> Result<Vec<Buried>, LogError> {
        dead::letters(self).await
    }

    async fn settle_buried(&self, buried: &Buried, settled: Settlement) -> Result<(), LogError> {
        dead::settle(self, buried, settled).await
    }

    async fn beat(&self, heartbeat: Heartbeat) -> Result<(), LogError> {
        let body = serde_json::json!({ "host": heartbeat.host, "containers": heartbeat.containers });
        let subject = Subject::heartbeat(&heartbeat.host).to_string();
        self.client.publish(subject, body.to_string().into()).await.map_err(unavailable)
    }

    async fn heartbeats(&self) -> Result<Pin<Box<dyn Stream<Item = Heartbeat> + Send>>, LogError> {
        let messages = self.client.subscribe("anneal.v1.heartbeat.*").await.map_err(unavailable)?;
        Ok(Box::pin(messages.filter_map(|message| async move {
            let body: serde_json::Value = serde_json::from_slice(&message.payload).ok()?;
            let names = body.get("containers")?.as_array()?.iter();
            let containers = names.filter_map(|name| Some(name.as_str()?.to_owned())).collect();
            Some(Heartbeat { host: body.get("host")?.as_str()?.to_owned(), containers })
        })))
    }

    async fn put(&self, bucket: Bucket, bytes: Vec<u8>) -> Result<ObjectRef, LogError> {
        objects::put(&self.context, bucket, bytes).await
    }

    async fn object(&self, object: &ObjectRef) -> Result<Vec<u8>, LogError> {
        objects::get(&self.context, object).await
    }
}
