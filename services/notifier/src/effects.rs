//! The outside of the notifier: a letter becomes a mail, and leaves by a channel.

mod mail;
mod outbox;
mod sent;
mod smtp;

use std::sync::Arc;

use anneal_chassis::{Context, Effects, Retry, ServeError};
use anneal_eventlog::{EventLog, LogError};
use anneal_proto::RunId;
use anneal_proto::v1::ObjectRef;
use async_trait::async_trait;
use lettre::message::Mailbox;

use crate::config::Config;
use crate::decider::{Answer, Notifier, Send};
use crate::letter::Patch;

pub use mail::Mail;
pub use outbox::Outbox;
pub use smtp::Smtp;

/// A way for mails to leave.
#[async_trait]
pub trait Channel: std::marker::Send + Sync + 'static {
    /// Gives a mail away. A mail whose id left before is as good as sent.
    async fn deliver(&self, mail: &Mail) -> Answer;
}

/// Writes mails and posts them.
pub struct Posting {
    log: Arc<dyn EventLog>,
    channel: Box<dyn Channel>,
    from: Mailbox,
    largest_patch: u64,
}

impl Posting {
    /// Effects with these settings.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub fn new(context: &Context, config: &Config) -> Result<Self, ServeError> {
        let channel: Box<dyn Channel> = match config.server() {
            Some(url) => Box::new(Smtp::new(url, config.sent_dir())?),
            None => Box::new(Outbox::new(config.outbox_dir())?),
        };
        let largest_patch = config.mail_patch_kib.saturating_mul(1024);
        Ok(Self { log: Arc::clone(&context.log), channel, from: config.from()?, largest_patch })
    }

    /// A patch that cannot be had does not keep the developer from hearing of the outcome.
    async fn patch(&self, run: &RunId, object: Option<&ObjectRef>) -> Result<Patch, Retry> {
        let Some(object) = object else {
            return Ok(Patch::None);
        };
        if object.size > self.largest_patch {
            let (size, most) = (object.size.div_ceil(1024), self.largest_patch / 1024);
            let why = format!("it has {size} KiB, and {most} KiB are sent; `anneal patch {run}` prints it");
            return Ok(Patch::Elsewhere(why));
        }
        match self.log.object(object).await {
            Ok(bytes) => Ok(Patch::Here(bytes)),
            Err(LogError::Unavailable(why)) => Err(Retry::unavailable(why)),
            Err(error) => {
                tracing::error!(%run, %error, "a patch cannot be read");
                Ok(Patch::Elsewhere(format!("it cannot be read: {error}")))
            }
        }
    }
}

#[async_trait]
impl Effects<Notifier> for Posting {
    async fn perform(&self, run: &RunId, send: Send) -> Result<Answer, Retry> {
        let patch = self.patch(run, send.letter.patch.as_ref()).await?;
        let mail = Mail::write(&send.letter, &send.to, &self.from, &patch).map_err(Retry::failed)?;
        let answer = self.channel.deliver(&mail).await;
        if let Answer::Deferred(why) = &answer {
            tracing::warn!(%run, why, "a mail waits");
        }
        Ok(answer)
    }
}
