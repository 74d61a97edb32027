//! Getting to a broker that can be trusted with the log.

use std::time::Duration;

use async_nats::jetstream;

use super::{JetStream, streams, unavailable};
use crate::error::LogError;

/// Oldest server whose expected-position check takes a wildcard: older ones ignore it silently.
const OLDEST: (u32, u32) = (2, 11);
/// An append that has no answer after this long is treated as lost; its id tells later whether it was.
const ACK_TIMEOUT: Duration = Duration::from_secs(5);

/// How to log in to the broker.
#[derive(Clone, Default)]
pub struct Credentials {
    /// User name; empty for a broker without users.
    pub user: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

impl JetStream {
    /// Connects once and makes sure that the streams are there.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] while the broker does not answer, [`LogError::Unsuitable`] when it is
    /// older than 2.11 or has no JetStream.
    pub async fn connect(url: &str, credentials: &Credentials, name: &str) -> Result<Self, LogError> {
        let mut options = async_nats::ConnectOptions::new()
            .name(format!("anneal-{name}"))
            .connection_timeout(Duration::from_secs(5));
        if !credentials.user.is_empty() {
            options = options.user_and_password(credentials.user.clone(), credentials.password.clone());
        }
        let client = options.connect(url).await.map_err(|e| unavailable(format!("{url}: {e}")))?;
        check_version(&client.server_info().version)?;
        if !client.server_info().jetstream {
            let why = format!("{url}: JetStream is off; start nats-server with `-js` or a `jetstream` block");
            return Err(LogError::Unsuitable(why));
        }
        let context = jetstream::ContextBuilder::new()
            .timeout(ACK_TIMEOUT)
            .ack_timeout(ACK_TIMEOUT)
            .build(client.clone());
        streams::ensure(&context).await?;
        Ok(Self { context, client })
    }

    /// Connects, waiting for the broker as long as it takes.
    ///
    /// # Errors
    /// [`LogError::Unsuitable`]: waiting would not help.
    pub async fn connect_when_up(url: &str, credentials: &Credentials, name: &str) -> Result<Self, LogError> {
        let mut delay = Duration::from_millis(100);
        loop {
            match Self::connect(url, credentials, name).await {
                Err(LogError::Unavailable(why)) => {
                    tracing::warn!(%why, "waiting for the broker; next try in {delay:?}");
                    tokio::time::sleep(delay).await;
                    delay = (delay * 2).min(Duration::from_secs(5));
                }
                done => return done,
            }
        }
    }

    /// Whether the connection stands at this moment.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.client.connection_state() == async_nats::connection::State::Connected
    }
}

fn check_version(version: &str) -> Result<(), LogError> {
    let mut numbers = version.split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found >= OLDEST {
        return Ok(());
    }
    Err(LogError::Unsuitable(format!(
        "nats-server {version} is too old: it ignores the check that keeps two writers apart; \
         use 2.11 or newer (2.15.1 is tested)"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_servers_are_refused() {
        for (version, ok) in
            [("2.9.10", false), ("2.10.29", false), ("2.11.0", true), ("2.15.1", true), ("3.0.0-beta", true)]
        {
            assert_eq!(check_version(version).is_ok(), ok, "{version}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let credentials = Credentials { user: "u".to_owned(), password: "secret".to_owned() };
        assert!(!format!("{credentials:?}").contains("secret"));
    }
}
