//! A repository behind http or https: one commit of it, shallow, into a repository that is thrown away.

use std::cell::Cell;
use std::path::Path;

use git2::{
    AutotagOption, Commit, Direction, ErrorClass, ErrorCode, FetchOptions, ProxyOptions, RemoteCallbacks,
    Repository,
};
use url::Url;

use super::local::{by_id, is_id, missing};
use super::{Gathered, tree};
use crate::failure::Failure;
use crate::guard::Guard;
use crate::origin::Want;

/// Where the fetched commit is put.
const TARGET: &str = "refs/anneal/target";
/// The whole history.
const WHOLE: i32 = 0;

/// Packs a commit of the repository at `url`.
pub(super) fn gather(url: &Url, want: &Want, guard: &Guard, scratch: &Path) -> Result<Gathered, Failure> {
    let here = |why: String| Failure::Unreachable {
        location: guard.location().to_owned(),
        why: format!("there is no place for it: {why}"),
        transient: true,
    };
    let directory = tempfile::Builder::new()
        .prefix("anneal-fetch-")
        .tempdir_in(scratch)
        .map_err(|error| here(error.to_string()))?;
    let repository = Repository::init_bare(directory.path()).map_err(|error| here(error.to_string()))?;
    let remote = Remote { repository: &repository, url, guard };
    let commit = remote.find(want)?;
    tree::gather(&repository, &commit, guard)
}

struct Remote<'a> {
    repository: &'a Repository,
    url: &'a Url,
    guard: &'a Guard,
}

/// A ref as the server lists it.
struct Head {
    name: String,
    id: String,
}

