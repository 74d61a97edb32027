//! What a fetch may cost, asked at every step of it.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Limit};

/// How much a tree may have, and how long getting it may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of all files, and bytes transferred.
    pub bytes: u64,
    /// Files and directories.
    pub files: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// From the first try to the last.
    pub time: Duration,
}

/// The limits of one fetch under way.
#[derive(Debug, Clone)]
pub struct Guard {
    limits: Limits,
    location: String,
    started: Instant,
}

impl Guard {
    /// Starts the clock of a fetch from `location`.
    #[must_use]
    pub fn new(limits: Limits, location: impl Into<String>) -> Self {
        Self { limits, location: location.into(), started: Instant::now() }
    }

    /// Where the tree comes from, for people.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// When there is none.
    pub fn time(&self) -> Result<(), Failure> {
        if self.started.elapsed() < self.limits.time { Ok(()) } else { Err(self.out_of_time()) }
    }

    /// What to say when the time is over.
    #[must_use]
    pub fn out_of_time(&self) -> Failure {
        let allowed = self.limits.time.as_secs();
        self.over(Limit::Time, self.started.elapsed().as_secs().max(allowed), allowed, None)
    }

    /// Whether this many bytes are fine, of all files or over the wire.
    ///
    /// # Errors
    /// When they are too many.
    pub fn bytes(&self, found: u64) -> Result<(), Failure> {
        self.check(Limit::Bytes, found, self.limits.bytes, None)
    }

    /// Whether this many files and directories are fine.
    ///
    /// # Errors
    /// When they are too many.
    pub fn files(&self, found: u64) -> Result<(), Failure> {
        self.check(Limit::Files, found, self.limits.files, None)
    }

    /// Whether one file may have this many bytes.
    ///
    /// # Errors
    /// When they are too many.
    pub fn file(&self, path: &str, found: u64) -> Result<(), Failure> {
        self.check(Limit::FileBytes, found, self.limits.file_bytes, Some(path))
    }

    /// Most bytes that it makes sense to read of one file.
    #[must_use]
    pub fn most_of_a_file(&self) -> u64 {
        self.limits.file_bytes.saturating_add(1)
    }

    /// Most files that it makes sense to list.
    #[must_use]
    pub fn most_files(&self) -> usize {
        usize::try_from(self.limits.files).unwrap_or(usize::MAX).saturating_add(1)
    }

    fn check(&self, limit: Limit, found: u64, allowed: u64, path: Option<&str>) -> Result<(), Failure> {
        if found <= allowed { Ok(()) } else { Err(self.over(limit, found, allowed, path)) }
    }

    fn over(&self, limit: Limit, found: u64, allowed: u64, path: Option<&str>) -> Failure {
        let location = path.unwrap_or(&self.location).to_owned();
        Failure::OverLimit { limit, found, allowed, location }
    }
}
