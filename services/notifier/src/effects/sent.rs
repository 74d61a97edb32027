//! Which mails a server has taken, for the time until the log says so too.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anneal_proto::EventId;

/// What has left, in memory and, where the directory can be written, over a restart.
pub(super) struct Sent {
    directory: PathBuf,
    ids: Mutex<HashSet<EventId>>,
}

impl Sent {
    pub(super) fn new(directory: PathBuf) -> Self {
        if let Err(error) = std::fs::create_dir_all(&directory) {
            let directory = directory.display();
            tracing::warn!(%directory, %error, "a crash just after sending a mail will send it again");
        }
        Self { directory, ids: Mutex::default() }
    }

    pub(super) fn contains(&self, about: &EventId) -> bool {
        self.ids().contains(about) || self.directory.join(about.as_str()).exists()
    }

    pub(super) fn insert(&self, about: &EventId) {
        self.ids().insert(about.clone());
        // Said at the start already, when the directory cannot be written.
        let _ = std::fs::write(self.directory.join(about.as_str()), []);
    }

    fn ids(&self) -> std::sync::MutexGuard<'_, HashSet<EventId>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
