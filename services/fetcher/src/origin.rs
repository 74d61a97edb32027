//! Where a push's tree is to come from, and whether it may.

use std::path::PathBuf;

use anneal_proto::v1::{ObjectRef, PushReceived};
use url::Url;

use crate::failure::Failure;

/// Where a tree comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// An archive that came with the push.
    Upload(ObjectRef),
    /// A repository behind http or https.
    Remote(Url),
    /// A repository or a plain directory on this machine.
    Local(PathBuf),
}

/// Which commit of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Want {
    /// A branch, tag or full ref; empty for HEAD.
    pub reference: String,
    /// Wins over the ref when it is not empty.
    pub commit: String,
}

impl Origin {
    /// Where this push's tree is to come from.
    ///
    /// # Errors
    /// When that is nowhere, or somewhere that this push must not reach.
    pub fn of(push: &PushReceived, allow_local: bool) -> Result<Self, Failure> {
        if let Some(object) = &push.source {
            return Ok(Origin::Upload(object.clone()));
        }
        let text = push.clone_url.trim();
        if text.starts_with('/') {
            return local(PathBuf::from(text), push, allow_local);
        }
        let url = Url::parse(text).map_err(|_| unusable(text))?;
        match url.scheme() {
            "http" | "https" if url.has_host() => Ok(Origin::Remote(url)),
            "file" => {
                let path = url.to_file_path().map_err(|()| Failure::NotFound { path: text.to_owned() })?;
                local(path, push, allow_local)
            }
            _ => Err(unusable(&shown(&url))),
        }
    }

    /// How people may see it: without user and password.
    #[must_use]
    pub fn location(&self) -> String {
        match self {
            Origin::Upload(object) => format!("uploaded archive {}", object.digest),
            Origin::Remote(url) => shown(url),
            Origin::Local(path) => path.display().to_string(),
        }
    }
}

/// A path is as good as a login on this machine, so only who could read it anyway may name one.
fn local(path: PathBuf, push: &PushReceived, allow_local: bool) -> Result<Origin, Failure> {
    let remedy = if !allow_local {
        "upload the directory, give an http(s) URL, or set ANNEAL_ALLOW_LOCAL=true"
    } else if !matches!(push.forge.as_str(), "cli" | "api") {
        "use the http(s) URL of the repository"
    } else {
        return Ok(Origin::Local(path));
    };
    Err(Failure::NotAllowed {
        what: "this push must not read directories of the fetcher's machine".to_owned(),
        location: path.display().to_string(),
        remedy: remedy.to_owned(),
    })
}

fn unusable(text: &str) -> Failure {
    Failure::NotAllowed {
        what: "only http and https URLs and absolute paths can be fetched".to_owned(),
        location: text.to_owned(),
        remedy: "use the repository's https URL (https://HOST/OWNER/NAME), or an absolute path".to_owned(),
    }
}

fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for URLs that can have neither, which then show neither.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(forge: &str, clone_url: &str) -> PushReceived {
        PushReceived { forge: forge.to_owned(), clone_url: clone_url.to_owned(), ..PushReceived::default() }
    }

    #[test]
    fn a_submission_may_name_a_directory_and_a_webhook_may_not() {
        let path = Origin::Local(PathBuf::from("/srv/my repo"));
        assert_eq!(Origin::of(&push("cli", "/srv/my repo"), true), Ok(path.clone()));
        assert_eq!(Origin::of(&push("api", "file:///srv/my%20repo"), true), Ok(path));
        for (forge, url, allow) in
            [("github", "/srv/r", true), ("github", "file:///srv/r", true), ("cli", "/srv/r", false)]
        {
            let refused = Origin::of(&push(forge, url), allow);
            assert!(matches!(refused, Err(Failure::NotAllowed { .. })), "{forge} {url}: {refused:?}");
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        for url in
            ["ssh://git@h/r", "git@github.com:o/r.git", "git://h/r", "ext::sh -c id", "r", "", "http://"]
        {
            let refused = Origin::of(&push("cli", url), true);
            assert!(matches!(refused, Err(Failure::NotAllowed { .. })), "{url}: {refused:?}");
        }
    }

    #[test]
    fn a_token_in_a_url_is_not_shown() {
        let origin = Origin::of(&push("api", "https://me:s3cret@example.org/o/r"), true).expect("fetchable");
        assert_eq!(origin.location(), "https://example.org/o/r");
    }
}
