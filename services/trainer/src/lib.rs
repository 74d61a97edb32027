//! The trainer runs trainings, one trainer a host.
//!
//! * consumes `trial_proposed`, `training_resume_requested`; follows the rest of a run to know when an
//!   attempt of its own is no longer wanted.
//! * says `training_started`, `checkpoint_saved`, `training_crashed`, `training_finished`, and the signals
//!   `epoch_completed`, `metric`, `log`.
//! * owns containers and processes ([`executor`]), and bollard, which is used here and nowhere else.
//! * never decides what to try, and never whether a crashed training goes on.
//!
//! A claim is an event. The decider claims an attempt for this host by saying `training_started`; the
//! [`supervisor`] sees it in the log, like every later reader, and runs what is claimed for this host
//! until the log says that it is over. So a trainer that comes back does what the log says: it adopts what
//! still runs, starts what was claimed and never started, and reports what ended meanwhile.

mod attempt;
mod config;
mod decider;
mod effects;
pub mod executor;
mod profiles;
mod supervisor;

use std::sync::Arc;

use anneal_chassis::{Context, Follower, Options, ServeError, serve_with};

pub use attempt::stdout;
pub use config::{Config, ExecutorKind};
pub use decider::{Claimer, State, Trial};
use executor::Executor;
pub use profiles::Profile;

/// Runs the trainer until its context shuts down. Trainings go on without it, to be adopted later.
///
/// # Errors
/// When the data directory or the executor cannot be used, or the log not be reached.
pub async fn serve(context: Context, config: Config) -> Result<(), ServeError> {
    let executor = executor::open(&config).await?;
    serve_on(context, config, executor).await
}

/// As [`serve`], with an executor of the caller's.
///
/// # Errors
/// As [`serve`].
pub async fn serve_on(
    context: Context,
    config: Config,
    executor: Arc<dyn Executor>,
) -> Result<(), ServeError> {
    let follower: Arc<Follower<Claimer>> = Follower::start(&context).await?;
    let host = config.host_name();
    // Ends with the claimer, whatever ends that: a supervisor without one would keep up a host that takes no work.
    let ending = context.shutdown.child_token();
    let supervised = Context { shutdown: ending.clone(), ..context.clone() };
    let supervisor =
        supervisor::Supervisor::new(&supervised, &config, Arc::clone(&follower), Arc::clone(&executor));
    let supervised = tokio::spawn(supervisor.run());
    let (memory, share) = config.memory(executor.memory().await);
    let claimer = Claimer { host: host.clone(), executor: executor.name(), memory, share };
    let slots = effects::Slots { follower: Arc::clone(&follower), executor, host, slots: config.slots };
    // One claim at a time, so that a free slot cannot be seen twice.
    let options = Options { concurrency: 1, ..Options::default() };
    let served = serve_with(context, claimer, slots, options, follower).await;
    ending.cancel();
    let _ = supervised.await;
    served
}
