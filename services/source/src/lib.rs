//! Reading and editing Python source.

pub mod diff;
pub mod edit;
pub mod knobs;
mod tree;

pub use tree::SourceTree;
