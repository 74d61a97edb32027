//! The notifier's settings.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anneal_chassis::{Common, Secret, ServeError};
use clap::Parser;
use lettre::message::Mailbox;

use crate::decider::Notifier;
use crate::recipients::{self, Fallback};

/// Settings of the notifier.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
    /// The mail server: `smtp://USER:PASSWORD@HOST:587?tls=required`, `smtps://…`, or `smtp://HOST:25`.
    /// Without one, mails are left in the outbox.
    #[arg(long, env = "ANNEAL_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<Secret>,
    /// Who mails come from.
    #[arg(long, env = "ANNEAL_MAIL_FROM", default_value = "anneal <anneal@localhost>")]
    pub mail_from: String,
    /// Who is told when neither the settings nor the push nor the commit names an address.
    #[arg(long, env = "ANNEAL_MAIL_TO")]
    pub mail_to: Option<String>,
    /// Directory of `.eml` files; `outbox` in the data directory unless set.
    #[arg(long, env = "ANNEAL_OUTBOX")]
    pub outbox: Option<PathBuf>,
    /// Directory for what outlives the process.
    #[arg(long, env = "ANNEAL_DATA", default_value = "/var/lib/anneal")]
    pub data: PathBuf,
    /// Largest patch in KiB that goes with a mail.
    #[arg(long, env = "ANNEAL_MAIL_PATCH_KIB", default_value_t = 256)]
    pub mail_patch_kib: u64,
    /// Hours that a mail server may be away or put off before a mail is given up.
    #[arg(long, env = "ANNEAL_MAIL_PATIENCE_HOURS", default_value_t = 48)]
    pub mail_patience_hours: u64,
}

impl Config {
    /// The defaults and `ANNEAL_*`, with what every service has and the data directory given by the caller.
    ///
    /// # Errors
    /// When a variable's value is not what it must be.
    pub fn with(common: Common, data: &Path) -> Result<Self, clap::Error> {
        let data = data.to_owned();
        Ok(Self { common, data, ..Self::try_parse_from(["anneal-notifier"])? })
    }

    /// The mail server. An empty setting is none: that is how compose files pass on what is not set.
    #[must_use]
    pub fn server(&self) -> Option<&Secret> {
        self.smtp_url.as_ref().filter(|url| !url.reveal().is_empty())
    }

    /// Where mails are left when there is no mail server.
    #[must_use]
    pub fn outbox_dir(&self) -> PathBuf {
        let outbox = self.outbox.clone().filter(|path| !path.as_os_str().is_empty());
        outbox.unwrap_or_else(|| self.data.join("outbox"))
    }

    /// Where is kept which mails a server has taken.
    #[must_use]
    pub fn sent_dir(&self) -> PathBuf {
        self.data.join("sent-mail")
    }

    /// Who mails come from.
    ///
    /// # Errors
    /// When it is no address.
    pub fn from(&self) -> Result<Mailbox, ServeError> {
        let bad = |why| bad_setting("mail_from (ANNEAL_MAIL_FROM)", &self.mail_from, why);
        self.mail_from.parse().map_err(|error: lettre::address::AddressError| bad(error.to_string()))
    }

    /// The decider that these settings make.
    ///
    /// # Errors
    /// When an address is none.
    pub fn notifier(&self) -> Result<Notifier, ServeError> {
        let fallback = match self.mail_to.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => {
                let address = recipients::address(text).ok_or_else(|| {
                    bad_setting("mail_to (ANNEAL_MAIL_TO)", text, "no mail address".to_owned())
                })?;
                Fallback::Address(address)
            }
            None if self.server().is_some() => Fallback::Nobody,
            None => Fallback::Placeholder,
        };
        let channel = if self.server().is_some() { "smtp" } else { "outbox" };
        let patience = Duration::from_secs(self.mail_patience_hours.saturating_mul(3_600));
        Ok(Notifier { channel, fallback, patience })
    }
}

fn bad_setting(field: &str, text: &str, why: String) -> ServeError {
    ServeError::Setting(format!("{field}: `{text}` cannot be used: {why}; write NAME <USER@HOST>"))
}
