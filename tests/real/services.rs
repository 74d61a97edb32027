//! Seven services, seven processes, one nats-server.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::{self, Server};
use crate::{
    abandoned_with_its_traceback, accepted_as_pushed, assert_ended, refused_with_a_reason, sample,
    tuned_until_accepted,
};

const SERVICES: [&str; 7] = ["gateway", "fetcher", "classifier", "trainer", "tuner", "watchdog", "notifier"];

/// The services and their broker; all end with it.
pub(crate) struct Stack {
    data: PathBuf,
    broker: String,
    listen: String,
    children: Vec<(&'static str, Child)>,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

impl Stack {
    pub(crate) fn start(data: &Path) -> Self {
        let mut stack = Self::prepare(data);
        stack.launch_broker();
        SERVICES.iter().for_each(|service| stack.launch(service));
        stack.ready();
        stack
    }

    /// Everything but processes.
    fn prepare(data: &Path) -> Self {
        fs::create_dir_all(data).expect("made");
        let port = free_port();
        let store = data.join("store").display().to_string();
        let settings = format!("store_dir: {store:?}, sync_interval: always");
        let text = format!("listen: 127.0.0.1:{port}\njetstream {{ {settings} }}\n");
        fs::write(data.join("nats.conf"), text).expect("written");
        Self {
            data: data.to_owned(),
            broker: format!("nats://127.0.0.1:{port}"),
            listen: format!("127.0.0.1:{}", free_port()),
            children: Vec::new(),
        }
    }

    fn launch_broker(&mut self) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let nats = runtime.block_on(anneal_eventlog::embedded::locate()).expect("nats-server");
        let config = self.data.join("nats.conf");
        let broker = Command::new(nats).arg("--config").arg(config).stderr(Stdio::null()).spawn();
        // First, so that it ends last.
        self.children.insert(0, ("nats", broker.expect("started")));
    }

    pub(crate) fn launch(&mut self, service: &'static str) {
        self.launch_as(service, service, &[]);
    }

    /// Another one of a service, with a name of its own and settings.
    pub(crate) fn launch_as(&mut self, name: &'static str, service: &str, settings: &[(&str, &str)]) {
        let log = File::options().create(true).append(true).open(self.data.join(format!("{name}.log")));
        let child = server::command(&format!("anneal-{service}"))
            .env("ANNEAL_NATS_URL", &self.broker)
            .env("ANNEAL_LISTEN", &self.listen)
            .env("ANNEAL_DATA", &self.data)
            .env("ANNEAL_EXECUTOR", "process")
            .env("ANNEAL_LEASE_SECONDS", "8")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stderr(log.expect("a log"))
            .spawn();
        self.children.push((name, child.expect("started")));
    }

    /// Whether a service has ended by itself; it is forgotten then.
    pub(crate) fn has_died(&mut self, service: &str) -> bool {
        let at = self.children.iter().position(|(name, _)| *name == service).expect("launched");
        let died = self.children[at].1.try_wait().expect("asked").is_some();
        if died {
            self.children.remove(at);
        }
        died
    }

    pub(crate) fn kill(&mut self, service: &'static str) {
        let at = self.children.iter().position(|(name, _)| *name == service).expect("running");
        let (_, mut child) = self.children.remove(at);
        child.kill().expect("killed");
        child.wait().expect("gone");
    }

    fn ready(&self) {
        let began = Instant::now();
        while std::net::TcpStream::connect(&self.listen).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "the gateway does not listen");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    pub(crate) fn server(&self) -> Server {
        Server::at(format!("http://{}", self.listen), &self.data)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // Services first, so that they drain while there is a broker.
        for (_, mut child) in self.children.drain(..).rev() {
            let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
            let _ = child.wait();
        }
    }
}

#[test]
fn the_samples_end_as_they_should() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let stack = Stack::start(&dir.path().join("data"));
    let server = stack.server();
    accepted_as_pushed(&server, dir.path());
    tuned_until_accepted(&server, dir.path());
    abandoned_with_its_traceback(&server, dir.path());
    refused_with_a_reason(&server, dir.path());
}

