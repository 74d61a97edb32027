//! The event log: everything anneal knows, in order, kept.
//!
//! [`EventLog`] is the one way services speak and listen. [`JetStream`] puts it on NATS,
//! [`Memory`] in this process for tests and simulation; `tests/contract.rs` holds both to the same
//! behaviour. [`embedded`] runs the pinned nats-server as a child process.
//!
//! async-nats is used here and nowhere else.

mod chain;
mod dead;
pub mod durability;
pub mod embedded;
mod error;
mod jetstream;
mod log;
mod memory;

pub use chain::{BrokenLink, BrokenObject, read_run, verify_objects, verify_run};
pub use dead::{Buried, DeadLetter, Settlement};
pub use error::{AppendError, LogError};
pub use jetstream::{Credentials, JetStream};
pub use log::{Bucket, Consumer, Delivery, EventLog, Heartbeat, Item, Items, Settle, Work};
pub use memory::{Faults, Memory};
