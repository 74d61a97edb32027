//! Attempts as processes of this host, in virtual environments. It does not isolate: the training has the
//! rights of the trainer.
//!
//! An attempt is a small shell that runs the training, in a process group of its own. It outlives the
//! trainer, and leaves in the attempt's directory what the trainer must know later: `pid`, then `exit`.
//! Its memory is watched, not limited by the kernel: it is ended when it is found to use more than it may.

mod environment;
mod usage;

use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use rustix::process::{Pid, Signal, kill_process_group};

use super::{Executor, ExecutorError, Exit, Image, Launch, PrepareError, Usage};
use crate::config::Config;
use environment::Environments;

/// Runs the training once, whoever starts it how often: the directory `claimed` is made by one alone.
/// The signal that asks for stacks goes to the whole group, and only the runtime has a handler for it.
const SHELL: &str = r#"mkdir claimed 2>/dev/null || exit 0
trap '' USR1
echo $$ > pid.new && mv pid.new pid
cd source && "$@" </dev/null >>../stdout.log 2>>../stderr.log
code=$?
cd .. && echo $code > exit.new && mv exit.new exit"#;
/// What a training sees of the trainer's environment: nothing that is secret.
const PASSED: &[&str] =
    &["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];
/// As above, by the start of their names.
const PASSED_PREFIXES: &[&str] = &["OMP_", "OPENBLAS_", "MKL_", "CUDA_"];
/// An attempt that has no process this long after its start never got one.
const GRACE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

/// Runs attempts as processes.
pub(super) struct ProcessExecutor {
    environments: Environments,
}

impl ProcessExecutor {
    pub(super) fn new(config: &Config) -> Result<Self, ExecutorError> {
        Ok(Self { environments: Environments::new(config)? })
    }
}

/// The attempt's process, if it has one and it is alive.
fn alive(launch: &Launch) -> Option<Pid> {
    let text = fs::read_to_string(launch.dir.join("pid")).ok()?;
    let pid: i32 = text.trim().parse().ok()?;
    // The name is on the shell's command line, so that a number used again is not taken for it.
    let line = fs::read(format!("/proc/{pid}/cmdline")).or_else(|_| ps(pid)).ok()?;
    let name = launch.name.as_bytes();
    let found = line.windows(name.len()).any(|part| part == name);
    Pid::from_raw(pid).filter(|_| found)
}

/// The command line where there is no `/proc`.
fn ps(pid: i32) -> std::io::Result<Vec<u8>> {
    Ok(Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output()?.stdout)
}

/// How it ended, once it has said so.
fn exit_of(dir: &Path) -> Option<Exit> {
    let status: i32 = fs::read_to_string(dir.join("exit")).ok()?.trim().parse().ok()?;
    // A shell reports death by signal n as 128 + n.
    let exit = match status {
        129..=192 => Exit { signal: Some(status - 128), ..Exit::default() },
        status => Exit { code: Some(status), ..Exit::default() },
    };
    Some(exit)
}

/// Sends a signal to the attempt and everything it started.
fn signal(launch: &Launch, signal: Signal) -> Result<(), ExecutorError> {
    let Some(pid) = alive(launch) else { return Ok(()) };
    match kill_process_group(pid, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(ExecutorError::new("signalling a process group")(&error)),
    }
}

#[async_trait]
impl Executor for ProcessExecutor {
    fn name(&self) -> &'static str {
        "process"
    }

    fn inside(&self, path: &Path, _launch_dir: &Path) -> PathBuf {
        path.to_owned()
    }

    async fn prepare(&self, image: &str, requirements: &[String]) -> Result<Image, PrepareError> {
        self.environments.ready(image, requirements).await
    }

    async fn start(&self, launch: &Launch) -> Result<(), ExecutorError> {
        if launch.dir.join("claimed").exists() {
            return Ok(());
        }
        let python = Path::new(&launch.image).join("bin/python");
        let mut command = Command::new("sh");
        command.args(["-c", SHELL, &launch.name]).arg(python).args(&launch.command);
        command.current_dir(&launch.dir).env_clear();
        let passed =
            |name: &str| PASSED.contains(&name) || PASSED_PREFIXES.iter().any(|p| name.starts_with(p));
        command.envs(std::env::vars().filter(|(name, _)| passed(name)));
        command.envs(launch.environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let child = tokio::process::Command::from(command).spawn();
        // Dropped, not waited for: tokio reaps it, and it may outlive this process.
        child.map(drop).map_err(|error| ExecutorError::new("starting a process")(&error))
    }

    async fn wait(&self, launch: &Launch) -> Result<Exit, ExecutorError> {
        let since = Instant::now();
        loop {
            if let Some(exit) = exit_of(&launch.dir) {
                return Ok(exit);
            }
            let begun = launch.dir.join("pid").exists();
            if alive(launch).is_none() && (begun || since.elapsed() > GRACE) {
                // It may have said so between the two looks.
                let lost = Exit { lost: true, ..Exit::default() };
                return Ok(exit_of(&launch.dir).unwrap_or(lost));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn usage(&self, launch: &Launch) -> Result<Option<Usage>, ExecutorError> {
        Ok(alive(launch).and_then(usage::of))
    }

    async fn ask_for_stacks(&self, launch: &Launch) -> Result<(), ExecutorError> {
        signal(launch, Signal::USR1)
    }

    async fn memory(&self) -> u64 {
        usage::host_memory()
    }

    async fn kill(&self, launch: &Launch) -> Result<(), ExecutorError> {
        signal(launch, Signal::KILL)
    }

    async fn remove(&self, launch: &Launch) -> Result<(), ExecutorError> {
        match fs::remove_dir_all(&launch.dir) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(ExecutorError::new("removing an attempt's directory")(&error))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