#[test]
fn a_killed_trainer_adopts_its_training() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut stack = Stack::start(&dir.path().join("data"));
    let server = stack.server();
    let run = server.submit(&sample("digits-epochs", dir.path()));
    server.wait_for_step(&run, 5);
    stack.kill("trainer");
    std::thread::sleep(Duration::from_secs(2));
    stack.launch("trainer");
    server.wait(&run);
    let view = assert_ended(&server, &run, "accepted");
    assert_eq!(view["trials"][0]["attempts"].as_array().map(Vec::len), Some(1), "{view:#}");
    let steps = server.steps(&run);
    assert!((1..=30).all(|epoch| steps.contains(&epoch)), "{steps:?}");
}

#[test]
fn a_broker_that_is_killed_in_the_middle_costs_only_time() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut stack = Stack::start(&dir.path().join("data"));
    let server = stack.server();
    let run = server.submit(&sample("digits-epochs", dir.path()));
    server.wait_for_step(&run, 4);
    stack.kill("nats");
    std::thread::sleep(Duration::from_secs(4));
    stack.launch_broker();
    server.wait(&run);
    let view = assert_ended(&server, &run, "accepted");
    assert_eq!(view["trials"][0]["attempts"].as_array().map(Vec::len), Some(1), "{view:#}");
    let steps = server.steps(&run);
    assert!((1..=30).all(|epoch| steps.contains(&epoch)), "{steps:?}");
}

#[test]
fn services_that_start_before_their_broker_wait_for_it() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut stack = Stack::prepare(&dir.path().join("data"));
    SERVICES.iter().for_each(|service| stack.launch(service));
    std::thread::sleep(Duration::from_secs(2));
    stack.launch_broker();
    stack.ready();
    accepted_as_pushed(&stack.server(), dir.path());
}

/// Two trainers, each with a directory of its own.
fn with_two_hosts(stack: &mut Stack) {
    stack.kill("trainer");
    for name in ["host-a", "host-b"] {
        stack.launch_host(name);
    }
}

impl Stack {
    fn launch_host(&mut self, name: &'static str) {
        let data = self.data.join(name).display().to_string();
        self.launch_as(name, "trainer", &[("ANNEAL_HOST", name), ("ANNEAL_DATA", &data)]);
    }
}

fn host_of(events: &[serde_json::Value], attempt: u64) -> Option<String> {
    let started = events.iter().filter(|event| event["type"] == "training_started");
    let mut of_attempt = started.filter(|event| event["data"]["attempt"].as_u64() == Some(attempt));
    Some(of_attempt.next()?["data"]["host"].as_str()?.to_owned())
}

#[test]
fn a_silent_hosts_training_goes_on_elsewhere_and_its_own_ends_when_it_returns() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let mut stack = Stack::start(&dir.path().join("data"));
    with_two_hosts(&mut stack);
    let server = stack.server();
    let run = server.submit(&sample("digits-epochs", dir.path()));
    let container = server.wait_for_step(&run, 3);
    let first = host_of(&server.events(&run), 1).expect("claimed");
    let (lost, other) = if first == "host-a" { ("host-a", "host-b") } else { ("host-b", "host-a") };
    // Its trainer is gone, and what it trains goes on, as when its network is cut.
    stack.kill(lost);
    let pid = fs::read_to_string(stack.data.join(lost).join("work").join(&container).join("pid"));
    let pid = pid.expect("a process").trim().to_owned();
    let began = Instant::now();
    while host_of(&server.events(&run), 2).is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "nobody took the training over");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(host_of(&server.events(&run), 2).as_deref(), Some(other));
    stack.launch_host(lost);
    server.wait(&run);
    crate::assert_resumed(&server, &run, 30);
    assert!(!Path::new("/proc").join(&pid).exists(), "the returned host's own training still runs");
    let crashes = server.events(&run);
    let crash = crashes.iter().find(|event| event["type"] == "training_crashed").expect("closed");
    assert_eq!(crash["data"]["reason"]["code"], "host_lost", "{crash:#}");
}
