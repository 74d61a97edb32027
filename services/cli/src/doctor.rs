//! `anneal doctor`: what this machine needs, and what to do where it is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anneal_eventlog::{durability, embedded};
use rustix::fs::{Access, access, statvfs};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

use crate::args::Output;
use crate::client::Client;
use crate::fault::Fault;
use crate::up::default_data;

/// How long a broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// One thing that was looked at.
struct Check {
    name: &'static str,
    ok: bool,
    /// Whether anneal can work without it.
    optional: bool,
    found: String,
    remedy: &'static str,
}

pub(crate) async fn run(client: &Client, output: Output) -> Result<ExitCode, Fault> {
    let checks = [python(), venv(), docker(), data(), broker().await, server(client).await];
    for check in &checks {
        if output.is_json() {
            let told = json!({"check": check.name, "ok": check.ok, "optional": check.optional,
                "found": check.found, "remedy": if check.ok { "" } else { check.remedy }});
            say!("{told}");
            continue;
        }
        let mark = match (check.ok, check.optional) {
            (true, _) => "ok",
            (false, true) => "no",
            (false, false) => "MISSING",
        };
        say!("{mark:<8} {:<10} {}", check.name, check.found);
        if !check.ok {
            say!("         {:<10} {}", "", check.remedy);
        }
    }
    let well = checks.iter().all(|check| check.ok || check.optional);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A command's output, or why there is none.
fn output_of(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

fn check(name: &'static str, optional: bool, found: Result<String, String>, remedy: &'static str) -> Check {
    let ok = found.is_ok();
    let found = found.unwrap_or_else(|why| why.lines().last().unwrap_or_default().to_owned());
    Check { name, ok, optional, found, remedy }
}

fn python() -> Check {
    check("python", false, output_of("python3", &["--version"]), "install Python 3.9 or newer")
}

fn venv() -> Check {
    let found = output_of("python3", &["-c", "import venv, ensurepip; print('venv and pip')"]);
    check("venv", true, found, "install Python's venv module (Debian: python3-venv) to train without Docker")
}

fn docker() -> Check {
    let found = output_of("docker", &["version", "--format", "engine {{.Server.Version}}"]);
    check(
        "docker",
        true,
        found,
        "start a Docker engine to train in containers; without one trainings are processes, not isolated",
    )
}

/// A run's images, environments, checkpoints and models easily come to this.
const ROOM: u64 = 5 * 1024 * 1024 * 1024;

/// Where `anneal up` keeps everything: writable, and with room.
fn data() -> Check {
    let dir = std::env::var_os("ANNEAL_DATA").map(PathBuf::from).map_or_else(default_data, Ok);
    let found = dir.map_err(|fault| fault.to_string()).and_then(|dir| room(&dir, ROOM));
    check("data", false, found, "make room, or choose another directory: `anneal up --data DIR`, ANNEAL_DATA")
}

fn room(dir: &Path, wanted: u64) -> Result<String, String> {
    let there = dir.ancestors().find(|dir| dir.exists()).unwrap_or(dir);
    let said = |error: rustix::io::Errno| format!("{}: {error}", there.display());
    access(there, Access::WRITE_OK | Access::EXEC_OK).map_err(said)?;
    let disk = statvfs(there).map_err(said)?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let told = format!("{}, {:.1} GiB free", dir.display(), free as f64 / f64::from(1 << 30));
    if free < wanted { Err(told) } else { Ok(told) }
}

/// The broker that `anneal up` would use.
async fn broker() -> Check {
    let Ok(url) = std::env::var("ANNEAL_NATS_URL") else {
        let located = embedded::locate().await.map_err(|error| error.to_string());
        let found = located.map(|path| format!("{} (its own, sync_interval always)", path.display()));
        return check(
            "broker",
            false,
            found,
            "install nats-server 2.15.1 and set ANNEAL_NATS_SERVER to its path",
        );
    };
    let asked = tokio::time::timeout(PATIENCE, greeting(&url)).await;
    let found = asked.map_err(|_| format!("{url} does not answer"));
    let found = found.and_then(|greeting| suitable(&url, &greeting.map_err(|e| format!("{url}: {e}"))?));
    let found = match found {
        Ok(found) => durable(found, &monitor_of(&url)).await,
        Err(why) => Err(why),
    };
    check("broker", false, found, "start nats-server 2.11 or newer with JetStream, sync_interval: always")
}

/// What a broker says of itself to whoever connects.
async fn greeting(url: &str) -> std::io::Result<Value> {
    let first = url.split(',').next().unwrap_or_default();
    let host = first.rsplit(['/', '@']).next().unwrap_or_default();
    let address = if host.contains(':') { host.to_owned() } else { format!("{host}:4222") };
    let mut line = String::new();
    let stream = tokio::net::TcpStream::connect(address).await?;
    BufReader::new(stream.take(64 * 1024)).read_line(&mut line).await?;
    let info = line.strip_prefix("INFO ").unwrap_or_default();
    serde_json::from_str(info).map_err(|_| std::io::Error::other("this is no nats-server"))
}

fn suitable(url: &str, greeting: &Value) -> Result<String, String> {
    let version = greeting["version"].as_str().unwrap_or("?");
    let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
    if (numbers.next(), numbers.next()) < (Some(2), Some(11)) {
        return Err(format!("{url} is nats-server {version}, too old"));
    }
    if greeting["jetstream"] != true {
        return Err(format!("{url} has no JetStream"));
    }
    Ok(format!("{url}, nats-server {version}"))
}

/// The broker's monitoring address: the one that is set, else the usual port beside the broker's.
fn monitor_of(url: &str) -> String {
    std::env::var("ANNEAL_NATS_MONITOR").unwrap_or_else(|_| {
        let first = url.split(',').next().unwrap_or_default();
        let host = first.rsplit(['/', '@']).next().unwrap_or_default();
        format!("http://{}:8222", host.rsplit_once(':').map_or(host, |(host, _)| host))
    })
}

/// Whether the broker has on its disk what it acknowledged.
async fn durable(found: String, monitor: &str) -> Result<String, String> {
    match durability::syncs_always(monitor).await {
        Ok(true) => Ok(format!("{found}, syncs always")),
        Ok(false) => Err(format!(
            "{found} acknowledges writes before they are on its disk: a power cut loses the last two minutes"
        )),
        Err(why) => Ok(format!("{found}; whether its sync_interval is always is not known: {why}")),
    }
}

async fn server(client: &Client) -> Check {
    let url = client.url().to_owned();
    let found = if client.is_up().await { Ok(url) } else { Err(format!("no server at {url}")) };
    check("server", true, found, "start one with `anneal up`")
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    #[test]
    fn a_directory_that_is_not_there_yet_has_the_room_of_the_one_it_will_be_in() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let new = dir.path().join("a/b");
        assert!(room(&new, 0).expect("room").contains("GiB free"));
        assert!(room(&new, u64::MAX).is_err());
        assert!(!new.exists());
    }

    #[test]
    fn a_broker_is_new_enough_and_has_jetstream() {
        let told = |version: &str, jetstream: bool| {
            suitable("nats://b", &json!({"version": version, "jetstream": jetstream}))
        };
        assert!(told("2.15.1", true).expect("fine").contains("2.15.1"));
        assert!(told("2.11.0-RC.1", true).is_ok() && told("3.0.0", true).is_ok());
        assert_eq!(told("2.9.10", true), Err("nats://b is nats-server 2.9.10, too old".to_owned()));
        assert_eq!(told("2.15.1", false), Err("nats://b has no JetStream".to_owned()));
    }

    #[tokio::test]
    async fn a_broker_that_syncs_now_and_then_is_not_well() {
        for (interval, well) in [("always", true), ("2m", false)] {
            let dir = tempfile::tempdir().expect("temporary directory");
            let port = || {
                let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
                listener.local_addr().expect("an address").port()
            };
            let (clients, monitor) = (port(), port());
            let store = dir.path().join("store");
            let text = format!(
                "listen: 127.0.0.1:{clients}\nhttp: 127.0.0.1:{monitor}\njetstream {{ store_dir: {store:?}, sync_interval: {interval} }}\n"
            );
            let config = dir.path().join("nats.conf");
            std::fs::write(&config, text).expect("written");
            let nats = embedded::locate().await.expect("nats-server");
            let mut broker = tokio::process::Command::new(nats);
            let broker = broker.arg("--config").arg(&config).stderr(std::process::Stdio::null());
            let _broker = broker.kill_on_drop(true).spawn().expect("started");
            let monitor = format!("http://127.0.0.1:{monitor}");
            while durability::syncs_always(&monitor).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let told = durable("a broker".to_owned(), &monitor).await;
            assert_eq!(told.is_ok(), well, "{told:?}");
        }
        let unknown = durable("a broker".to_owned(), "http://127.0.0.1:1").await;
        assert!(unknown.expect("not known").contains("not known"));
    }

    #[tokio::test]
    async fn a_broker_says_what_it_is() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("nats://user:word@{}", listener.local_addr().expect("an address"));
        let answer = |text: &'static str| async {
            let (mut stream, _) = listener.accept().await.expect("a client");
            stream.write_all(text.as_bytes()).await.expect("written");
        };
        let (info, ()) = tokio::join!(greeting(&url), answer("INFO {\"version\":\"2.15.1\"} \r\nPING\r\n"));
        assert_eq!(info.expect("a greeting")["version"], "2.15.1");
        let (info, ()) = tokio::join!(greeting(&url), answer("SSH-2.0-x\r\n"));
        assert_eq!(info.expect_err("another server").to_string(), "this is no nats-server");
    }
}
