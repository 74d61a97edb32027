//! The claimer's outside: free slots, and images or environments made ready.

use std::sync::Arc;

use anneal_chassis::{Effects, Follower, Retry};
use anneal_proto::RunId;
use async_trait::async_trait;

use crate::decider::{Claimer, Prepare, Prepared};
use crate::executor::{Executor, PrepareError};

/// The slots of this host, counted in the log, where a claim shows as soon as it is made.
pub(crate) struct Slots {
    pub(crate) follower: Arc<Follower<Claimer>>,
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) host: String,
    pub(crate) slots: usize,
}

impl Slots {
    fn taken(&self) -> usize {
        let runs = self.follower.open_runs();
        runs.iter().map(|(_, view)| view.state.live_on(&self.host).count()).sum()
    }
}

#[async_trait]
impl Effects<Claimer> for Slots {
    async fn ready(&self) {
        let mut positions = self.follower.positions();
        while self.taken() >= self.slots.max(1) {
            positions.changed().await;
        }
    }

    async fn perform(&self, _run: &RunId, effect: Prepare) -> Result<Prepared, Retry> {
        match self.executor.prepare(&effect.image, &effect.requirements).await {
            Ok(image) => Ok(Prepared::Ready { image: image.reference, digest: image.digest }),
            Err(PrepareError::Impossible(reason)) => Ok(Prepared::Impossible(reason)),
            Err(PrepareError::Unavailable(why)) => Err(Retry::unavailable(why)),
        }
    }
}
