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

/// Parsing recurses: room for the deepest code that is let through.
const STACK: usize = 256 * 1024 * 1024;

#[async_trait]
impl Effects<Classifier> for Reading {
    async fn perform(
        &self,
        _run: &RunId,
        read: Read,
    ) -> Result<Result<CodeClassified, ClassificationFailed>, Retry> {
        let archive = self.log.object(&read.object).await.map_err(Retry::unavailable)?;
        let tree = SourceTree::from_tar(&archive).map_err(Retry::failed)?;
        let (done, answer) = tokio::sync::oneshot::channel();
        let work = move || {
            // The other end waits unless the service is ending.
            let _ = done.send(classify(&tree, &read.submitted));
        };
        std::thread::Builder::new().stack_size(STACK).spawn(work).map_err(Retry::unavailable)?;
        answer.await.map_err(|_| Retry::failed("reading the code panicked"))
    }
}
