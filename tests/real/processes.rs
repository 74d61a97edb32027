//! `anneal up` with trainings as processes.

use crate::server::Server;
use crate::{abandoned_with_its_traceback, accepted_as_pushed, refused_with_a_reason, tuned_until_accepted};

#[test]
fn the_samples_end_as_they_should() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = Server::up(&dir.path().join("data"), "process");
    accepted_as_pushed(&server, dir.path());
    tuned_until_accepted(&server, dir.path());
    abandoned_with_its_traceback(&server, dir.path());
    refused_with_a_reason(&server, dir.path());
}
