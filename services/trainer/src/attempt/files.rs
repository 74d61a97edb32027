//! Files that a training left, taken only from where it may leave them.

use std::fs;
use std::path::{Path, PathBuf};

use anneal_proto::Digest;

use super::channel::{Checkpoint, Model};

/// Largest file kept as an artifact, in bytes.
const LARGEST: u64 = 512 * 1024 * 1024;

/// A file below a directory; none where a link or `..` leads out of it.
fn below(root: &Path, path: &Path) -> Option<PathBuf> {
    let found = root.join(path).canonicalize().ok()?;
    found.starts_with(root.canonicalize().ok()?).then_some(found)
}

/// An announced checkpoint's bytes, if they are the announced ones.
pub(super) fn checkpoint(dir: &Path, saved: &Checkpoint) -> Option<Vec<u8>> {
    let path = below(&dir.join("checkpoints"), Path::new(&saved.path))?;
    let bytes = fs::read(path).ok()?;
    (Digest::of(&bytes).hex() == saved.sha256).then_some(bytes)
}

/// A model's bytes and the name to keep it by. `seen` is the attempt's directory as the training sees it.
pub(super) fn model(dir: &Path, seen: &Path, model: &Model) -> Option<(String, Vec<u8>)> {
    let told = Path::new(&model.path);
    let from_dir = told.strip_prefix(seen).map(Path::to_owned);
    let relative = match from_dir {
        Ok(path) => path,
        Err(_) if told.is_absolute() => return None,
        Err(_) => Path::new("source").join(told),
    };
    let path = below(dir, &relative)?;
    let meta = fs::metadata(&path).ok().filter(|meta| meta.is_file() && meta.len() <= LARGEST)?;
    let bytes = fs::read(&path).ok().filter(|bytes| bytes.len() as u64 == meta.len())?;
    let name =
        relative.strip_prefix("source").or_else(|_| relative.strip_prefix("artifacts")).unwrap_or(&relative);
    Some((name.display().to_string(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_the_attempts_directory_is_taken() {
        let dir = tempfile::tempdir().expect("temporary directory");
        fs::create_dir(dir.path().join("source")).expect("made");
        fs::write(dir.path().join("source/model.pkl"), "m").expect("written");
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("source/link")).expect("linked");
        let take = |path: &str| {
            let said = Model { path: path.to_owned(), format: String::new() };
            model(dir.path(), Path::new("/anneal/attempt"), &said).map(|(name, _)| name)
        };
        assert_eq!(take("model.pkl").as_deref(), Some("model.pkl"));
        assert_eq!(take("/anneal/attempt/source/model.pkl").as_deref(), Some("model.pkl"));
        for path in ["../../etc/hostname", "/etc/hostname", "link", "missing"] {
            assert_eq!(take(path), None, "{path}");
        }
    }
}
