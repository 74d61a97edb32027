//! Reading growing files by offset, such that a trainer that comes back goes on where it was.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Bytes of output in one signal.
const CHUNK: usize = 16 * 1024;
/// Bytes of the channel read at once; a longer line is no report of the runtime's.
const BATCH: u64 = 4 * 1024 * 1024;

/// How far one file has been read, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Tail(u64);

/// How far an attempt's files have been read and published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) channel: Tail,
    pub(super) stdout: Tail,
    pub(super) stderr: Tail,
}

impl Progress {
    /// What was saved; the beginning where nothing was, or it cannot be read.
    pub(super) fn load(dir: &Path) -> Self {
        let text = fs::read_to_string(dir.join("progress.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(super) fn save(&self, dir: &Path) -> io::Result<()> {
        let new = dir.join("progress.new");
        fs::write(&new, serde_json::to_string(self)?)?;
        fs::rename(new, dir.join("progress.json"))
    }
}

impl Tail {
    /// Complete lines that are new.
    pub(super) fn lines(&mut self, path: &Path) -> Vec<String> {
        let bytes = self.read(path, BATCH).unwrap_or_default();
        let complete = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        if complete == 0 && bytes.len() as u64 == BATCH {
            // Not a line of ours; without this nothing behind it would ever be read.
            self.0 += BATCH;
        }
        self.0 += complete as u64;
        let text = String::from_utf8_lossy(&bytes[..complete]);
        text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
    }

    /// Up to 16 KiB that are new, and where they begin. Ends at a line's end where there is one, and waits
    /// for one unless `last`, so that a line is seldom cut.
    pub(super) fn chunk(&mut self, path: &Path, last: bool) -> Option<(u64, String)> {
        let bytes = self.read(path, CHUNK as u64).ok()?;
        let full = bytes.len() == CHUNK;
        let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let end = match bytes.iter().rposition(ends) {
            Some(at) => at + 1,
            None if full || last => bytes.len(),
            None => 0,
        };
        if end == 0 {
            return None;
        }
        let offset = self.0;
        self.0 += end as u64;
        Some((offset, String::from_utf8_lossy(&bytes[..end]).into_owned()))
    }

    fn read(self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.0))?;
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The last lines of a file, oldest first; carriage returns end lines too, as progress bars mean them.
pub(super) fn last_lines(path: &Path, count: usize) -> Vec<String> {
    const TAIL: u64 = 64 * 1024;
    let size = fs::metadata(path).map_or(0, |meta| meta.len());
    let bytes = Tail(size.saturating_sub(TAIL)).read(path, TAIL).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.split(['\n', '\r']).map(str::trim_end).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    lines[lines.len().saturating_sub(count)..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_complete_lines_are_read_and_each_once() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().join("channel.jsonl");
        let mut tail = Tail::default();
        assert_eq!(tail.lines(&path), Vec::<String>::new());
        fs::write(&path, "one\ntwo\nthr").expect("written");
        assert_eq!(tail.lines(&path), ["one", "two"]);
        fs::write(&path, "one\ntwo\nthree\n").expect("written");
        assert_eq!(tail.lines(&path), ["three"]);
    }

    #[test]
    fn output_without_an_end_comes_when_the_training_has_ended() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().join("stdout.log");
        fs::write(&path, "a\nhalf").expect("written");
        let mut tail = Tail::default();
        assert_eq!(tail.chunk(&path, false), Some((0, "a\n".to_owned())));
        assert_eq!(tail.chunk(&path, false), None);
        assert_eq!(tail.chunk(&path, true), Some((2, "half".to_owned())));
        assert_eq!(tail.chunk(&path, true), None);
    }

    #[test]
    fn progress_survives() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let progress = Progress { channel: Tail(7), ..Progress::default() };
        progress.save(dir.path()).expect("saved");
        assert_eq!(Progress::load(dir.path()), progress);
    }
}
