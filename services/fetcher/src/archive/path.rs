//! Paths that cannot leave their tree.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// Longest path of a file in a tree; what Linux allows.
const LONGEST: usize = 4096;

/// A relative path below the root of a tree: no empty component, no `.`, no `..`. Ordered by its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreePath(Vec<u8>);

impl TreePath {
    /// The tree's root, below which paths are made.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of an entry in this directory; none where the name would lead elsewhere.
    #[must_use]
    pub fn join(&self, name: &[u8]) -> Option<Self> {
        let harmless = !name.is_empty() && name != b"." && name != b"..";
        let one = !name.contains(&b'/') && !name.contains(&0);
        let separator = usize::from(!self.0.is_empty());
        if !harmless || !one || self.0.len() + separator + name.len() > LONGEST {
            return None;
        }
        let mut bytes = self.0.clone();
        if separator == 1 {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(name);
        Some(Self(bytes))
    }

    /// Reads a path as archives write it: `./a/b`, `a//b/`. None where it leads out of the tree.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        if text.first() == Some(&b'/') {
            return None;
        }
        let names = text.split(|byte| *byte == b'/').filter(|name| !name.is_empty() && *name != b".");
        names.into_iter().try_fold(Self::root(), |path, name| path.join(name))
    }

    /// Whether this is the tree's root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Its names, outermost first.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|byte| *byte == b'/').filter(|name| !name.is_empty())
    }

    /// The directories that it is in, without the root.
    pub fn parents(&self) -> impl Iterator<Item = Self> + '_ {
        let slashes = self.0.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        slashes.map(|(at, _)| Self(self.0[..at].to_vec()))
    }

    /// What of this path is below `directory`; none where it is not below it.
    #[must_use]
    pub fn below(&self, directory: &Self) -> Option<&[u8]> {
        if directory.is_root() {
            return Some(&self.0);
        }
        self.0.strip_prefix(directory.0.as_slice())?.strip_prefix(b"/")
    }

    /// Whether its bytes begin like another's: sorted, all paths below a directory come in such a row.
    #[must_use]
    pub fn starts_like(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// As the system writes it.
    #[must_use]
    pub fn as_path(&self) -> &Path {
        Path::new(OsStr::from_bytes(&self.0))
    }

    /// For people.
    #[must_use]
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}
