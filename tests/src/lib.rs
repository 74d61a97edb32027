//! What the whole-system tests share: all services in one process over any log, and an executor that
//! simulates trainings.

mod repository;
mod simulated;
pub mod simulation;
mod system;

pub use repository::Repository;
pub use simulated::{Script, Simulated};
pub use system::{Outcome, System, outcome_of, simulated_clock};
