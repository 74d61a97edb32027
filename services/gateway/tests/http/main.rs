//! The gateway as its callers see it: a real HTTP client, over an in-memory log.

mod dead;
mod files;
mod page;
mod runs;
mod streams;
mod submissions;
mod support;
mod verify;
mod webhooks;
