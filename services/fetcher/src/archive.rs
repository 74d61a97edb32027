//! The one gate that every tree passes: safe paths, limits, links that stay inside, equal bytes for equal
//! trees.

mod links;
mod path;

use std::collections::BTreeMap;

use tar::{Builder, EntryType, Header};

use crate::failure::Failure;
use crate::guard::Guard;

pub use path::TreePath;

/// Names that are no part of a source, whatever directory or archive they are found in.
const LEFT_OUT: [&[u8]; 5] = [b".git", b"__pycache__", b".venv", b"venv", b"node_modules"];

/// A regular file of a tree, not read yet.
#[derive(Debug, Clone)]
pub struct File<C> {
    /// Bytes.
    pub size: u64,
    /// Whether its owner may run it.
    pub executable: bool,
    /// Where to read it.
    pub content: C,
}

/// The files of a tree as they are found, within limits.
pub struct Listing<C> {
    guard: Guard,
    files: BTreeMap<TreePath, File<C>>,
    links: BTreeMap<TreePath, Vec<u8>>,
    seen: u64,
    bytes: u64,
}

/// A normalised archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The tar.
    pub bytes: Vec<u8>,
    /// Files in it.
    pub files: u32,
    /// Sum of their sizes.
    pub size: u64,
}

/// Whether a directory's or uploaded archive's entry of this name is no part of the source.
#[must_use]
pub fn is_left_out(name: &[u8]) -> bool {
    LEFT_OUT.contains(&name) || name.ends_with(b".pyc")
}

impl<C: Clone> Listing<C> {
    /// An empty tree.
    #[must_use]
    pub fn new(guard: &Guard) -> Self {
        let guard = guard.clone();
        Self { guard, files: BTreeMap::new(), links: BTreeMap::new(), seen: 0, bytes: 0 }
    }

    /// Counts anything found, directories too: a tree of empty directories must end somewhere.
    ///
    /// # Errors
    /// When it is one too many, or the time is over.
    pub fn found(&mut self) -> Result<(), Failure> {
        self.seen += 1;
        self.guard.files(self.seen)?;
        self.guard.time()
    }

    /// Adds a file; the last one of a path counts.
    ///
    /// # Errors
    /// When it is over a limit.
    pub fn file(&mut self, path: TreePath, file: File<C>) -> Result<(), Failure> {
        self.guard.file(&path.shown(), file.size)?;
        self.bytes = self.bytes.saturating_add(file.size);
        self.guard.bytes(self.bytes)?;
        self.links.remove(&path);
        self.files.insert(path, file);
        Ok(())
    }

    /// Adds a symbolic link.
    pub fn link(&mut self, path: TreePath, target: Vec<u8>) {
        self.files.remove(&path);
        self.links.insert(path, target);
    }

    /// A file found so far.
    #[must_use]
    pub fn get(&self, path: &TreePath) -> Option<&File<C>> {
        self.files.get(path)
    }

    /// Packs the tree.
    ///
    /// # Errors
    /// When it is empty, contradicts itself, goes over a limit, or a file cannot be read.
    pub fn pack(
        mut self,
        read: impl FnMut(&File<C>) -> Result<Vec<u8>, Failure>,
    ) -> Result<Archive, Failure> {
        for (path, file) in links::copies(&self.files, &self.links, self.guard.most_files()) {
            self.found()?;
            self.file(path, file)?;
        }
        if self.files.is_empty() {
            return Err(Failure::Empty { location: self.guard.location().to_owned() });
        }
        self.check_nesting()?;
        pack(&self.guard, &self.files, read)
    }

    /// A path cannot be a file and a directory.
    fn check_nesting(&self) -> Result<(), Failure> {
        for path in self.files.keys() {
            if let Some(parent) = path.parents().find(|parent| self.files.contains_key(parent)) {
                let what = format!("`{}` is both a file and a directory", parent.shown());
                return Err(Failure::BadArchive { what, location: self.guard.location().to_owned() });
            }
        }
        Ok(())
    }
}

fn pack<C>(
    guard: &Guard,
    files: &BTreeMap<TreePath, File<C>>,
    mut read: impl FnMut(&File<C>) -> Result<Vec<u8>, Failure>,
) -> Result<Archive, Failure> {
    let mut tar = Builder::new(Vec::new());
    let mut size = 0_u64;
    for (path, file) in files {
        guard.time()?;
        let content = read(file)?;
        // Counted again: a directory's file can have grown since it was listed.
        guard.file(&path.shown(), content.len() as u64)?;
        size = size.saturating_add(content.len() as u64);
        guard.bytes(size)?;
        let mut header = header(content.len() as u64, file.executable);
        tar.append_data(&mut header, path.as_path(), content.as_slice()).map_err(|error| {
            Failure::BadArchive { what: format!("cannot be packed: {error}"), location: path.shown() }
        })?;
    }
    let bytes = tar.into_inner().map_err(|error| Failure::BadArchive {
        what: format!("cannot be packed: {error}"),
        location: guard.location().to_owned(),
    })?;
    Ok(Archive { bytes, files: u32::try_from(files.len()).unwrap_or(u32::MAX), size })
}

/// Everything that would differ between machines is left zero.
fn header(size: u64, executable: bool) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mode(if executable { 0o755 } else { 0o644 });
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header
}

#[cfg(test)]
mod tests;
