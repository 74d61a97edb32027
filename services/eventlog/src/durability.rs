//! Whether a broker has on its disk what it acknowledged. It says so on its monitoring address alone.

use std::time::Duration;

use serde_json::Value;

/// How long a monitoring address may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether a broker syncs each write before it acknowledges it. `monitor` is its monitoring address, such as
/// `http://127.0.0.1:8222`.
///
/// # Errors
/// Why that cannot be known.
pub async fn syncs_always(monitor: &str) -> Result<bool, String> {
    let url = format!("{}/jsz?config=true", monitor.trim_end_matches('/'));
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
    let asked = client.map_err(|error| error.to_string())?.get(&url).send().await;
    let answer: Value = match asked {
        Ok(answer) => {
            answer.json().await.map_err(|_| format!("{url} does not answer as a nats-server does"))?
        }
        Err(_) => return Err(format!("{url} does not answer")),
    };
    if answer["config"].is_object() {
        Ok(answer["config"]["sync_always"] == true)
    } else {
        Err(format!("{url} tells nothing of JetStream"))
    }
}
