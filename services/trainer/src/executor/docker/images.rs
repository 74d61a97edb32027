//! Training images, built on first use and kept by what they are made of.

use std::path::Path;

use anneal_proto::Digest;
use anneal_proto::v1::Reason;
use bollard::errors::Error as EngineError;
use bollard::query_parameters::BuildImageOptionsBuilder;
use bollard::{Docker, body_full};
use futures::StreamExt as _;
use tokio::sync::Mutex;

use super::super::{ExecutorError, Image, PrepareError};
use super::{build_arguments, engine};
use crate::config::Config;
use crate::profiles::Profile;

/// Lines of a failed build's log that the developer is shown.
const TAIL: usize = 25;

/// Hears each line of a build.
type Listener = Box<dyn Fn(&str) + Send + Sync>;

/// The training images of this host's Docker engine.
pub struct Images {
    engine: Docker,
    config: Config,
    listener: Option<Listener>,
    building: Mutex<()>,
}

impl Images {
    /// Those of the engine that the environment names.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn connect(config: &Config) -> Result<Self, ExecutorError> {
        Ok(Self::new(engine().await?, config))
    }

    pub(super) fn new(engine: Docker, config: &Config) -> Self {
        Self { engine, config: config.clone(), listener: None, building: Mutex::new(()) }
    }

    /// Tells each line of what is built to a listener.
    #[must_use]
    pub fn telling(self, listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Box::new(listener)), ..self }
    }

    /// Builds a profile's image, unless it is there.
    ///
    /// # Errors
    /// When it cannot be built, or the engine does not answer.
    pub async fn build(&self, profile: &Profile) -> Result<Image, PrepareError> {
        let _building = self.building.lock().await;
        self.of_profile(profile).await
    }

    /// A profile's image, where it has been built.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn built(&self, profile: &Profile) -> Result<Option<Image>, PrepareError> {
        let reference = profile.reference();
        let digest = self.id_of(&reference).await?;
        Ok(digest.map(|digest| Image { reference, digest }))
    }

    /// The image of a profile with the requirements it lacks; or an image by its reference.
    ///
    /// # Errors
    /// When it cannot be built or is not there, or the engine does not answer.
    pub async fn ready(&self, image: &str, needs: &[String]) -> Result<Image, PrepareError> {
        let Some(profile) = Profile::named(image) else {
            let id =
                self.id_of(image).await?.ok_or_else(|| PrepareError::Impossible(no_such_image(image)))?;
            return Ok(Image { reference: image.to_owned(), digest: id });
        };
        let _building = self.building.lock().await;
        let image = self.of_profile(&profile).await?;
        let extra: Vec<&str> =
            needs.iter().map(String::as_str).filter(|need| !profile.provides(need)).collect();
        if extra.is_empty() {
            return Ok(image);
        }
        let (dockerfile, list) = (layer(&image.reference), extra.join("\n"));
        let made_of = Digest::of_parts(&[dockerfile.as_str(), list.as_str()]);
        let name = format!("anneal/{}:{}", profile.name, &made_of.hex()[..12]);
        self.made(&name, &[("Dockerfile", &dockerfile), ("requirements.txt", &list)]).await
    }

    async fn of_profile(&self, profile: &Profile) -> Result<Image, PrepareError> {
        let context = [("Dockerfile", profile.dockerfile), ("requirements.txt", profile.requirements)];
        self.made(&profile.reference(), &context).await
    }

    async fn made(&self, name: &str, context: &[(&str, &str)]) -> Result<Image, PrepareError> {
        if let Some(digest) = self.id_of(name).await? {
            return Ok(Image { reference: name.to_owned(), digest });
        }
        tracing::info!(image = name, "building a training image, once");
        self.construct(name, context).await?;
        match self.id_of(name).await? {
            Some(digest) => Ok(Image { reference: name.to_owned(), digest }),
            None => Err(PrepareError::Unavailable(format!("{name} was built and is not there"))),
        }
    }

    async fn construct(&self, name: &str, context: &[(&str, &str)]) -> Result<(), PrepareError> {
        let mut log: Vec<String> = Vec::new();
        let built = self.follow(name, context, &mut log).await;
        let path = self.config.image_log(name);
        if let Err(error) = keep(&path, &log) {
            tracing::warn!(image = name, path = %path.display(), %error, "the log of a build is not kept");
        }
        match built {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(PrepareError::Impossible(build_failed(name, &error, &log, &path))),
            Err(error) => Err(error),
        }
    }

    /// Builds; what the build ended with, when it failed.
    async fn follow(
        &self,
        name: &str,
        context: &[(&str, &str)],
        log: &mut Vec<String>,
    ) -> Result<Option<String>, PrepareError> {
        let unavailable = |error: &dyn std::fmt::Display| PrepareError::Unavailable(error.to_string());
        let tar = self.context(context).map_err(|error| unavailable(&error))?;
        let options = BuildImageOptionsBuilder::default()
            .dockerfile("Dockerfile")
            .t(name)
            .rm(true)
            .forcerm(true)
            .buildargs(&build_arguments())
            .build();
        let mut lines = self.engine.build_image(options, None, Some(body_full(tar.into())));
        while let Some(line) = lines.next().await {
            match line {
                Ok(info) => {
                    if let Some(text) = info.stream.filter(|text| !text.trim().is_empty()) {
                        self.heard(name, text.trim_end(), log);
                    }
                    if let Some(error) = info.error_detail.and_then(|detail| detail.message) {
                        return Ok(Some(error));
                    }
                }
                Err(EngineError::DockerStreamError { error }) => return Ok(Some(error)),
                Err(error) => return Err(unavailable(&error)),
            }
        }
        Ok(None)
    }

    fn heard(&self, name: &str, line: &str, log: &mut Vec<String>) {
        tracing::debug!(image = name, "{line}");
        if let Some(listener) = &self.listener {
            listener(line);
        }
        log.push(line.to_owned());
    }

    /// The build context, with the host's extra certificates.
    fn context(&self, files: &[(&str, &str)]) -> std::io::Result<Vec<u8>> {
        let bundle = match &self.config.certificates() {
            Some(path) => std::fs::read(path)?,
            None => Vec::new(),
        };
        let mut tar = tar::Builder::new(Vec::new());
        let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        for (name, bytes) in files.chain([("ca-bundle.crt", bundle.as_slice())]) {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, name, bytes)?;
        }
        tar.into_inner()
    }

    async fn id_of(&self, name: &str) -> Result<Option<String>, PrepareError> {
        match self.engine.inspect_image(name).await {
            Ok(found) => Ok(Some(found.id.unwrap_or_default())),
            Err(EngineError::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
            Err(error) => Err(PrepareError::Unavailable(error.to_string())),
        }
    }
}

