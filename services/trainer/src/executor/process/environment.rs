//! Virtual environments, one for each image profile and set of requirements, made once.

use std::fs;
use std::path::{Path, PathBuf};

use anneal_proto::Digest;
use anneal_proto::v1::Reason;
use rustix::fs::{FlockOperation, flock};
use tokio::process::Command;
use tokio::sync::Mutex;

use super::super::{ExecutorError, Image, PrepareError};
use crate::config::Config;
use crate::profiles::Profile;

/// What pip says when the index is away, rather than the distribution.
const AWAY: &[&str] = &[
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "timed out",
    "ProxyError",
];

pub(super) struct Environments {
    root: PathBuf,
    ca_bundle: Option<PathBuf>,
    /// One is made at a time: two trials of one run want the same.
    making: Mutex<()>,
}

impl Environments {
    pub(super) fn new(config: &Config) -> Result<Self, ExecutorError> {
        let root = config.cache_dir().join("environments");
        fs::create_dir_all(&root)
            .map_err(|error| ExecutorError::new("making the cache directory")(&error))?;
        Ok(Self { root, ca_bundle: config.certificates(), making: Mutex::new(()) })
    }

    pub(super) async fn ready(&self, image: &str, needs: &[String]) -> Result<Image, PrepareError> {
        let profile = Profile::named(image).ok_or_else(|| PrepareError::Impossible(not_a_profile(image)))?;
        let extra: Vec<&str> =
            needs.iter().map(String::as_str).filter(|need| !profile.provides(need)).collect();
        let python =
            run(Command::new("python3").arg("--version")).await.map_err(PrepareError::Unavailable)?;
        let digest = Digest::of_parts(&[profile.requirements, &extra.join("\n"), python.trim()]);
        let path = self.root.join(format!("{}-{}", profile.name, &digest.hex()[..12]));
        let _making = self.making.lock().await;
        if !path.join("complete").exists() {
            let _alone = alone(path.with_extension("lock")).await?;
            if !path.join("complete").exists() {
                self.make(&profile, &extra, &path).await?;
            }
        }
        Ok(Image { reference: path.display().to_string(), digest: digest.to_string() })
    }

    async fn make(&self, profile: &Profile, extra: &[&str], path: &Path) -> Result<(), PrepareError> {
        tracing::info!(profile = profile.name, path = %path.display(), "making a Python environment, once");
        let unavailable = |error: std::io::Error| PrepareError::Unavailable(error.to_string());
        // What a maker that was killed left is of no use.
        let _ = fs::remove_dir_all(path);
        run(Command::new("python3").args(["-m", "venv"]).arg(path)).await.map_err(|why| {
            PrepareError::Impossible(Reason {
                code: "no_venv".to_owned(),
                what: format!("this host's Python cannot make virtual environments: {why}"),
                location: path.display().to_string(),
                remedy: "install Python's venv module (Debian: python3-venv), or use the docker executor"
                    .to_owned(),
            })
        })?;
        let wanted = path.join("requirements.txt");
        let text = format!("{}\n{}\n", profile.requirements, extra.join("\n"));
        fs::write(&wanted, text).map_err(unavailable)?;
        let mut install = Command::new(path.join("bin/python"));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted);
        if let Some(bundle) = &self.ca_bundle {
            install.env("PIP_CERT", bundle);
        }
        run(&mut install).await.map_err(|why| not_installed(why, extra))?;
        fs::write(path.join("complete"), "").map_err(unavailable)
    }
}

/// Held while this process makes what another one, with the same cache, may want to make too.
async fn alone(path: PathBuf) -> Result<fs::File, PrepareError> {
    let unavailable = |error: &dyn std::fmt::Display| PrepareError::Unavailable(error.to_string());
    let locked = tokio::task::spawn_blocking(move || {
        let file = fs::File::create(path)?;
        flock(&file, FlockOperation::LockExclusive)?;
        Ok::<_, std::io::Error>(file)
    });
    locked.await.map_err(|error| unavailable(&error))?.map_err(|error| unavailable(&error))
}

/// Runs a command to its end; its output, or what it complained of.
async fn run(command: &mut Command) -> Result<String, String> {
    let output = command.kill_on_drop(true).output().await.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().rev().take(15).collect();
    Err(lines.into_iter().rev().collect::<Vec<_>>().join("\n"))
}

fn not_a_profile(image: &str) -> Reason {
    Reason {
        code: "no_such_profile".to_owned(),
        what: format!("`{image}` is no image profile, and without Docker no other image can be used"),
        location: "anneal.toml: image".to_owned(),
        remedy: format!("use one of {}, or start a Docker engine", Profile::names().join(", ")),
    }
}

fn not_installed(why: String, extra: &[&str]) -> PrepareError {
    if AWAY.iter().any(|sign| why.contains(sign)) {
        return PrepareError::Unavailable(why);
    }
    PrepareError::Impossible(Reason {
        code: "requirements_not_installable".to_owned(),
        what: format!("the requirements ({}) cannot be installed: {why}", extra.join(", ")),
        location: "requirements.txt".to_owned(),
        remedy: "correct the requirements, or set `requirements` or `image` in anneal.toml".to_owned(),
    })
}
