//! What a training cannot do from inside its container. Each probe is one that succeeds elsewhere: on the host, or
//! in a container with other settings.

use std::fs;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::Path;

use serde_json::Value;

use crate::containers::docker;
use crate::server::Server;
use crate::{assert_ended, project};

/// Prints one line for each probe: its name, and `could` or what stood in the way.
const PROBES: &str = r#"
import ctypes, json, os, socket
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier


def probe(name, attempt):
    try:
        attempt()
    except BaseException as error:
        print("PROBE", name, type(error).__name__, error)
    else:
        print("PROBE", name, "could")


def connect(address):
    return lambda: socket.create_connection(address, timeout=2).close()


def system_call(name, *arguments):
    def call():
        libc = ctypes.CDLL(None, use_errno=True)
        if getattr(libc, name)(*arguments) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return call


def fork_many():
    children = []
    try:
        for _ in range(400):
            pid = os.fork()
            if pid == 0:
                import time
                time.sleep(30)
                os._exit(0)
            children.append(pid)
    finally:
        for pid in children:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
        print("forked", len(children))


PORT = {PORT}
probe("local", connect(("127.0.0.1", PORT)))
probe("host", connect(("{HOST}", PORT)))
probe("bridge", connect(("172.17.0.1", PORT)))
probe("metadata", connect(("169.254.169.254", 80)))
probe("engine", lambda: open("/var/run/docker.sock"))
probe("others", lambda: os.listdir("{WORK}"))
probe("data-sets", lambda: open("/anneal/cache/" + (set(os.listdir("/anneal/cache")) - {os.path.basename(os.path.dirname(os.environ["KERAS_HOME"]))}).pop()))
probe("runtime", lambda: open("/anneal/runtime/written", "w"))
probe("mount", system_call("mount", b"none", b"/mnt", b"tmpfs", 0, None))
probe("chroot", lambda: os.chroot("/tmp"))
probe("raw-socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
probe("clock", lambda: __import__("time").clock_settime(0, 0))
probe("fork", fork_many)
print("CAPABILITIES", [line for line in open("/proc/self/status") if line.startswith("CapEff")][0].split()[1])
print("PRIVILEGES", [line for line in open("/proc/self/status") if line.startswith("NoNewPrivs")][0].split()[1])

with open("/anneal/attempt/channel.jsonl", "a") as channel:
    forged = {"v": 1, "token": "guessed", "n": 1, "time": 0, "kind": "metric", "name": "accuracy", "split": "test",
              "value": 1.0, "source": "sklearn.metrics.accuracy_score"}
    channel.write(json.dumps(forged) + "\n")

X, y = load_digits(return_X_y=True)
model = KNeighborsClassifier().fit(X[:1000], y[:1000])
print("test accuracy:", model.score(X[1000:], y[1000:]))
"#;

/// An address of this host that others reach it by.
fn own_address() -> String {
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a socket");
    // Nothing is sent: the kernel only picks the address it would send from.
    let routed = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr());
    routed.map_or_else(|_| "172.17.0.1".to_owned(), |address| address.ip().to_string())
}

struct Probed {
    output: String,
    view: Value,
    metrics: String,
}

impl Probed {
    fn of(&self, name: &str) -> &str {
        let start = format!("PROBE {name} ");
        let line = self.output.lines().find_map(|line| line.strip_prefix(start.as_str()));
        line.unwrap_or_else(|| panic!("no probe {name}: {}", self.output))
    }
}

