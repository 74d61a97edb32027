//! A source tree in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

/// Files of one commit by their path in the tree, with `/` between parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTree {
    files: BTreeMap<String, Vec<u8>>,
}

/// Directories that are never part of a program.
const SKIPPED: &[&str] =
    &[".git", "__pycache__", ".venv", "venv", "node_modules", ".ipynb_checkpoints", "site-packages"];
/// Files that are looked into at most; a larger tree is read as far as this.
const MOST_FILES: usize = 50_000;
/// Larger files are known by name only.
const LARGEST: u64 = 4 * 1024 * 1024;

impl SourceTree {
    /// Reads an archive as the fetcher stores it.
    ///
    /// # Errors
    /// When it is no tar archive.
    pub fn from_tar(archive: &[u8]) -> io::Result<Self> {
        let mut tree = Self::default();
        for entry in tar::Archive::new(archive).entries()? {
            let mut entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let path = entry.path()?.to_string_lossy().trim_start_matches("./").to_owned();
            let mut bytes = Vec::new();
            if entry.size() <= LARGEST {
                entry.read_to_end(&mut bytes)?;
            }
            tree.files.insert(path, bytes);
        }
        Ok(tree)
    }

    /// Reads a directory. Links are not followed.
    ///
    /// # Errors
    /// When the directory cannot be read; a file in it that cannot be read is left out.
    pub fn from_dir(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        let mut pending = vec![root.to_owned()];
        fs::read_dir(root)?;
        while let Some(dir) = pending.pop() {
            for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
                let (path, name) = (entry.path(), entry.file_name());
                let Ok(meta) = fs::symlink_metadata(&path) else { continue };
                if meta.is_dir() && !SKIPPED.iter().any(|skipped| name == *skipped) {
                    pending.push(path);
                } else if meta.is_file() && tree.files.len() < MOST_FILES {
                    let bytes =
                        if meta.len() <= LARGEST { fs::read(&path).unwrap_or_default() } else { Vec::new() };
                    let relative = path.strip_prefix(root).unwrap_or(&path);
                    tree.files.insert(relative.to_string_lossy().replace('\\', "/"), bytes);
                }
            }
        }
        Ok(tree)
    }

    /// A tree of these files.
    #[must_use]
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let own = |(path, text): (&str, &str)| (path.to_owned(), text.as_bytes().to_vec());
        Self { files: files.into_iter().map(own).collect() }
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

    /// A file's text: UTF-8 with or without a mark, else Latin-1, which every byte is. None for a binary
    /// file or one that is not there.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        let bytes = self.files.get(path)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.contains(&0) {
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => Some(Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_any_encoding_is_text_and_binaries_are_none() {
        let mut tree = SourceTree::of([("a.py", "x = 1")]);
        tree.files.insert("latin.py".to_owned(), b"# caf\xe9".to_vec());
        tree.files.insert("binary.py".to_owned(), b"\x7fELF\0".to_vec());
        assert_eq!(tree.text("a.py").as_deref(), Some("x = 1"));
        assert_eq!(tree.text("latin.py").as_deref(), Some("# café"));
        assert_eq!(tree.text("binary.py"), None);
    }

    #[test]
    fn a_link_that_leads_in_a_circle_is_not_followed() {
        let dir = tempfile::tempdir().expect("temporary directory");
        fs::write(dir.path().join("a.py"), "").expect("written");
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).expect("linked");
        let tree = SourceTree::from_dir(dir.path()).expect("readable");
        assert_eq!(tree.paths().collect::<Vec<_>>(), ["a.py"]);
    }
}
