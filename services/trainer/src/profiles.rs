//! The image profiles and the runtime, carried in the binary.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anneal_proto::Digest;
use include_dir::{Dir, include_dir};

static IMAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docker/images");
static RUNTIME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docker/runtime");

/// A training image: a Dockerfile and the distributions in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `sklearn`, `keras`, ...
    pub name: String,
    /// Its Dockerfile.
    pub dockerfile: &'static str,
    /// Its pinned distributions, one a line.
    pub requirements: &'static str,
}

impl Profile {
    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let dir = IMAGES.get_dir(name)?;
        let text = |file: &str| dir.get_file(dir.path().join(file))?.contents_utf8();
        Some(Self {
            name: name.to_owned(),
            dockerfile: text("Dockerfile")?,
            requirements: text("requirements.txt")?,
        })
    }

    /// Reference of its image: named by what it is made of.
    #[must_use]
    pub fn reference(&self) -> String {
        let made_of = Digest::of_parts(&[self.dockerfile, self.requirements]);
        format!("anneal/{}:{}", self.name, &made_of.hex()[..12])
    }

    /// Names of all profiles.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        IMAGES.dirs().filter_map(|dir| dir.path().file_name()?.to_str()).collect()
    }

    /// Whether the image has a distribution already.
    #[must_use]
    pub fn provides(&self, distribution: &str) -> bool {
        let wanted = normalised(distribution);
        let names = self.requirements.lines().filter(|line| !line.starts_with('#'));
        names
            .filter_map(|line| line.split(['=', ' ', ';', '<', '>', '[']).next())
            .any(|name| normalised(name) == wanted)
    }
}

/// A distribution's name as PEP 503 compares it, without version or extras.
fn normalised(name: &str) -> String {
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(name.len());
    name[..end].to_ascii_lowercase().replace(['_', '.'], "-")
}

/// Writes the runtime to a directory named by its content, once.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn install_runtime(data: &Path) -> io::Result<PathBuf> {
    let mut files = Vec::new();
    collect(&RUNTIME, &mut files);
    files.sort_by_key(|(path, _)| *path);
    let parts: Vec<&[u8]> =
        files.iter().flat_map(|(path, bytes)| [path.as_os_str().as_encoded_bytes(), *bytes]).collect();
    let target = data.join("runtime").join(&Digest::of_parts(&parts).hex()[..16]);
    if target.exists() {
        return Ok(target);
    }
    let partial = target.with_extension(format!("partial-{}", std::process::id()));
    for (path, bytes) in files {
        let path = partial.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&partial))?;
        fs::write(path, bytes)?;
    }
    match fs::rename(&partial, &target) {
        // Another trainer was quicker with the same files.
        Err(_) if target.exists() => fs::remove_dir_all(&partial).map(|()| target),
        renamed => renamed.map(|()| target),
    }
}

fn collect<'a>(dir: &'a Dir<'a>, files: &mut Vec<(&'a Path, &'a [u8])>) {
    files.extend(dir.files().map(|file| (file.path(), file.contents())));
    let wanted =
        dir.dirs().filter(|dir| !dir.path().ends_with("tests") && !dir.path().ends_with("__pycache__"));
    wanted.for_each(|dir| collect(dir, files));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_whole() {
        for name in ["sklearn", "keras", "keras2", "torch", "gbm"] {
            let profile = Profile::named(name).expect(name);
            assert!(profile.dockerfile.contains("FROM "), "{name}");
            assert!(profile.provides("NumPy"), "{name}");
            assert!(!profile.provides("flask"), "{name}");
        }
        assert_eq!(Profile::named("cobol"), None);
    }

    #[test]
    fn the_runtime_is_written_once_and_without_its_tests() {
        let data = tempfile::tempdir().expect("temporary directory");
        let first = install_runtime(data.path()).expect("written");
        assert!(first.join("anneal_runtime/__main__.py").exists());
        assert!(!first.join("tests").exists());
        assert_eq!(install_runtime(data.path()).expect("there"), first);
    }
}
