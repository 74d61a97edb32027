//! The classifier's outside: the archive from the object store, and a thread to read it on.

use std::sync::Arc;

use anneal_chassis::{Effects, Retry};
use anneal_eventlog::EventLog;
use anneal_proto::RunId;
use anneal_proto::v1::{ClassificationFailed, CodeClassified};
use anneal_source::SourceTree;
use async_trait::async_trait;

use crate::classify;
use crate::decider::{Classifier, Read};

/// Reads archives of the object store.
pub struct Reading {
    /// Where they are.
    pub log: Arc<dyn EventLog>,
}

#[async_trait]
impl Effects<Classifier> for Reading {
    async fn perform(
        &self,
        _run: &RunId,
        read: Read,
    ) -> Result<Result<CodeClassified, ClassificationFailed>, Retry> {
        let archive = self.log.object(&read.object).await.map_err(Retry::unavailable)?;
        let tree = SourceTree::from_tar(&archive).map_err(Retry::failed)?;
        let work = tokio::task::spawn_blocking(move || classify(&tree, &read.submitted));
        work.await.map_err(Retry::failed)
    }
}
