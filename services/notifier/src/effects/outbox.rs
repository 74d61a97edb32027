//! Mails as files, for when there is no mail server. Any mail program opens them.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

use anneal_chassis::ServeError;
use async_trait::async_trait;

use super::{Channel, Mail};
use crate::decider::Answer;

/// A directory of `.eml` files, one for each outcome.
#[derive(Debug, Clone)]
pub struct Outbox {
    directory: PathBuf,
}

impl Outbox {
    /// An outbox in this directory.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn new(directory: PathBuf) -> Result<Self, ServeError> {
        std::fs::create_dir_all(&directory).map_err(|error| {
            let path = directory.display();
            ServeError::Setting(format!("outbox (ANNEAL_OUTBOX): {path} cannot be used: {error}"))
        })?;
        Ok(Self { directory })
    }

    /// The file appears whole or not at all, and one that is there stays as it is.
    fn keep(&self, mail: &Mail) -> io::Result<()> {
        let path = self.directory.join(format!("{}-{}.eml", mail.run, mail.about));
        if path.exists() {
            return Ok(());
        }
        let mut draft = tempfile::Builder::new().prefix(".draft-").tempfile_in(&self.directory)?;
        draft.write_all(&mail.message.formatted())?;
        draft.as_file().sync_all()?;
        match draft.persist_noclobber(&path) {
            Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => return Err(error.error),
            _ => {}
        }
        File::open(&self.directory)?.sync_all()
    }
}

#[async_trait]
impl Channel for Outbox {
    async fn deliver(&self, mail: &Mail) -> Answer {
        let (outbox, copy) = (self.clone(), mail.clone());
        match tokio::task::spawn_blocking(move || outbox.keep(&copy)).await {
            Ok(Ok(())) => Answer::Sent { message_id: mail.message_id.clone() },
            Ok(Err(error)) => Answer::Deferred(format!("{}: {error}", self.directory.display())),
            Err(error) => Answer::Deferred(error.to_string()),
        }
    }
}
