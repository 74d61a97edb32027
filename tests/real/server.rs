//! A server under test, driven through the `anneal` command as its users drive it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A run, its image or environment included, must end in this time.
const LIMIT: Duration = Duration::from_secs(420);

/// Where Python environments are kept between tests.
pub(crate) fn cache() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    base.unwrap_or_else(std::env::temp_dir).join("anneal")
}

/// A binary of the workspace, built where it is not there.
pub(crate) fn binary(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    let test = std::env::current_exe().expect("this test's path");
    let dir = test.parent().and_then(Path::parent).expect("target directory").to_owned();
    BUILT.get_or_init(|| {
        let built = Command::new(env!("CARGO")).args(["build", "--quiet", "--workspace", "--bins"]).status();
        assert!(built.expect("cargo").success());
    });
    dir.join(name)
}

/// What a process of the system is started with: nothing of this shell's own settings.
pub(crate) fn command(name: &str) -> Command {
    let mut command = Command::new(binary(name));
    let ours = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_string_lossy().starts_with("ANNEAL_"));
    for name in ours.filter(|name| name != "ANNEAL_NATS_SERVER") {
        command.env_remove(name);
    }
    command.env("ANNEAL_CACHE", cache());
    command
}

/// `anneal up`, or anything else that answers at a URL.
pub(crate) struct Server {
    pub(crate) data: PathBuf,
    pub(crate) url: String,
    executor: &'static str,
    environment: Vec<(&'static str, String)>,
    process: Option<Child>,
}

impl Server {
    /// Starts `anneal up` on a data directory.
    pub(crate) fn up(data: &Path, executor: &'static str) -> Self {
        Self::up_with(data, executor, &[])
    }

    /// The same with settings of the services.
    pub(crate) fn up_with(data: &Path, executor: &'static str, settings: &[(&'static str, &str)]) -> Self {
        let environment = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let mut server = Self::at(String::new(), data);
        (server.executor, server.environment) = (executor, environment);
        server.start();
        server
    }

    /// Services that somebody else started.
    pub(crate) fn at(url: String, data: &Path) -> Self {
        Self { data: data.to_owned(), url, executor: "process", environment: Vec::new(), process: None }
    }

    /// Starts it, again after a kill.
    pub(crate) fn start(&mut self) {
        let log = self.data.with_extension("log");
        let file = File::create(&log).expect("a log");
        let child = command("anneal")
            .args(["up", "--listen", "127.0.0.1:0", "--executor", self.executor, "--data"])
            .arg(&self.data)
            .envs(self.environment.clone())
            .stdout(file.try_clone().expect("a log"))
            .stderr(file)
            .stdin(Stdio::null())
            .spawn()
            .expect("anneal up");
        self.process = Some(child);
        let began = Instant::now();
        loop {
            let text = fs::read_to_string(&log).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("anneal is up at "));
            if let Some(url) = line.and_then(|line| line.split(' ').next()) {
                self.url = url.to_owned();
                return;
            }
            let ended = self.process.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none() && began.elapsed() < LIMIT, "anneal up does not start: {text}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// SIGKILL: nothing is said, nothing is saved.
    pub(crate) fn kill(&mut self) {
        let mut child = self.process.take().expect("a running server");
        child.kill().expect("killed");
        child.wait().expect("gone");
    }

    /// Runs `anneal` with these arguments; its output.
    pub(crate) fn anneal(&self, arguments: &[&str]) -> String {
        let output = command("anneal").args(arguments).env("ANNEAL_URL", &self.url).output().expect("anneal");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "anneal {arguments:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    /// Submits a directory; the run.
    pub(crate) fn submit(&self, path: &Path) -> String {
        let told = self.anneal(&["submit", path.to_str().expect("UTF-8"), "-o", "json"]);
        let answer: Value = serde_json::from_str(&told).expect("JSON");
        answer["run"].as_str().expect("a run").to_owned()
    }

    pub(crate) fn show(&self, run: &str) -> Value {
        serde_json::from_str(&self.anneal(&["show", run, "-o", "json"])).expect("JSON")
    }

    /// Waits until the run has ended and somebody was told.
    pub(crate) fn wait(&self, run: &str) {
        self.wait_for(run, |view| view["notifications"].as_array().is_some_and(|told| !told.is_empty()));
    }

    /// Waits until the training that runs has done so many steps; its container's name.
    pub(crate) fn wait_for_step(&self, run: &str, step: u64) -> String {
        let view = self.wait_for(run, |view| view["current"]["step"].as_u64().is_some_and(|at| at >= step));
        let attempts = view["trials"][0]["attempts"].as_array().expect("attempts");
        attempts.last().and_then(|attempt| attempt["container"].as_str()).expect("a container").to_owned()
    }

    fn wait_for(&self, run: &str, done: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let view = self.show(run);
            if done(&view) {
                return view;
            }
            assert!(began.elapsed() < LIMIT, "still waiting: {view:#}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// The run's events, oldest first.
    pub(crate) fn events(&self, run: &str) -> Vec<Value> {
        let text = self.anneal(&["tail", run, "-o", "json", "--no-follow"]);
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// Steps that were finished, in the order they were told.
    pub(crate) fn steps(&self, run: &str) -> Vec<u64> {
        let url = format!("{}/api/v1/runs/{run}/events?signals=true&follow=true", self.url);
        let accept = "Accept: application/x-ndjson";
        // Signals have no end: what is there comes at once.
        let output =
            Command::new("curl").args(["-sN", "--max-time", "3", "-H", accept, &url]).output().expect("curl");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let events = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        events
            .filter(|event| event["type"] == "epoch_completed")
            .filter_map(|event| event["data"]["step"].as_u64())
            .collect()
    }

    /// Mails about a run.
    pub(crate) fn mails(&self, run: &str) -> Vec<String> {
        let entries = fs::read_dir(self.data.join("outbox")).into_iter().flatten().flatten();
        let about = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(run));
        about.map(|entry| fs::read_to_string(entry.path()).expect("a mail")).collect()
    }

    /// SIGKILL for a training and everything it started.
    pub(crate) fn kill_training(&self, container: &str) {
        let group =
            fs::read_to_string(self.data.join("work").join(container).join("pid")).expect("a process");
        let status = Command::new("kill").args(["-9", "--", &format!("-{}", group.trim())]).status();
        assert!(status.expect("kill").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Some(mut child) = self.process.take() else { return };
        let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        if stopped.is_err() {
            let _ = child.kill();
        }
        let _ = child.wait();
    }
}
