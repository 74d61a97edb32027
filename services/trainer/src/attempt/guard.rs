//! Looking after a running attempt: does it hang, does it fill the disk, does it use more memory than it may?
//!
//! What is found is written to the attempt's directory before anything is ended for it, so that a trainer that dies
//! in between, or comes back later, tells the same.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anneal_chassis::Retry;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::Runner;
use super::hang::Detector;
use crate::executor::{Launch, Usage};

/// Longest time between two looks.
const LOOK: Duration = Duration::from_secs(5);
/// How long a hung training may take to say what its threads do.
const STACKS: Duration = Duration::from_secs(3);
/// Entries of an attempt's directory that are counted at most, so that a look stays cheap.
const ENTRIES: usize = 200_000;

/// Why an attempt was ended by its trainer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "breach", rename_all = "snake_case")]
pub(super) enum Breach {
    /// It has done nothing for this many seconds.
    Hang { seconds: u64 },
    /// It uses this many bytes of disk, of those allowed.
    Disk { used: u64, quota: u64 },
    /// What it was to go on from cannot be used.
    Checkpoint { why: String },
    /// It uses this many bytes of memory, of those allowed.
    Memory { used: u64, limit: u64 },
}

impl Breach {
    /// What was found in this attempt, if anything.
    pub(super) fn load(dir: &Path) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(dir.join("breach.json")).ok()?).ok()
    }

    fn save(&self, dir: &Path) -> std::io::Result<()> {
        let new = dir.join("breach.new");
        fs::write(&new, serde_json::to_string(self)?)?;
        fs::rename(new, dir.join("breach.json"))
    }
}

/// What is known of one running attempt.
pub(super) struct Guard {
    detector: Detector,
    every: Duration,
    looked: Instant,
    /// What its project's data sets took when it was first looked at, in bytes.
    data_sets: Option<u64>,
    /// Highest memory seen, in bytes.
    pub(super) peak: u64,
}

impl Guard {
    pub(super) fn new(hang: Duration, now: Instant) -> Self {
        let every = if hang.is_zero() { LOOK } else { (hang / 12).clamp(Duration::from_millis(200), LOOK) };
        Self { detector: Detector::new(hang, now), every, looked: now, data_sets: None, peak: 0 }
    }

    /// What has been read of it since the last time.
    pub(super) fn heard(&mut self, steps: u32, output: bool) {
        let now = Instant::now();
        self.detector.stepped(steps, now);
        if output {
            self.detector.spoke(now);
        }
    }

    /// Looks at the attempt, where it is time to.
    pub(super) async fn look(&mut self, runner: &Runner, launch: &Launch) -> Result<Option<Breach>, Retry> {
        if self.looked.elapsed() < self.every {
            return Ok(None);
        }
        self.looked = Instant::now();
        let usage = runner.executor.usage(launch).await.map_err(Retry::unavailable)?;
        let Some(usage) = usage else { return Ok(None) };
        self.peak = self.peak.max(usage.memory);
        self.detector.used(usage, Instant::now());
        Ok(self.breach(runner, launch, usage).await)
    }

    async fn breach(&mut self, runner: &Runner, launch: &Launch, usage: Usage) -> Option<Breach> {
        if launch.memory > 0 && usage.memory > launch.memory {
            return Some(Breach::Memory { used: usage.memory, limit: launch.memory });
        }
        let quota = runner.config.disk_mib << 20;
        if quota > 0 {
            let (dir, cache) = (launch.dir.clone(), launch.cache.clone());
            let sizes = tokio::task::spawn_blocking(move || (size_of(&dir), size_of(&cache))).await;
            let (own, data_sets) = sizes.unwrap_or_default();
            let before = *self.data_sets.get_or_insert(data_sets);
            let used = usage.disk + own + data_sets.saturating_sub(before);
            if used > quota {
                return Some(Breach::Disk { used, quota });
            }
        }
        let quiet = self.detector.hung(Instant::now())?;
        Some(Breach::Hang { seconds: quiet.as_secs() })
    }
}

impl Runner {
    /// Ends the attempt for what was found, and lets a hung one say first what its threads do.
    pub(super) async fn end_for(&self, launch: &Launch, breach: &Breach) -> Result<(), Retry> {
        tracing::warn!(run = %self.run, trial = %self.trial, ?breach, "the training is ended");
        breach.save(&launch.dir).map_err(Retry::unavailable)?;
        if matches!(breach, Breach::Hang { .. }) {
            let asked = Instant::now();
            self.executor.ask_for_stacks(launch).await.map_err(Retry::unavailable)?;
            let mut size = 0;
            // Written by a signal handler, thread by thread: whole when it no longer grows.
            while asked.elapsed() < STACKS {
                tokio::time::sleep(Duration::from_millis(200)).await;
                let now = fs::metadata(launch.dir.join("stacks.txt")).map_or(0, |meta| meta.len());
                if now > 0 && now == size {
                    break;
                }
                size = now;
            }
        }
        self.executor.kill(launch).await.map_err(Retry::unavailable)
    }
}

/// Bytes that a directory takes on its disk. Sparse files count with what they have.
fn size_of(dir: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let mut directories = vec![dir.to_owned()];
    let (mut bytes, mut seen) = (0, 0);
    while let Some(dir) = directories.pop() {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let Ok(meta) = entry.metadata() else { continue };
            bytes += meta.blocks() * 512;
            seen += 1;
            if meta.is_dir() {
                directories.push(entry.path());
            }
            if seen >= ENTRIES {
                return bytes;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_kept_with_the_attempt() {
        let dir = tempfile::tempdir().expect("temporary directory");
        assert_eq!(Breach::load(dir.path()), None);
        let breach = Breach::Disk { used: 30, quota: 20 };
        breach.save(dir.path()).expect("saved");
        assert_eq!(Breach::load(dir.path()), Some(breach));
    }

    #[test]
    fn a_directory_is_measured_with_all_below_it() {
        let dir = tempfile::tempdir().expect("temporary directory");
        fs::create_dir_all(dir.path().join("a/b")).expect("made");
        fs::write(dir.path().join("a/b/c"), vec![1; 100_000]).expect("written");
        assert!((100_000..200_000).contains(&size_of(dir.path())), "{}", size_of(dir.path()));
        assert_eq!(size_of(&dir.path().join("missing")), 0);
    }
}
