//! The fetcher's settings.

use std::path::PathBuf;
use std::time::Duration;

use anneal_chassis::Common;
use clap::{ArgAction, Parser};

use crate::guard::Limits;

const MIB: u64 = 1024 * 1024;

/// Settings of the fetcher.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
    /// Whether a submission may name a directory of this machine. Webhooks never may.
    #[arg(long, env = "ANNEAL_ALLOW_LOCAL", default_value_t = true, action = ArgAction::Set)]
    pub allow_local: bool,
    /// Most MiB that the files of a tree, or what is transferred for it, may have.
    #[arg(long, env = "ANNEAL_SOURCE_MIB", default_value_t = 512)]
    pub source_mib: u64,
    /// Most files and directories that a tree may have.
    #[arg(long, env = "ANNEAL_SOURCE_FILES", default_value_t = 20_000)]
    pub source_files: u64,
    /// Most MiB that one file may have.
    #[arg(long, env = "ANNEAL_SOURCE_FILE_MIB", default_value_t = 128)]
    pub source_file_mib: u64,
    /// Most seconds that a fetch may take, tries and pauses included.
    #[arg(long, env = "ANNEAL_FETCH_SECONDS", default_value_t = 120)]
    pub fetch_seconds: u64,
    /// Fetches at once; each holds a whole tree in memory.
    #[arg(long, env = "ANNEAL_FETCHES", default_value_t = 4)]
    pub fetches: usize,
    /// Directory for repositories in transit; the system's temporary one unless set.
    #[arg(long, env = "ANNEAL_FETCH_SCRATCH")]
    pub scratch: Option<PathBuf>,
}

impl Config {
    /// The defaults and `ANNEAL_*`, with what every service has given by the caller.
    ///
    /// # Errors
    /// When a variable's value is not what it must be.
    pub fn with(common: Common) -> Result<Self, clap::Error> {
        Ok(Self { common, ..Self::try_parse_from(["anneal-fetcher"])? })
    }

    /// The limits of one fetch.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            bytes: self.source_mib.saturating_mul(MIB),
            files: self.source_files,
            file_bytes: self.source_file_mib.saturating_mul(MIB),
            time: Duration::from_secs(self.fetch_seconds),
        }
    }
}
