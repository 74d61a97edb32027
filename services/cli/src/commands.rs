//! The commands, one file for those that belong together.

pub(crate) mod code;
pub(crate) mod dead;
pub(crate) mod images;
pub(crate) mod model;
pub(crate) mod read;
pub(crate) mod submit;
