//! Durable subscriptions.

use std::time::Duration;

use anneal_proto::Subject;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::message::{AckKind, Acker};
use async_trait::async_trait;
use futures::StreamExt as _;

use super::streams::EVENTS;
use super::{JetStream, read, unavailable};
use crate::error::LogError;
use crate::log::{Consumer, Delivery, Settle, Work};

pub(super) async fn open(log: &JetStream, consumer: &Consumer) -> Result<Box<dyn Work>, LogError> {
    let messages = subscribe(log, consumer).await?;
    Ok(Box::new(JetStreamWork { log: log.clone(), consumer: consumer.clone(), messages }))
}

async fn subscribe(log: &JetStream, consumer: &Consumer) -> Result<pull::Stream, LogError> {
    let config = pull::Config {
        durable_name: Some(consumer.name.clone()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: consumer.ack_wait,
        max_ack_pending: i64::try_from(consumer.max_in_flight).unwrap_or(i64::MAX),
        filter_subjects: consumer.kinds.iter().map(|kind| Subject::kind(*kind).to_string()).collect(),
        ..Default::default()
    };
    let made = log.stream(EVENTS).await?.create_consumer(config).await.map_err(unavailable)?;
    // One at a time: a message that waits in a client's buffer keeps other hosts from it.
    made.stream()
        .max_messages_per_batch(1)
        .heartbeat(Duration::from_secs(5))
        .expires(Duration::from_secs(30))
        .messages()
        .await
        .map_err(unavailable)
}

struct JetStreamWork {
    log: JetStream,
    consumer: Consumer,
    messages: pull::Stream,
}

#[async_trait]
impl Work for JetStreamWork {
    async fn next(&mut self) -> Result<Delivery, LogError> {
        loop {
            match self.messages.next().await {
                Some(Ok(message)) => {
                    let deliveries = message.info().map_or(1, |info| info.delivered.max(1));
                    let (item, _) = read(&message);
                    let (_, acker) = message.split();
                    let deliveries = u64::try_from(deliveries).unwrap_or(1);
                    return Ok(Delivery { item, deliveries, settle: Box::new(Answer(acker)) });
                }
                broken => {
                    let why = broken
                        .map_or("ended".to_owned(), |r| r.err().map(|e| e.to_string()).unwrap_or_default());
                    tracing::debug!(consumer = self.consumer.name, why, "subscribing again");
                    self.messages = subscribe(&self.log, &self.consumer).await?;
                }
            }
        }
    }
}

struct Answer(Acker);

#[async_trait]
impl Settle for Answer {
    async fn ack(&self) -> Result<(), LogError> {
        self.0.ack().await.map_err(unavailable)
    }

    async fn retry(&self, after: Duration) -> Result<(), LogError> {
        self.0.ack_with(AckKind::Nak(Some(after))).await.map_err(unavailable)
    }

    async fn progress(&self) -> Result<(), LogError> {
        self.0.ack_with(AckKind::Progress).await.map_err(unavailable)
    }
}
