//! The stream of dead letters.

use anneal_proto::{Sequence, Subject, Timestamp};
use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use futures::StreamExt as _;

use super::streams::DEAD;
use super::{JetStream, unavailable};
use crate::dead::{Buried, DeadLetter, Graveyard, Said, Settlement};
use crate::error::LogError;

async fn publish(log: &JetStream, subject: &Subject, id: &str, said: &Said) -> Result<(), LogError> {
    let mut headers = HeaderMap::new();
    headers.insert(async_nats::header::NATS_MESSAGE_ID, id);
    headers.insert(async_nats::header::NATS_EXPECTED_STREAM, DEAD);
    let body = serde_json::to_vec(said).map_err(unavailable)?;
    log.publish_once(subject, headers, body).await
}

/// Keeps a letter. Said again for a lost answer it is kept once; after a retry it is another one, because the reason
/// or the time is.
pub(super) async fn bury(log: &JetStream, letter: DeadLetter) -> Result<(), LogError> {
    let retries = letters(log).await?;
    let same = |buried: &&Buried| {
        (&buried.letter.service, buried.letter.sequence) == (&letter.service, letter.sequence)
    };
    let before = retries.iter().filter(same).filter(|buried| buried.settled.is_some()).count();
    let id = format!("dead-{}-{}-{before}", letter.service, letter.sequence);
    publish(log, &Subject::dead(&letter.service), &id, &Said::Buried(letter)).await
}

/// Keeps what was decided about a letter; a retry is at the same time the message that the service is given.
pub(super) async fn settle(log: &JetStream, buried: &Buried, settled: Settlement) -> Result<(), LogError> {
    let service = buried.letter.service.clone();
    let subject = match settled {
        Settlement::Retried => Subject::dead_retry(&service),
        Settlement::Dropped => Subject::dead_drop(&service),
    };
    let number = buried.number;
    let said = Said::Settled { number, settled, service, sequence: buried.letter.sequence };
    publish(log, &subject, &format!("{subject}-{number}"), &said).await
}

/// All letters, the oldest first.
pub(super) async fn letters(log: &JetStream) -> Result<Vec<Buried>, LogError> {
    let mut graveyard = Graveyard::default();
    let stream = log.context.get_stream(DEAD).await.map_err(unavailable)?;
    if stream.cached_info().state.messages == 0 {
        return Ok(Vec::new());
    }
    let mut messages = log.ordered_once(DEAD, &Subject::all_dead(), 0).await?;
    while let Some(message) = messages.next().await {
        let message = message.map_err(unavailable)?;
        let info = message.info().map_err(unavailable)?;
        let millis = u64::try_from(info.published.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        if let Ok(said) = serde_json::from_slice(&message.payload) {
            graveyard.fold(Sequence(info.stream_sequence), Timestamp(millis), said);
        }
        if info.pending == 0 {
            break;
        }
    }
    Ok(graveyard.letters())
}

/// What a service is to be given again.
pub(super) async fn retries(log: &JetStream, service: &str) -> Result<pull::Stream, LogError> {
    let config = pull::Config {
        durable_name: Some(format!("{service}-again")),
        ack_policy: AckPolicy::Explicit,
        filter_subject: Subject::dead_retry(service).to_string(),
        ..Default::default()
    };
    let made = log.stream(DEAD).await?.create_consumer(config).await.map_err(unavailable)?;
    made.stream().max_messages_per_batch(1).messages().await.map_err(unavailable)
}

/// The position in the event stream that a retry is about.
pub(super) fn position_of(body: &[u8]) -> Option<Sequence> {
    match serde_json::from_slice(body).ok()? {
        Said::Settled { settled: Settlement::Retried, sequence, .. } => Some(sequence),
        _ => None,
    }
}
