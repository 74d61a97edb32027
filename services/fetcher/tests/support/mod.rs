//! Real repositories, made with the `git` command, and a fetcher to try on them.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anneal_chassis::{Context, Effects as _};
use anneal_eventlog::{EventLog as _, Faults, Memory};
use anneal_fetcher::{Config, Fetch, Fetching, Origin, Want};
use anneal_proto::RunId;
use anneal_proto::v1::{Reason, SourceFetched};
use clap::Parser as _;
use tempfile::TempDir;

pub mod http;

/// A repository with a work tree.
pub struct Repository {
    pub directory: TempDir,
}

impl Repository {
    pub fn new() -> Self {
        let repository = Self { directory: tempfile::tempdir().expect("temporary directory") };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// A repository whose commits each write one file.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let repository = Self::new();
        for (name, text) in files {
            repository.write(name, text);
        }
        repository.commit("first\n\nand more");
        repository
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        write(self.path(), name, text)
    }

    /// Commits everything; gives the commit's id.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all", "--force"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn git(&self, words: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"])
            .args(words)
            .current_dir(self.path())
            .output()
            .expect("git runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {words:?}: {said}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

pub fn write(directory: &Path, name: &str, text: &str) -> PathBuf {
    let path = directory.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    std::fs::write(&path, text).expect("written");
    path
}

/// A fetcher's effects over an empty log.
pub struct Bench {
    pub log: Memory,
    fetching: Fetching,
}

pub fn config(words: &[&str]) -> Config {
    Config::parse_from([&["anneal-fetcher"], words].concat())
}

impl Bench {
    pub fn new() -> Self {
        Self::limited(&[])
    }

    pub fn limited(words: &[&str]) -> Self {
        let log = Memory::new(Faults::default());
        let context = Context::new(Arc::new(log.clone()));
        Self { fetching: Fetching::new(&context, &config(words)).expect("usable settings"), log }
    }

    pub async fn fetch(&self, origin: Origin, want: Want) -> Result<SourceFetched, Reason> {
        let run = RunId::of_delivery("test", "fetch", "1");
        self.fetching.perform(&run, Fetch { origin, want }).await.expect("the log is there")
    }

    pub async fn local(&self, path: &Path, want: Want) -> Result<SourceFetched, Reason> {
        self.fetch(Origin::Local(path.to_owned()), want).await
    }

    /// What the archive holds: mode and text by path.
    pub async fn unpacked(&self, fetched: &SourceFetched) -> BTreeMap<String, (u32, String)> {
        let object = fetched.object.as_ref().expect("an object");
        let bytes = self.log.object(object).await.expect("stored");
        let mut tar = tar::Archive::new(bytes.as_slice());
        let entries = tar.entries().expect("a tar").map(|entry| {
            let mut entry = entry.expect("an entry");
            let header = entry.header();
            assert_eq!(
                (header.mtime().ok(), header.uid().ok(), header.gid().ok()),
                (Some(0), Some(0), Some(0))
            );
            let mode = header.mode().expect("a mode");
            let name = entry.path().expect("a name").display().to_string();
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("text");
            (name, (mode, text))
        });
        entries.collect()
    }
}

pub fn at_ref(reference: &str) -> Want {
    Want { reference: reference.to_owned(), commit: String::new() }
}

pub fn at_commit(commit: &str) -> Want {
    Want { reference: String::new(), commit: commit.to_owned() }
}

/// The code of a failure, once it is shown to say where and what to do.
pub fn code(answer: &Result<SourceFetched, Reason>) -> &str {
    let reason = answer.as_ref().expect_err("a failure");
    assert!(
        !reason.what.is_empty() && !reason.location.is_empty() && !reason.remedy.is_empty(),
        "{reason:?}"
    );
    &reason.code
}
