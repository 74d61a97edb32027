//! The watchdog's outside: the last checkpoint, by one direct get.

use std::sync::Arc;

use anneal_chassis::{Effects, Retry};
use anneal_eventlog::EventLog;
use anneal_proto::v1::ResumedFrom;
use anneal_proto::{Event, RunId};
use async_trait::async_trait;

use crate::decider::{LastCheckpoint, Watchdog};

pub(crate) struct Checkpoints {
    pub(crate) log: Arc<dyn EventLog>,
}

#[async_trait]
impl Effects<Watchdog> for Checkpoints {
    async fn perform(&self, run: &RunId, effect: LastCheckpoint) -> Result<Option<ResumedFrom>, Retry> {
        let last = self.log.last_checkpoint(run, effect.trial).await.map_err(Retry::unavailable)?;
        Ok(last.and_then(|recorded| match recorded.envelope.event {
            Event::CheckpointSaved(saved) => {
                Some(ResumedFrom { sequence: recorded.sequence.0, step: saved.step, object: saved.object })
            }
            _ => None,
        }))
    }
}
