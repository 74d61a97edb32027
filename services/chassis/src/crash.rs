//! Places where a test build dies when it is told to, as a process that is killed does: nothing is flushed, nothing
//! is said. `ANNEAL_CRASH_AT=SERVICE:POINT` names one; a point is the name of an event that has just been appended,
//! or `ack`, right before a delivery is acknowledged. Not compiled into release builds.

/// Dies here if this is the place.
#[cfg(debug_assertions)]
pub(crate) fn point(service: &str, point: &str) {
    use rustix::process::{Signal, getpid, kill_process};

    let Ok(wanted) = std::env::var("ANNEAL_CRASH_AT") else { return };
    if wanted.split_once(':') == Some((service, point)) {
        let _ = kill_process(getpid(), Signal::KILL);
    }
}

/// Nothing, in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn point(_service: &str, _point: &str) {}
