//! The streams and buckets, and what they keep.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};
use async_nats::jetstream::{self, object_store};

use super::unavailable;
use crate::error::LogError;
use crate::log::Bucket;

/// Every event of every run, for ever.
pub(super) const EVENTS: &str = "ANNEAL_EVENTS";
/// What comes at a high rate, 30 days.
pub(super) const SIGNALS: &str = "ANNEAL_SIGNALS";
/// Verified webhooks, 30 days.
pub(super) const FORGE: &str = "ANNEAL_FORGE";
/// Messages a service gave up on.
pub(super) const DEAD: &str = "ANNEAL_DEAD";

const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);
/// A message id that comes again within this time is dropped by the broker. Events do not depend on it
/// (their position check is stricter); signals and webhooks do.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(10 * 60);

fn stream(name: &str, subjects: &str, description: &str) -> Config {
    Config {
        name: name.to_owned(),
        subjects: vec![subjects.to_owned()],
        description: Some(description.to_owned()),
        storage: StorageType::File,
        allow_direct: true,
        duplicate_window: DUPLICATE_WINDOW,
        ..Config::default()
    }
}

fn configs() -> [Config; 4] {
    [
        Config {
            deny_delete: true,
            deny_purge: true,
            discard: DiscardPolicy::New,
            ..stream(EVENTS, "anneal.v1.run.>", "every event of every run")
        },
        Config { max_age: MONTH, ..stream(SIGNALS, "anneal.v1.signal.>", "epochs, metrics, output") },
        Config { max_age: MONTH, ..stream(FORGE, "anneal.v1.forge.>", "verified webhooks") },
        stream(DEAD, "anneal.v1.dead.>", "messages a service gave up on"),
    ]
}

/// Name of a bucket at the broker.
pub(super) fn bucket(bucket: Bucket) -> String {
    format!("anneal_{}", bucket.as_str())
}

/// Makes what is missing and leaves what is there as its operator set it up.
pub(super) async fn ensure(context: &jetstream::Context) -> Result<(), LogError> {
    for config in configs() {
        context.get_or_create_stream(config).await.map_err(unavailable)?;
    }
    for name in Bucket::ALL.map(bucket) {
        if context.get_object_store(&name).await.is_err() {
            let config = object_store::Config { bucket: name, ..Default::default() };
            context.create_object_store(config).await.map_err(unavailable)?;
        }
    }
    Ok(())
}