impl<'a> Remote<'a> {
    fn find(&self, want: &Want) -> Result<Commit<'a>, Failure> {
        let heads = self.heads()?;
        if heads.is_empty() {
            return Err(Failure::Empty { location: self.guard.location().to_owned() });
        }
        if !want.commit.is_empty() {
            return self.find_commit(&heads, want);
        }
        let head = named(&heads, &want.reference);
        // A server whose HEAD names no branch shows branches but no HEAD.
        let asked = if want.reference.is_empty() { "HEAD" } else { &want.reference };
        let gone = || Failure::RefMissing {
            reference: asked.to_owned(),
            location: self.guard.location().to_owned(),
        };
        self.fetch(&head.ok_or_else(gone)?.name, 1)?;
        self.target().ok_or_else(gone)
    }

    /// The cheapest way first: the tip of a ref, the bare id, the ref's history, all branches and tags.
    fn find_commit(&self, heads: &[Head], want: &Want) -> Result<Commit<'a>, Failure> {
        let gone = || {
            missing(want, self.guard).unwrap_or(Failure::CommitMissing {
                commit: want.commit.clone(),
                location: self.guard.location().to_owned(),
            })
        };
        if !is_id(&want.commit) {
            return Err(gone());
        }
        if let Some(tip) = heads.iter().find(|head| head.id.starts_with(&want.commit)) {
            self.fetch(&tip.name, 1)?;
            return self.target().ok_or_else(gone);
        }
        if want.commit.len() == 40 {
            match self.fetch(&want.commit, 1) {
                Ok(()) => return self.target().ok_or_else(gone),
                // Most servers serve only what a ref names, or say only "not ours".
                Err(failure) if is_final(&failure) => return Err(failure),
                Err(failure) => tracing::debug!(?failure, "a bare commit id is not served"),
            }
        }
        if let Some(head) = (!want.reference.is_empty()).then(|| named(heads, &want.reference)).flatten() {
            self.fetch(&head.name, WHOLE)?;
            if let Some(commit) = by_id(self.repository, &want.commit) {
                return Ok(commit);
            }
        }
        self.fetch_into(&["+refs/heads/*:refs/anneal/heads/*", "+refs/tags/*:refs/anneal/tags/*"], WHOLE)?;
        by_id(self.repository, &want.commit).ok_or_else(gone)
    }

    fn heads(&self) -> Result<Vec<Head>, Failure> {
        let mut remote = self.remote()?;
        let connection = remote
            .connect_auth(Direction::Fetch, Some(RemoteCallbacks::new()), Some(proxy()))
            .map_err(|error| self.failure(&error))?;
        let heads = connection.list().map_err(|error| self.failure(&error))?;
        let heads =
            heads.iter().map(|head| Head { name: head.name().to_owned(), id: head.oid().to_string() });
        Ok(heads.collect())
    }

    fn fetch(&self, source: &str, depth: i32) -> Result<(), Failure> {
        self.fetch_into(&[&format!("+{source}:{TARGET}")], depth)
    }

    fn fetch_into(&self, refspecs: &[&str], depth: i32) -> Result<(), Failure> {
        self.guard.time()?;
        let received = Cell::new(0_u64);
        let mut callbacks = RemoteCallbacks::new();
        callbacks.transfer_progress(|progress| {
            received.set(progress.received_bytes() as u64);
            self.within(received.get()).is_ok()
        });
        callbacks.sideband_progress(|_| self.guard.time().is_ok());
        let mut options = FetchOptions::new();
        options.remote_callbacks(callbacks).proxy_options(proxy()).depth(depth);
        options.download_tags(AutotagOption::None).update_fetchhead(false);
        let fetched = self.remote()?.fetch(refspecs, Some(&mut options), None);
        drop(options);
        // Whatever the library makes of a refusal, the limit is the reason.
        self.within(received.get())?;
        fetched.map_err(|error| self.failure(&error))
    }

    fn within(&self, received: u64) -> Result<(), Failure> {
        self.guard.bytes(received)?;
        self.guard.time()
    }

    fn remote(&self) -> Result<git2::Remote<'a>, Failure> {
        self.repository.remote_anonymous(self.url.as_str()).map_err(|error| self.failure(&error))
    }

    fn target(&self) -> Option<Commit<'a>> {
        self.repository.find_reference(TARGET).ok()?.peel_to_commit().ok()
    }

    fn failure(&self, error: &git2::Error) -> Failure {
        let location = self.guard.location().to_owned();
        let status = status(error.message());
        if error.code() == ErrorCode::Auth || matches!(status, Some(401 | 403)) {
            return Failure::AuthenticationRequired { location };
        }
        let network = matches!(
            error.class(),
            ErrorClass::Net | ErrorClass::Http | ErrorClass::Os | ErrorClass::Ssl | ErrorClass::Zlib
        );
        let refused = matches!(error.code(), ErrorCode::Certificate | ErrorCode::NotFound)
            || error.message().starts_with("cannot redirect")
            || status.is_some_and(|status| (400..500).contains(&status) && !matches!(status, 408 | 429));
        let why = error.message().replace(self.url.as_str(), &location);
        Failure::Unreachable { location, why, transient: network && !refused }
    }
}

/// Failures that another way to the same commit would meet too.
fn is_final(failure: &Failure) -> bool {
    matches!(failure, Failure::OverLimit { .. } | Failure::AuthenticationRequired { .. })
}

/// The ref of this name; HEAD where there is no name.
fn named<'h>(heads: &'h [Head], name: &str) -> Option<&'h Head> {
    let name = if name.is_empty() { "HEAD" } else { name };
    let full = [name.to_owned(), format!("refs/heads/{name}"), format!("refs/tags/{name}")];
    full.iter().find_map(|full| heads.iter().find(|head| head.name == *full))
}

/// The proxy of git's configuration or of `http(s)_proxy`.
fn proxy() -> ProxyOptions<'static> {
    let mut proxy = ProxyOptions::new();
    proxy.auto();
    proxy
}

/// The HTTP status in libgit2's message about an unexpected one.
fn status(message: &str) -> Option<u16> {
    let (_, digits) = message.rsplit_once("status code: ")?;
    digits.get(..3)?.parse().ok()
}