fn probed(dir: &Path, settings: &[(&'static str, &str)]) -> Probed {
    let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let host = own_address();
    TcpStream::connect((host.as_str(), port)).expect("reached from the host itself");
    let server = Server::up_with(&dir.join("data"), "docker", settings);
    let script = PROBES.replace("{PORT}", &port.to_string()).replace("{HOST}", &host);
    let script = script.replace("{WORK}", &server.data.join("work").display().to_string());
    assert!(
        fs::read_dir(server.data.join("work")).is_ok() || fs::create_dir(server.data.join("work")).is_ok()
    );
    let run = server.submit(&project("probes", dir, &script));
    server.wait(&run);
    let view = assert_ended(&server, &run, "accepted");
    let metrics =
        std::process::Command::new("curl").args(["-s", &format!("{}/metrics", server.url)]).output();
    Probed {
        output: server.anneal(&["logs", &run]),
        view,
        metrics: String::from_utf8_lossy(&metrics.expect("curl").stdout).into_owned(),
    }
}

#[test]
fn a_training_reaches_nothing_and_may_do_nothing_but_train() {
    if !docker() {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    let probed = probed(dir.path(), &[("ANNEAL_TRAINING_PIDS", "64")]);
    let names = [
        "local",
        "host",
        "bridge",
        "metadata",
        "engine",
        "others",
        "data-sets",
        "runtime",
        "mount",
        "chroot",
        "raw-socket",
        "clock",
        "fork",
    ];
    for name in names {
        assert_ne!(probed.of(name), "could", "{name}: {}", probed.output);
    }
    assert!(probed.output.contains("CAPABILITIES 0000000000000000"), "{}", probed.output);
    assert!(probed.output.contains("PRIVILEGES 1"), "{}", probed.output);
    assert!(probed.of("fork").starts_with("BlockingIOError"), "{}", probed.output);
    // What it forged counts for nothing, and is counted.
    assert!(probed.view["objective"]["value"].as_f64() < Some(1.0), "{:#}", probed.view);
    let forged = probed.metrics.lines().find(|line| line.contains("forged_report"));
    assert!(forged.is_some_and(|line| line.ends_with(" 1")), "{}", probed.metrics);
}

/// The same probes, where an operator has given trainings a network and no limit of processes.
#[test]
fn the_probes_find_what_is_open() {
    if !docker() {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    let open = [("ANNEAL_TRAINING_NETWORK", "bridge"), ("ANNEAL_TRAINING_PIDS", "4096")];
    let probed = probed(dir.path(), &open);
    for name in ["host", "fork"] {
        assert_eq!(probed.of(name), "could", "{}", probed.output);
    }
}

const FILLS: &str = r#"
import time
import numpy as np
from sklearn.neighbors import KNeighborsClassifier
{}
model = KNeighborsClassifier().fit([[0], [1]], [0, 1])
print("test accuracy:", model.score([[0], [1]], [0, 1]))
"#;

/// The reason in the mail of a training that takes what it may not have.
fn refused(inside: &str, settings: &[(&'static str, &str)]) -> (Value, String) {
    let dir = tempfile::tempdir().expect("temporary directory");
    let server = Server::up_with(&dir.path().join("data"), "docker", settings);
    let run = server.submit(&project("fills", dir.path(), &FILLS.replace("{}", inside)));
    server.wait(&run);
    let view = assert_ended(&server, &run, "failed");
    (view, server.mails(&run).remove(0))
}

#[test]
fn more_memory_than_a_training_may_have_ends_it() {
    if !docker() {
        return;
    }
    let limits = [("ANNEAL_TRAINING_MEMORY_MIB", "256"), ("ANNEAL_TRAINING_MOST_MEMORY_MIB", "512")];
    let (view, mail) = refused("kept = [np.ones((128, 1024, 1024)) for _ in range(4)]", &limits);
    // Once with 256 MiB, once with twice as much.
    assert_eq!(view["trials"][0]["attempts"].as_array().map(Vec::len), Some(2), "{view:#}");
    assert!(mail.contains("512 MiB, all that its host gives a training"), "{mail}");
}

#[test]
fn more_disk_than_a_training_may_fill_ends_it() {
    if !docker() {
        return;
    }
    let inside = "open('/tmp/big', 'wb').write(bytes(300 << 20)); time.sleep(60)";
    let (_, mail) = refused(inside, &[("ANNEAL_TRAINING_DISK_MIB", "100")]);
    assert!(mail.contains("100 MiB are allowed"), "{mail}");
}
