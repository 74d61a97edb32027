//! Attempts as processes of this host, in virtual environments. It does not isolate: the training has the
//! rights of the trainer.
//!
//! An attempt is a small shell that runs the training, in a process group of its own. It outlives the
//! trainer, and leaves in the attempt's directory what the trainer must know later: `pid`, then `exit`.

mod environment;

use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use rustix::process::{Pid, Signal, kill_process_group};

use super::{Executor, ExecutorError, Exit, Image, Launch, PrepareError};
use crate::config::Config;
use environment::Environments;

/// Runs the training once, whoever starts it how often: the directory `claimed` is made by one alone.
const SHELL: &str = r#"mkdir claimed 2>/dev/null || exit 0
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

    async fn kill(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let Some(pid) = alive(launch) else { return Ok(()) };
        match kill_process_group(pid, Signal::KILL) {
            Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
            Err(error) => Err(ExecutorError::new("killing a process group")(&error)),
        }
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
mod tests {
    use super::*;

    struct Attempt {
        launch: Launch,
        _dir: tempfile::TempDir,
    }

    fn attempt(name: &str, script: &str) -> Attempt {
        let dir = tempfile::tempdir().expect("temporary directory");
        fs::create_dir(dir.path().join("source")).expect("made");
        fs::create_dir_all(dir.path().join("env/bin")).expect("made");
        std::os::unix::fs::symlink("/bin/sh", dir.path().join("env/bin/python")).expect("linked");
        let launch = Launch {
            name: name.to_owned(),
            image: dir.path().join("env").display().to_string(),
            dir: dir.path().to_owned(),
            command: vec!["-c".to_owned(), script.to_owned()],
            environment: vec![("GREETING".to_owned(), "hello".to_owned())],
            memory: 0,
        };
        Attempt { launch, _dir: dir }
    }

    fn executor() -> ProcessExecutor {
        let cache = tempfile::tempdir().expect("temporary directory").keep();
        let config = clap::Parser::parse_from(["trainer", "--cache", &cache.display().to_string()]);
        ProcessExecutor::new(&config).expect("usable")
    }

    #[tokio::test]
    async fn the_status_and_the_output_are_kept_and_it_runs_once() {
        let (executor, attempt) =
            (executor(), attempt("anneal-once", "echo $GREETING:$CARGO_MANIFEST_DIR; exit 3"));
        for _ in 0..3 {
            executor.start(&attempt.launch).await.expect("started");
        }
        let exit = executor.wait(&attempt.launch).await.expect("ended");
        assert_eq!(exit.code, Some(3));
        let output = fs::read_to_string(attempt.launch.dir.join("stdout.log")).expect("kept");
        // Nothing of the trainer's own environment but what is passed on purpose.
        assert_eq!(output, "hello:\n");
    }

    #[tokio::test]
    async fn a_killed_training_is_told_from_a_lost_one() {
        let (executor, attempt) = (executor(), attempt("anneal-killed", "kill -9 $$"));
        executor.start(&attempt.launch).await.expect("started");
        assert_eq!(executor.wait(&attempt.launch).await.expect("ended").signal, Some(9));
    }

    #[tokio::test]
    async fn killing_ends_everything_it_started() {
        let (executor, attempt) = (executor(), attempt("anneal-group", "sleep 600 & sleep 600"));
        executor.start(&attempt.launch).await.expect("started");
        while alive(&attempt.launch).is_none() {
            tokio::time::sleep(POLL).await;
        }
        executor.kill(&attempt.launch).await.expect("killed");
        let exit = executor.wait(&attempt.launch).await.expect("ended");
        assert!(exit.lost, "{exit:?}");
        assert_eq!(alive(&attempt.launch), None);
    }
}
