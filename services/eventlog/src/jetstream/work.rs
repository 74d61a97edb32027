//! Durable subscriptions.

use std::time::Duration;

use anneal_proto::Subject;
use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::message::{AckKind, Acker};
use async_trait::async_trait;
use futures::StreamExt as _;

use super::streams::EVENTS;
use super::{JetStream, dead, read, unavailable};
use crate::error::LogError;
use crate::log::{Consumer, Delivery, EventLog as _, Settle, Work};

pub(super) async fn open(log: &JetStream, consumer: &Consumer) -> Result<Box<dyn Work>, LogError> {
    let messages = subscribe(log, consumer).await?;
    let again = dead::retries(log, &consumer.name).await?;
    Ok(Box::new(JetStreamWork { log: log.clone(), consumer: consumer.clone(), messages, again }))
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
    /// Dead letters that are to be tried again.
    again: pull::Stream,
}

impl JetStreamWork {
    /// The message that a dead letter is about; none where there is no such message any more.
    async fn unburied(&self, message: Message) -> Result<Option<Delivery>, LogError> {
        let deliveries = deliveries(&message);
        let position = dead::position_of(&message.payload);
        let (_, acker) = message.split();
        let item = match position {
            Some(position) => match self.log.get(position).await {
                // A broker that is away must not make a dead letter of it once more: it comes again.
                Err(error @ LogError::Unavailable(_)) => return Err(error),
                read => read.transpose(),
            },
            None => None,
        };
        let settle = Box::new(Answer(acker));
        match item {
            Some(item) => Ok(Some(Delivery { item, deliveries, settle })),
            None => settle.ack().await.map(|()| None),
        }
    }
}

fn deliveries(message: &Message) -> u64 {
    let delivered = message.info().map_or(1, |info| info.delivered.max(1));
    u64::try_from(delivered).unwrap_or(1)
}

#[async_trait]
impl Work for JetStreamWork {
    async fn next(&mut self) -> Result<Delivery, LogError> {
        loop {
            tokio::select! {
                biased;
                again = self.again.next() => match again {
                    Some(Ok(message)) => {
                        if let Some(delivery) = self.unburied(message).await? {
                            return Ok(delivery);
                        }
                    }
                    _ => self.again = dead::retries(&self.log, &self.consumer.name).await?,
                },
                next = self.messages.next() => match next {
                    Some(Ok(message)) => {
                        let deliveries = deliveries(&message);
                        let (item, _) = read(&message);
                        let (_, acker) = message.split();
                        return Ok(Delivery { item, deliveries, settle: Box::new(Answer(acker)) });
                    }
                    broken => {
                        let why = broken
                            .map_or("ended".to_owned(), |r| r.err().map(|e| e.to_string()).unwrap_or_default());
                        tracing::debug!(consumer = self.consumer.name, why, "subscribing again");
                        self.messages = subscribe(&self.log, &self.consumer).await?;
                    }
                },
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
