//! A letter as a MIME message. The same letter gives the same bytes.

use std::time::{Duration, UNIX_EPOCH};

use anneal_proto::{EventId, RunId};
use lettre::Message;
use lettre::address::AddressError;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};

use crate::letter::{Letter, Patch};

/// A message, ready to leave.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The outcome event it tells of.
    pub about: EventId,
    /// The run it tells of.
    pub run: RunId,
    /// Made of the event's id.
    pub message_id: String,
    /// The message.
    pub message: Message,
}

/// Why a letter cannot be written as a mail.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// An address that passed every check so far.
    #[error("an address of the mail cannot be used: {0}")]
    Address(#[from] AddressError),
    /// The parts do not make a message.
    #[error("the mail cannot be written: {0}")]
    Message(#[from] lettre::error::Error),
}

impl Mail {
    /// Writes a letter.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub fn write(letter: &Letter, to: &[String], from: &Mailbox, patch: &Patch) -> Result<Self, WriteError> {
        let message_id = format!("<{}@{}>", letter.about, from.email.domain());
        let mut builder = Message::builder()
            .from(from.clone())
            .subject(letter.subject())
            .date(UNIX_EPOCH + Duration::from_millis(letter.time.0))
            .message_id(Some(message_id.clone()))
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("X-Anneal-Run", letter.run.as_str()));
        for address in to {
            builder = builder.to(address.parse()?);
        }
        let message = builder.multipart(body(letter, patch))?;
        Ok(Self { about: letter.about.clone(), run: letter.run.clone(), message_id, message })
    }
}

fn body(letter: &Letter, patch: &Patch) -> MultiPart {
    // Boundaries are random otherwise, and the same mail would be other bytes each time.
    let boundary = |part: &str| format!("anneal-{part}-{}", letter.about);
    let readable = MultiPart::alternative()
        .boundary(boundary("text"))
        .singlepart(SinglePart::plain(letter.text(patch)))
        .singlepart(SinglePart::html(letter.html(patch)));
    let Patch::Here(bytes) = patch else {
        return readable;
    };
    let attachment = Attachment::new(format!("anneal-{}.patch", letter.run)).body(exact(bytes), diff());
    MultiPart::mixed().boundary(boundary("all")).multipart(readable).singlepart(attachment)
}

/// Text encodings may change the ends of lines, and `git apply` would refuse the patch.
fn exact(bytes: &[u8]) -> Body {
    let encoded = Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64);
    encoded.unwrap_or_else(Body::new)
}

fn diff() -> ContentType {
    ContentType::parse("text/x-diff; charset=utf-8").unwrap_or(ContentType::TEXT_PLAIN)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