/// A repository's own requirements on top of a profile.
fn layer(base: &str) -> String {
    format!(
        "FROM {base}\n\
         ARG PIP_INDEX_URL\nARG PIP_EXTRA_INDEX_URL\nARG PIP_TRUSTED_HOST\n\
         COPY requirements.txt ca-bundle.crt /tmp/\n\
         RUN cat /etc/ssl/certs/ca-certificates.crt /tmp/ca-bundle.crt > /tmp/ca.crt && \\\n    \
         PIP_CERT=/tmp/ca.crt python -m pip install --no-cache-dir --quiet -r /tmp/requirements.txt && \\\n    \
         rm -rf /tmp/*\n"
    )
}

fn no_such_image(image: &str) -> Reason {
    Reason {
        code: "no_such_image".to_owned(),
        what: format!("there is no image `{image}` on this host"),
        location: "anneal.toml: image".to_owned(),
        remedy: format!("pull or build it, or use one of {}", Profile::names().join(", ")),
    }
}

/// Keeps the log of a build.
fn keep(path: &Path, log: &[String]) -> std::io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(path, log.join("\n") + "\n")
}

fn build_failed(name: &str, error: &str, log: &[String], path: &Path) -> Reason {
    let tail = &log[log.len().saturating_sub(TAIL)..];
    Reason {
        code: "image_build_failed".to_owned(),
        what: format!(
            "the image {name} cannot be built: {error}\n{}\nthe whole log: {}",
            tail.join("\n"),
            path.display()
        ),
        location: "requirements.txt".to_owned(),
        remedy: "correct the requirements, or set `requirements` or `image` in anneal.toml".to_owned(),
    }
}
