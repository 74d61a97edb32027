//! Signals have no last one: when to stop waiting for them.

use std::pin::Pin;
use std::time::Duration;

use anneal_proto::RunId;
use futures::{Stream, StreamExt as _, stream};

use crate::app::App;

/// A signal that has not come for this long has not been said.
const IDLE: Duration = Duration::from_millis(500);

/// What is told of signals, one by one.
pub(super) type Told<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// Ends when nothing more comes, and, where it is to follow, the run has ended.
pub(super) fn until_idle<T: Send + 'static>(app: App, run: RunId, told: Told<T>, follow: bool) -> Told<T> {
    Box::pin(stream::unfold((app, run, told), move |(app, run, mut told)| async move {
        loop {
            match tokio::time::timeout(IDLE, told.next()).await {
                Ok(next) => return next.map(|next| (next, (app, run, told))),
                Err(_) if follow && app.run(&run).is_some_and(|view| !view.has_ended()) => {}
                Err(_) => return None,
            }
        }
    }))
}
