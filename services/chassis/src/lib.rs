//! What every service stands on.
//!
//! A service is a [`Decider`] (pure: what to say, given what happened) and its [`Effects`] (the outside).
//! [`serve`] joins them to the log: it consumes events, waits until the service's [`Follower`] has seen
//! them, asks the decider, performs effects, appends what is said with the expected-position check, and
//! acknowledges. It alone acknowledges, retries and gives up.
//!
//! Around that: [`config`] (file, `ANNEAL_*`, flags), [`telemetry`], health and metrics over HTTP,
//! draining on SIGTERM and SIGINT. opentelemetry is used here and nowhere else.

pub mod config;
mod context;
mod crash;
mod decider;
mod error;
mod follower;
mod http;
mod metrics;
mod position;
mod run;
mod secret;
mod speak;
pub mod telemetry;
pub mod testing;
mod worker;

pub use config::Common;
pub use context::{Clock, Context};
pub use decider::{Decider, Decision, Effects, Input, Retry, Say};
pub use error::ServeError;
pub use follower::{Follower, View};
pub use metrics::Metrics;
pub use position::Positions;
pub use run::{main, until_signal};
pub use secret::Secret;
pub use speak::{Cause, envelope, speak};
pub use worker::{Options, serve, serve_with};
