//! Objects by digest, on JetStream's object store.

use anneal_proto::Digest;
use anneal_proto::v1::ObjectRef;
use async_nats::jetstream;
use async_nats::jetstream::object_store::ObjectStore;
use tokio::io::AsyncReadExt as _;

use super::{streams, unavailable};
use crate::error::LogError;
use crate::log::Bucket;

async fn store(context: &jetstream::Context, bucket: Bucket) -> Result<ObjectStore, LogError> {
    context.get_object_store(streams::bucket(bucket)).await.map_err(unavailable)
}

/// Keeps the bytes unless they are kept already: the same bytes have the same name.
pub(super) async fn put(
    context: &jetstream::Context,
    bucket: Bucket,
    bytes: Vec<u8>,
) -> Result<ObjectRef, LogError> {
    let digest = Digest::of(&bytes);
    let object = ObjectRef {
        bucket: bucket.as_str().to_owned(),
        digest: digest.to_string(),
        size: bytes.len() as u64,
    };
    let store = store(context, bucket).await?;
    let name = digest.hex();
    if store.info(&name).await.is_err() {
        store.put(name.as_str(), &mut bytes.as_slice()).await.map_err(unavailable)?;
    }
    Ok(object)
}

/// The bytes, if they are what the digest says.
pub(super) async fn get(context: &jetstream::Context, object: &ObjectRef) -> Result<Vec<u8>, LogError> {
    let missing = |bucket| LogError::NoObject { bucket, digest: object.digest.clone() };
    let bucket = Bucket::of(object).ok_or_else(|| missing("unknown"))?;
    let expected: Digest = object.digest.parse().map_err(|_| missing(bucket.as_str()))?;
    let store = store(context, bucket).await?;
    let name = expected.hex();
    let mut reader = match store.get(&name).await {
        Ok(reader) => reader,
        Err(error) if error.kind() == jetstream::object_store::GetErrorKind::NotFound => {
            return Err(missing(bucket.as_str()));
        }
        Err(error) => return Err(unavailable(error)),
    };
    let mut bytes = Vec::new();
    match reader.read_to_end(&mut bytes).await {
        // The client found that the chunks are not those that were put.
        Err(error) if error.kind() != std::io::ErrorKind::InvalidData => return Err(unavailable(error)),
        _ => {}
    }
    let found = Digest::of(&bytes);
    if found == expected {
        return Ok(bytes);
    }
    Err(LogError::Damaged {
        bucket: bucket.as_str(),
        digest: object.digest.clone(),
        found: found.to_string(),
    })
}
