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
    /// Memory a training may use, in MiB; 0 sets no limit.
    #[arg(long, env = "ANNEAL_TRAINING_MEMORY_MIB", default_value_t = 0)]
    pub memory_mib: u64,
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

impl Config {
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

    /// Where environments and data sets are kept.
    #[must_use]
    pub fn cache_dir(&self) -> PathBuf {
        self.cache.clone().unwrap_or_else(|| self.data.join("cache"))
    }
}
