//! Mails through a mail server.

use std::path::PathBuf;
use std::time::Duration;

use anneal_chassis::{Secret, ServeError};
use anneal_proto::v1::Reason;
use async_trait::async_trait;
use lettre::transport::smtp::Error;
use lettre::{SmtpTransport, Transport as _};

use super::sent::Sent;
use super::{Channel, Mail};
use crate::decider::Answer;

/// How long a server may take to answer one command.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A mail server.
///
/// The transport blocks, on a thread for it: lettre's asynchronous one limits the time of connecting only,
/// and waits for a server's good-bye before it tells what became of the mail.
pub struct Smtp {
    transport: SmtpTransport,
    sent: Sent,
}

impl Smtp {
    /// The server at this URL; `sent` is where is kept what it has taken.
    ///
    /// # Errors
    /// When the URL cannot be used. The URL is not shown: it may hold a password.
    pub fn new(url: &Secret, sent: PathBuf) -> Result<Self, ServeError> {
        let builder = SmtpTransport::from_url(url.reveal()).map_err(|error| {
            let remedy = "write smtp://USER:PASSWORD@HOST:587?tls=required";
            ServeError::Setting(format!("smtp_url (ANNEAL_SMTP_URL) cannot be used: {error}; {remedy}"))
        })?;
        Ok(Self { transport: builder.timeout(Some(TIMEOUT)).build(), sent: Sent::new(sent) })
    }
}

#[async_trait]
impl Channel for Smtp {
    async fn deliver(&self, mail: &Mail) -> Answer {
        let sent = Answer::Sent { message_id: mail.message_id.clone() };
        if self.sent.contains(&mail.about) {
            return sent;
        }
        let (transport, message) = (self.transport.clone(), mail.message.clone());
        let answer = match tokio::task::spawn_blocking(move || transport.send(&message)).await {
            Ok(answer) => answer,
            Err(error) => return Answer::Deferred(error.to_string()),
        };
        match answer {
            Ok(_) => {
                self.sent.insert(&mail.about);
                sent
            }
            Err(error) if error.is_permanent() => Answer::Refused(refused(&error)),
            Err(error) => Answer::Deferred(error.to_string()),
        }
    }
}

fn refused(error: &Error) -> Reason {
    Reason {
        code: "mail_refused".to_owned(),
        what: format!("the mail server refused the mail: {error}"),
        location: "ANNEAL_SMTP_URL".to_owned(),
        remedy: "check the recipient (`mail` in anneal.toml), ANNEAL_MAIL_FROM and the server's login"
            .to_owned(),
    }
}
