//! A directory that is no repository, taken as one commit.

use std::fs::{DirEntry, Metadata};
use std::io::Read as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anneal_proto::Digest;

use super::Gathered;
use crate::archive::{Archive, File, Listing, TreePath, is_left_out};
use crate::failure::Failure;
use crate::guard::Guard;

/// Packs a directory.
pub(super) fn gather(root: &Path, guard: &Guard) -> Result<Gathered, Failure> {
    let mut listing = Listing::new(guard);
    let mut directories = vec![(root.to_owned(), TreePath::root())];
    while let Some((directory, below)) = directories.pop() {
        let entries = std::fs::read_dir(&directory).map_err(|error| unreadable(&directory, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&directory, &error))?;
            let name = entry.file_name();
            let Some(path) = below.join(name.as_bytes()).filter(|_| !is_left_out(name.as_bytes())) else {
                continue;
            };
            listing.found()?;
            let metadata = entry.metadata().map_err(|error| unreadable(&entry.path(), &error))?;
            if metadata.is_dir() {
                directories.push((entry.path(), path));
            } else {
                add(&mut listing, root, &entry, path, &metadata)?;
            }
        }
    }
    let archive = listing.pack(|file| read(&file.content, guard))?;
    Ok(plain(archive))
}

/// A tree without a commit is known by its content.
pub(super) fn plain(archive: Archive) -> Gathered {
    let tree = Digest::of(&archive.bytes).to_string();
    Gathered { archive, commit: String::new(), tree, author: None, message: String::new() }
}

fn add(
    listing: &mut Listing<PathBuf>,
    root: &Path,
    entry: &DirEntry,
    path: TreePath,
    metadata: &Metadata,
) -> Result<(), Failure> {
    if metadata.is_symlink() {
        let target = std::fs::read_link(entry.path()).map_err(|error| unreadable(&entry.path(), &error))?;
        listing.link(path.clone(), relative(root, &path, &target));
    } else if metadata.is_file() {
        let executable = metadata.permissions().mode() & 0o100 != 0;
        listing.file(path, File { size: metadata.len(), executable, content: entry.path() })?;
    }
    // Pipes, sockets and devices are no source.
    Ok(())
}

/// An absolute target inside of the directory, written from the link's own place.
fn relative(root: &Path, link: &TreePath, target: &Path) -> Vec<u8> {
    let Ok(inside) = target.strip_prefix(root) else {
        return target.as_os_str().as_bytes().to_vec();
    };
    let up: PathBuf = link.parents().map(|_| "..").collect();
    up.join(inside).into_os_string().into_vec()
}

fn read(path: &Path, guard: &Guard) -> Result<Vec<u8>, Failure> {
    let mut content = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    // No more than shows that it is too much.
    let mut limited = file.take(guard.most_of_a_file());
    limited.read_to_end(&mut content).map_err(|error| unreadable(path, &error))?;
    Ok(content)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::NotAllowed {
        what: format!("a file of the directory cannot be read: {error}"),
        location: path.display().to_string(),
        remedy: "let the fetcher's user read it, or move it out of the directory".to_owned(),
    }
}
