//! From a submission or a webhook to `push_received`.

use anneal_chassis::{Cause, Say, speak};
use anneal_eventlog::AppendError;
use anneal_proto::v1::PushReceived;
use anneal_proto::{Digest, EventId, RunId};

use crate::app::App;
use crate::error::ApiError;

/// Appends a push. The same delivery is the same run, however often it comes.
pub(crate) async fn push(app: &App, push: PushReceived) -> Result<RunId, ApiError> {
    let run = RunId::of_delivery(&push.forge, &push.repository, &push.delivery);
    let mut cause = Cause::outside(run.as_str());
    cause.traceparent = Some(trace_of(&run));
    let id = EventId::derived(run.as_str(), "push_received", "");
    match speak(&app.context, "gateway", &run, Say::new(push), &cause, None).await {
        Ok(said) => app.reached(said.sequence).await,
        Err(error) => {
            // There already, or no answer: the run's first event tells.
            let history = anneal_eventlog::read_run(app.context.log.as_ref(), &run).await?;
            match (history.first().filter(|first| first.envelope.id == id), error) {
                (Some(first), _) => app.reached(first.sequence).await,
                (None, AppendError::Log(error)) => return Err(error.into()),
                (None, AppendError::Conflict) => return Err(ApiError::taken(&run)),
            }
        }
    }
    Ok(run)
}

/// A trace that is the run's: its id follows from the run's, so that a repeat is in the same one.
fn trace_of(run: &RunId) -> String {
    let digest = Digest::of_parts(&["trace", run.as_str()]).hex();
    format!("00-{}-{}-01", &digest[..32], &digest[32..48])
}
