//! Archives that are uploaded with a push.

mod support;

use anneal_eventlog::{Bucket, EventLog as _};
use anneal_fetcher::{Origin, Want};
use anneal_proto::v1::{Reason, SourceFetched};
use support::{Bench, Repository, at_commit, code};
use tar::{Builder, EntryType, Header};

struct Upload(Builder<Vec<u8>>);

impl Upload {
    fn new() -> Self {
        Self(Builder::new(Vec::new()))
    }

    /// Adds an entry as it stands: the builder's own checks would keep bad names out.
    fn entry(mut self, kind: EntryType, name: &str, target: &str, text: &str) -> Self {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(text.len() as u64);
        header.set_mode(0o640);
        header.set_mtime(1_700_000_000);
        let fields = header.as_gnu_mut().expect("a GNU header");
        fields.name[..name.len()].copy_from_slice(name.as_bytes());
        fields.linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_cksum();
        self.0.append(&header, text.as_bytes()).expect("appended");
        self
    }

    fn file(self, name: &str, text: &str) -> Self {
        self.entry(EntryType::Regular, name, "", text)
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("a tar")
    }
}

async fn fetch(bench: &Bench, bytes: Vec<u8>, want: Want) -> Result<SourceFetched, Reason> {
    let object = bench.log.put(Bucket::Sources, bytes).await.expect("stored");
    bench.fetch(Origin::Upload(object), want).await
}

#[tokio::test]
async fn an_upload_is_packed_anew() {
    let bench = Bench::new();
    let upload = Upload::new()
        .entry(EntryType::Directory, "./src/", "", "")
        .file("./src/b.py", "1")
        .file("a.py", "old")
        .file("a.py", "new")
        .file("src/__pycache__/b.pyc", "left out")
        .file(".git/config", "left out")
        .entry(EntryType::Symlink, "etc", "/etc/passwd", "")
        .entry(EntryType::Symlink, "c.py", "src/b.py", "")
        .entry(EntryType::Link, "d.py", "src/b.py", "")
        .entry(EntryType::Link, "e.py", "/etc/passwd", "")
        .entry(EntryType::Char, "null", "", "")
        .entry(EntryType::Fifo, "pipe", "", "");
    let fetched = fetch(&bench, upload.bytes(), at_commit("abcd")).await.expect("fetched");
    let files = bench.unpacked(&fetched).await;
    let texts: Vec<_> =
        files.iter().map(|(name, (mode, text))| (name.as_str(), *mode, text.as_str())).collect();
    let expected =
        [("a.py", 0o644, "new"), ("c.py", 0o644, "1"), ("d.py", 0o644, "1"), ("src/b.py", 0o644, "1")];
    assert_eq!(texts, expected);
    assert_eq!((fetched.commit.as_str(), fetched.files, fetched.bytes), ("abcd", 4, 6));
    assert_eq!(Some(fetched.tree), fetched.object.map(|object| object.digest));
}

#[tokio::test]
async fn an_archive_of_git_is_the_tree_of_git() {
    let repository = Repository::with(&[("train.py", "1"), ("src/net.py", "2")]);
    let long = format!("{}/{}.py", "d".repeat(120), "n".repeat(120));
    repository.write(&long, "3");
    repository.commit("a long name");
    let file = tempfile::NamedTempFile::new().expect("temporary file");
    repository.git(&["archive", "--output", file.path().to_str().expect("text"), "--format=tar", "HEAD"]);
    let bench = Bench::new();
    let bytes = std::fs::read(file.path()).expect("read");
    let uploaded = fetch(&bench, bytes, Want::default()).await.expect("fetched");
    let local = bench.local(repository.path(), Want::default()).await.expect("fetched");
    assert_eq!(uploaded.object, local.object);
}

#[tokio::test]
async fn bytes_that_are_no_tree_are_refused() {
    let bench = Bench::new();
    let mut cut = Upload::new().file("a.py", &"x".repeat(2_000)).bytes();
    cut.truncate(1_024);
    for (what, bytes) in [
        ("no tar", b"PK\x03\x04 this is a zip".repeat(100)),
        ("cut off", cut),
        ("climbs", Upload::new().file("../a.py", "1").bytes()),
        ("climbs inside", Upload::new().file("a/../../b.py", "1").bytes()),
        ("absolute", Upload::new().file("/etc/cron.d/x", "1").bytes()),
        ("file and directory", Upload::new().file("a", "1").file("a/b", "2").bytes()),
        ("sparse", Upload::new().entry(EntryType::GNUSparse, "a", "", "").bytes()),
    ] {
        let answer = fetch(&bench, bytes, Want::default()).await;
        assert_eq!(code(&answer), "bad_archive", "{what}: {answer:?}");
    }
    assert_eq!(code(&fetch(&bench, Vec::new(), Want::default()).await), "empty_repository");
    let through = Upload::new().entry(EntryType::Symlink, "d", "/etc", "").file("d/passwd", "1");
    let fetched = fetch(&bench, through.bytes(), Want::default()).await.expect("stays inside");
    assert_eq!(bench.unpacked(&fetched).await.keys().collect::<Vec<_>>(), ["d/passwd"]);
}

#[tokio::test]
async fn an_upload_over_a_limit_or_out_of_reach_is_refused() {
    let bytes = Upload::new().file("a.bin", &"x".repeat(1_200_000)).bytes();
    let large = fetch(&Bench::limited(&["--source-file-mib=1"]), bytes.clone(), Want::default()).await;
    assert_eq!(code(&large), "over_limit");
    let large = fetch(&Bench::limited(&["--source-mib=1"]), bytes, Want::default()).await;
    assert_eq!(code(&large), "over_limit");
    let (bench, other) = (Bench::new(), Bench::new());
    let object = other.log.put(Bucket::Sources, vec![1]).await.expect("stored");
    assert_eq!(code(&bench.fetch(Origin::Upload(object), Want::default()).await), "bad_archive");
}
