//! The fetcher gets the pushed commit's tree and stores it.
//!
//! * consumes `push_received`.
//! * says `source_fetched` or `fetch_failed`, one of them once for each push.
//! * owns git ([`git2`], which is used here and nowhere else) and the shape of source archives.
//! * never runs anything of what it fetched: no hooks, filters, submodules or credential helpers.
//!
//! What is stored is a tar archive of regular files, sorted, without times and owners: equal trees give
//! equal bytes. A tree comes from one of four places (see [`Origin`]): a repository behind http(s), one on
//! this machine, a plain directory on this machine, or an archive that was uploaded with the push. All of
//! them pass the same gate ([`archive`]): limits, safe paths, symbolic links that stay inside the tree.

pub mod archive;
mod config;
mod decider;
mod effects;
mod failure;
mod guard;
mod origin;

use anneal_chassis::{Context, Options, ServeError};

pub use config::Config;
pub use decider::{Fetch, Fetcher, State};
pub use effects::{Fetching, Gathered};
pub use failure::Failure;
pub use guard::{Guard, Limits};
pub use origin::{Origin, Want};

/// Runs the fetcher until its context shuts down.
///
/// # Errors
/// When the scratch directory cannot be used, or the log not be reached.
pub async fn serve(context: Context, config: Config) -> Result<(), ServeError> {
    let fetching = Fetching::new(&context, &config)?;
    let options = Options { concurrency: config.fetches, ..Options::default() };
    let fetcher = Fetcher { allow_local: config.allow_local };
    anneal_chassis::serve(context, fetcher, fetching, options).await
}
