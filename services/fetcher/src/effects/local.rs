//! A repository on this machine, read where it is; or a plain directory.

use std::ffi::OsStr;
use std::path::Path;

use git2::{Commit, ErrorCode, Oid, Repository, RepositoryOpenFlags};

use super::{Gathered, directory, tree};
use crate::failure::Failure;
use crate::guard::Guard;
use crate::origin::Want;

/// Packs a commit of the repository at `path`, or the directory there.
///
/// The directory itself decides: one inside a repository is a plain directory, so that a part of a
/// checkout can be submitted alone.
pub(super) fn gather(path: &Path, want: &Want, guard: &Guard) -> Result<Gathered, Failure> {
    if !path.is_dir() {
        return Err(Failure::NotFound { path: guard.location().to_owned() });
    }
    match Repository::open_ext(path, RepositoryOpenFlags::NO_SEARCH, [] as [&OsStr; 0]) {
        Ok(repository) => {
            let commit = find(&repository, want, guard)?;
            tree::gather(&repository, &commit, guard)
        }
        Err(error) if error.code() == ErrorCode::NotFound => match missing(want, guard) {
            Some(failure) => Err(failure),
            None => directory::gather(path, guard),
        },
        Err(error) => Err(tree::unreadable(&error, guard)),
    }
}

fn find<'r>(repository: &'r Repository, want: &Want, guard: &Guard) -> Result<Commit<'r>, Failure> {
    let found = if !want.commit.is_empty() {
        by_id(repository, &want.commit)
    } else if want.reference.is_empty() {
        repository.head().ok().and_then(|head| head.peel_to_commit().ok())
    } else {
        by_name(repository, &want.reference)
    };
    let empty = || Failure::Empty { location: guard.location().to_owned() };
    found.ok_or_else(|| missing(want, guard).unwrap_or_else(empty))
}

/// A commit by its id, or by enough of it.
pub(super) fn by_id<'r>(repository: &'r Repository, id: &str) -> Option<Commit<'r>> {
    if !is_id(id) {
        return None;
    }
    if let Ok(full) = Oid::from_str(id)
        && id.len() == 40
    {
        return repository.find_commit(full).ok();
    }
    repository.revparse_single(id).ok()?.peel_to_commit().ok()
}

/// Whether a text can be a commit id.
pub(super) fn is_id(text: &str) -> bool {
    (4..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A full ref, a branch, a tag; else whatever git reads as a commit, such as `HEAD~1`.
fn by_name<'r>(repository: &'r Repository, name: &str) -> Option<Commit<'r>> {
    let full = [name.to_owned(), format!("refs/heads/{name}"), format!("refs/tags/{name}")];
    let named = full.iter().find_map(|name| repository.find_reference(name).ok());
    match named {
        Some(reference) => reference.peel_to_commit().ok(),
        None => repository.revparse_single(name).ok()?.peel_to_commit().ok(),
    }
}

/// What to say when there is no such commit; none when no particular one was asked for.
pub(super) fn missing(want: &Want, guard: &Guard) -> Option<Failure> {
    let location = guard.location().to_owned();
    if !want.commit.is_empty() {
        return Some(Failure::CommitMissing { commit: want.commit.clone(), location });
    }
    let reference = want.reference.clone();
    (!reference.is_empty()).then_some(Failure::RefMissing { reference, location })
}
