//! A source tree in memory.

mod decode;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path};

/// Files of one commit by their path in the tree, with `/` between parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTree {
    files: BTreeMap<String, Content>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Read(Vec<u8>),
    /// Known by name only: no source, or too much of it.
    Unread,
}

/// Directories that are never part of a program.
const SKIPPED: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    ".tox",
    "__pycache__",
    ".venv",
    "venv",
    "virtualenv",
    "node_modules",
    ".ipynb_checkpoints",
    "site-packages",
    "dist-packages",
];
/// Files that are looked into at most; a larger tree is read as far as this.
const MOST_FILES: usize = 50_000;
/// Larger files are known by name only: data, or generated.
const LARGEST: u64 = 4 * 1024 * 1024;
/// All that is kept of a tree. Source is far smaller; what is beyond is known by name only.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

impl SourceTree {
    /// Reads an archive as the fetcher stores it.
    ///
    /// # Errors
    /// When it is no tar archive.
    pub fn from_tar(archive: &[u8]) -> io::Result<Self> {
        let mut reading = Reading::default();
        for entry in tar::Archive::new(archive).entries()? {
            let mut entry = entry?;
            if !entry.header().entry_type().is_file() || reading.is_full() {
                continue;
            }
            let Some(path) = plain(&entry.path()?) else { continue };
            let size = entry.size();
            reading.take(path, size, &mut entry)?;
        }
        Ok(reading.tree)
    }

    /// Reads a directory. Links are not followed.
    ///
    /// # Errors
    /// When the directory cannot be read; a file in it that cannot be read is left out.
    pub fn from_dir(root: &Path) -> io::Result<Self> {
        let mut reading = Reading::default();
        let mut pending = vec![root.to_owned()];
        fs::read_dir(root)?;
        while let Some(dir) = pending.pop() {
            let mut entries: Vec<_> = fs::read_dir(&dir).into_iter().flatten().flatten().collect();
            // Which files of an over-large tree are read must not depend on the file system.
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                let path = entry.path();
                let Ok(meta) = fs::symlink_metadata(&path) else { continue };
                if meta.is_dir() {
                    pending.push(path);
                } else if meta.is_file() && !reading.is_full() {
                    let Some(name) = path.strip_prefix(root).ok().and_then(plain) else { continue };
                    let file = fs::File::open(&path);
                    // One file that cannot be read must not hide the others.
                    let _ = file.and_then(|mut file| reading.take(name, meta.len(), &mut file));
                }
            }
            pending.retain(|dir| !is_skipped(dir.file_name().and_then(|name| name.to_str())));
        }
        Ok(reading.tree)
    }

    /// A tree of these files.
    #[must_use]
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut tree = Self::default();
        files.into_iter().for_each(|(path, text)| tree.insert(path, text));
        tree
    }

    /// Adds a file, or puts another in its place.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), Content::Read(bytes.into()));
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// Paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether there is such a file.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether there is a file below this directory.
    #[must_use]
    pub fn contains_dir(&self, path: &str) -> bool {
        let start = format!("{}/", path.trim_end_matches('/'));
        self.files.range(start.clone()..).next().is_some_and(|(path, _)| path.starts_with(&start))
    }

    /// A file's bytes. None for one that is not there or was too large to keep.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        match self.files.get(path)? {
            Content::Read(bytes) => Some(bytes),
            Content::Unread => None,
        }
    }

    /// A file's text: UTF-8 with or without a mark, UTF-16 with one, or what its coding line says, else
    /// Latin-1, which every byte is. None for a binary file or one that is not there.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        decode::text(self.bytes(path)?)
    }
}

/// A tree while it is read, and how much of it is kept so far.
#[derive(Default)]
struct Reading {
    tree: SourceTree,
    bytes: u64,
}

impl Reading {
    fn is_full(&self) -> bool {
        self.tree.files.len() >= MOST_FILES
    }

    fn take(&mut self, path: String, size: u64, from: &mut dyn Read) -> io::Result<()> {
        if path.split('/').any(|part| is_skipped(Some(part))) {
            return Ok(());
        }
        let mut content = Content::Unread;
        if size <= LARGEST && self.bytes + size <= MOST_BYTES {
            let mut bytes = Vec::new();
            // A file may have grown since its size was asked for.
            from.take(LARGEST).read_to_end(&mut bytes)?;
            self.bytes += bytes.len() as u64;
            content = Content::Read(bytes);
        }
        self.tree.files.insert(path, content);
        Ok(())
    }
}

fn is_skipped(name: Option<&str>) -> bool {
    name.is_some_and(|name| SKIPPED.contains(&name))
}

/// The path with `/` between its parts; none for one that would leave the tree.
fn plain(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy()),
            Component::CurDir => {}
            _ => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
