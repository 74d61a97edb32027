//! Reading and editing Python source.

mod configuration;
pub mod diff;
pub mod edit;
pub mod imports;
pub mod knobs;
mod notebook;
pub mod syntax;
mod tree;

pub use tree::SourceTree;
