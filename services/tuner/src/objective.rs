//! Which of a training's numbers counts: shared with the trainer, which says so in `training_finished`.

pub use anneal_proto::objective::{Measured, measure};
