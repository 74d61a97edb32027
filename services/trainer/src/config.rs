//! The trainer's settings.

use std::path::PathBuf;

use anneal_chassis::Common;
use clap::{Parser, ValueEnum};

/// Where trainings run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExecutorKind {
    /// Docker where its engine answers, else processes.
    Auto,
    /// Containers.
    Docker,
    /// Processes in virtual environments: no isolation.
    Process,
}

/// Settings of the trainer.
#[derive(Debug, Clone, Parser)]
pub struct Config {
    /// What every service has.
    #[command(flatten)]
    pub common: Common,
    /// Where trainings run.
    #[arg(long, env = "ANNEAL_EXECUTOR", value_enum, default_value = "auto")]
    pub executor: ExecutorKind,
    /// Trainings at once on this host.
    #[arg(long, env = "ANNEAL_SLOTS", default_value_t = 1)]
    pub slots: usize,
    /// Directory for work in progress. In a container it must be the host's path of the same name.
    #[arg(long, env = "ANNEAL_DATA", default_value = "/var/lib/anneal")]
    pub data: PathBuf,
    /// Directory for Python environments and downloaded data sets.
    #[arg(long, env = "ANNEAL_CACHE")]
    pub cache: Option<PathBuf>,
    /// Name of this host in events; the system's unless set. Two trainers must not share one.
    #[arg(long, env = "ANNEAL_HOST")]
    pub host: Option<String>,
    /// Memory a training begins with, in MiB; 0 for the most it may have. One that needs more is resumed with twice
    /// as much, up to that.
    #[arg(long, env = "ANNEAL_TRAINING_MEMORY_MIB", default_value_t = 0)]
    pub memory_mib: u64,
    /// The most memory a training may have, in MiB; 0 for an equal share of the host's, less a part for the system.
    #[arg(long, env = "ANNEAL_TRAINING_MOST_MEMORY_MIB", default_value_t = 0)]
    pub most_memory_mib: u64,
    /// Disk a training may fill, in MiB; 0 sets no limit.
    #[arg(long, env = "ANNEAL_TRAINING_DISK_MIB", default_value_t = 20_480)]
    pub disk_mib: u64,
    /// Seconds in which a training that makes no step, computes, moves and prints nothing counts as hung; 0 for never.
    #[arg(long, env = "ANNEAL_HANG_SECONDS", default_value_t = 120)]
    pub hang_seconds: u64,
    /// Processes and threads a training may have.
    #[arg(long, env = "ANNEAL_TRAINING_PIDS", default_value_t = 4096)]
    pub pids: i64,
    /// Docker network of trainings: `none`, or one without a route to the broker and the services.
    #[arg(long, env = "ANNEAL_TRAINING_NETWORK", default_value = "none")]
    pub network: String,
    /// File of CA certificates that image builds and package installs trust besides the usual ones; what
    /// `PIP_CERT` or `SSL_CERT_FILE` names unless set.
    #[arg(long, env = "ANNEAL_CA_BUNDLE")]
    pub ca_bundle: Option<PathBuf>,
}

/// Part of the host's memory that no training gets, in bytes: at most this, at most an eighth.
const SYSTEM_MEMORY: u64 = 1 << 30;

impl Config {
    /// What a training begins with and the most it may have, in bytes, on a host with this much memory. 0 means no
    /// limit.
    #[must_use]
    pub fn memory(&self, host: u64) -> (u64, u64) {
        let slots = self.slots.max(1) as u64;
        let share = host.saturating_sub(SYSTEM_MEMORY.min(host / 8)) / slots;
        let most = if self.most_memory_mib > 0 { self.most_memory_mib << 20 } else { share };
        match self.memory_mib << 20 {
            0 => (most, most),
            first if most > 0 => (first.min(most), most),
            first => (first, first),
        }
    }

    /// This host's name, fit for container names.
    #[must_use]
    pub fn host_name(&self) -> String {
        let system = || rustix::system::uname().nodename().to_string_lossy().into_owned();
        let name = self.host.clone().unwrap_or_else(system);
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect()
    }

    /// Extra certificates of this host: behind a company's proxy nothing can be installed without them.
    #[must_use]
    pub fn certificates(&self) -> Option<PathBuf> {
        let named = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let found = self.ca_bundle.clone().or_else(|| named("PIP_CERT")).or_else(|| named("SSL_CERT_FILE"));
        found.filter(|path| path.is_file())
    }

    /// Where work in progress is.
    #[must_use]
    pub fn work_dir(&self) -> PathBuf {
        self.data.join("work")
    }

    /// Where the log of an image's build is kept.
    #[must_use]
    pub fn image_log(&self, reference: &str) -> PathBuf {
        self.data.join("images").join(format!("{}.log", reference.replace(['/', ':'], "-")))
    }

    /// Where data sets are kept, a directory for each project.
    #[must_use]
    pub fn data_sets(&self) -> PathBuf {
        self.cache_dir().join("data")
    }

    /// Where environments and data sets are kept.
    #[must_use]
    pub fn cache_dir(&self) -> PathBuf {
        self.cache.clone().unwrap_or_else(|| self.data.join("cache"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    fn memory(flags: &[&str], host: u64) -> (u64, u64) {
        Config::parse_from(std::iter::once("trainer").chain(flags.iter().copied())).memory(host)
    }

    #[test]
    fn a_training_gets_its_share_of_the_host_unless_told_otherwise() {
        assert_eq!(memory(&[], 16 * GIB), (15 * GIB, 15 * GIB));
        assert_eq!(memory(&["--slots", "3"], 16 * GIB), (5 * GIB, 5 * GIB));
        assert_eq!(memory(&["--memory-mib", "2048"], 16 * GIB), (2 * GIB, 15 * GIB));
        assert_eq!(memory(&["--most-memory-mib", "4096"], 16 * GIB), (4 * GIB, 4 * GIB));
        assert_eq!(
            memory(&["--memory-mib", "8192", "--most-memory-mib", "4096"], 16 * GIB),
            (4 * GIB, 4 * GIB)
        );
        // Where nothing is known of the host.
        assert_eq!(memory(&[], 0), (0, 0));
        assert_eq!(memory(&["--memory-mib", "1024"], 0), (GIB, GIB));
    }
}
