//! A commit's tree, read from the object database: no checkout, no filters, no hooks.

use anneal_proto::v1::Person;
use git2::{Commit, ErrorCode, ObjectType, Odb, Oid, Repository};

use super::Gathered;
use crate::archive::{File, Listing, TreePath};
use crate::failure::Failure;
use crate::guard::Guard;

/// Longest target of a symbolic link.
const LONGEST_TARGET: usize = 4096;
/// The part of a mode that says what an entry is.
const KIND: i32 = 0o170_000;

/// Packs the tree of a commit.
pub(super) fn gather(
    repository: &Repository,
    commit: &Commit<'_>,
    guard: &Guard,
) -> Result<Gathered, Failure> {
    let broken = |error: git2::Error| unreadable(&error, guard);
    let odb = repository.odb().map_err(broken)?;
    let mut listing = Listing::new(guard);
    let mut directories = vec![(commit.tree_id(), TreePath::root())];
    while let Some((tree, directory)) = directories.pop() {
        let tree = repository.find_tree(tree).map_err(broken)?;
        for entry in tree.iter() {
            listing.found()?;
            let Some(path) = directory.join(entry.name_bytes()) else {
                return Err(bad_name(&directory, entry.name_bytes()));
            };
            match entry.filemode() & KIND {
                0o040_000 => directories.push((entry.id(), path)),
                0o120_000 => listing.link(path, target(&odb, entry.id()).map_err(broken)?),
                0o100_000 => {
                    let (size, _) = odb.read_header(entry.id()).map_err(broken)?;
                    let executable = entry.filemode() & 0o100 != 0;
                    listing.file(path, File { size: size as u64, executable, content: entry.id() })?;
                }
                // Submodules are other repositories.
                _ => {}
            }
        }
    }
    let archive = listing.pack(|file| Ok(blob(&odb, file.content).map_err(broken)?.to_vec()))?;
    Ok(Gathered {
        archive,
        commit: commit.id().to_string(),
        tree: commit.tree_id().to_string(),
        author: Some(author(commit)),
        message: commit.summary_bytes().map(text).unwrap_or_default(),
    })
}

fn blob(odb: &Odb<'_>, id: Oid) -> Result<Vec<u8>, git2::Error> {
    let object = odb.read(id)?;
    if object.kind() != ObjectType::Blob {
        return Err(git2::Error::from_str(&format!("object {id} is no file")));
    }
    Ok(object.data().to_vec())
}

/// A link's target; an overlong one leads nowhere.
fn target(odb: &Odb<'_>, id: Oid) -> Result<Vec<u8>, git2::Error> {
    let (size, _) = odb.read_header(id)?;
    if size > LONGEST_TARGET { Ok(Vec::new()) } else { blob(odb, id) }
}

fn author(commit: &Commit<'_>) -> Person {
    let author = commit.author();
    Person { name: text(author.name_bytes()), email: text(author.email_bytes()), username: String::new() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

fn bad_name(directory: &TreePath, name: &[u8]) -> Failure {
    let name = String::from_utf8_lossy(name);
    let what = format!("the commit's tree has an entry `{name:.100}` that no directory can have");
    Failure::BadArchive { what, location: directory.shown() }
}

/// The repository itself is at fault: objects are missing or damaged.
pub(super) fn unreadable(error: &git2::Error, guard: &Guard) -> Failure {
    let location = guard.location().to_owned();
    if error.code() == ErrorCode::Owner {
        return Failure::NotAllowed {
            what: "the repository belongs to another user of this machine".to_owned(),
            remedy: format!(
                "run `git config --global --add safe.directory {location}` as the fetcher's user"
            ),
            location,
        };
    }
    let why = format!("it cannot be read: {}", error.message());
    Failure::Unreachable { location, why, transient: false }
}
