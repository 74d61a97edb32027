//! Repositories and directories of this machine.

mod support;

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use anneal_fetcher::Want;
use support::{Bench, Repository, at_commit, at_ref, code, write};

#[tokio::test]
async fn the_commit_counts_and_not_the_work_tree() {
    let repository = Repository::with(&[("train.py", "print(1)"), ("src/net.py", "x = 1")]);
    repository.write("train.py", "changed");
    repository.write("new.py", "not added");
    let bench = Bench::new();
    let fetched = bench.local(repository.path(), Want::default()).await.expect("fetched");
    assert_eq!(fetched.commit, repository.git(&["rev-parse", "HEAD"]));
    assert_eq!(fetched.tree, repository.git(&["rev-parse", "HEAD^{tree}"]));
    assert_eq!((fetched.files, fetched.bytes, fetched.message.as_str()), (2, 13, "first"));
    let author = fetched.author.clone().expect("an author");
    assert_eq!((author.name.as_str(), author.email.as_str()), ("Ada", "ada@example.org"));
    let files = bench.unpacked(&fetched).await;
    assert_eq!(files["train.py"], (0o644, "print(1)".to_owned()));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["src/net.py", "train.py"]);
}

#[tokio::test]
async fn refs_tags_and_commits_are_found() {
    let repository = Repository::with(&[("a.py", "1")]);
    let first = repository.git(&["rev-parse", "HEAD"]);
    repository.git(&["tag", "--annotate", "--message", "v", "v1"]);
    repository.write("a.py", "2");
    let second = repository.commit("second");
    repository.git(&["branch", "feature/x"]);
    let bench = Bench::new();
    for (want, commit) in [
        (at_ref("refs/heads/main"), &second),
        (at_ref("feature/x"), &second),
        (at_ref("v1"), &first),
        (at_ref("HEAD~1"), &first),
        (at_commit(&first), &first),
        (at_commit(&first[..9]), &first),
        (Want { reference: "main".to_owned(), commit: first.clone() }, &first),
    ] {
        let fetched = bench.local(repository.path(), want.clone()).await.expect("fetched");
        assert_eq!(&fetched.commit, commit, "{want:?}");
    }
}

#[tokio::test]
async fn a_bare_repository_is_one_too() {
    let repository = Repository::with(&[("a.py", "1")]);
    let bare = tempfile::tempdir().expect("temporary directory");
    let target = bare.path().join("r.git");
    repository.git(&["clone", "--quiet", "--bare", ".", target.to_str().expect("text")]);
    assert!(Bench::new().local(&target, at_ref("main")).await.is_ok());
}

#[tokio::test]
async fn equal_trees_are_equal_bytes() {
    let files = [("b.py", "1"), ("a/c.py", "2"), ("a.py", "3")];
    let bench = Bench::new();
    let one = bench.local(Repository::with(&files).path(), Want::default()).await.expect("fetched");
    let other = bench.local(Repository::with(&files).path(), Want::default()).await.expect("fetched");
    assert_eq!((one.object.clone(), &one.tree), (other.object, &other.tree));
    let plain = tempfile::tempdir().expect("temporary directory");
    for (name, text) in files.iter().rev() {
        write(plain.path(), name, text);
    }
    let plain = bench.local(plain.path(), Want::default()).await.expect("fetched");
    assert_eq!(plain.object, one.object);
}

#[tokio::test]
async fn a_plain_directory_is_one_commit() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let root = directory.path();
    let script = write(root, "run.sh", "#!/bin/sh");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).expect("a mode");
    write(root, ".gitignore", "run.sh");
    for left_out in ["__pycache__/a.pyc", ".venv/x", "venv/x", "node_modules/x/y", "src/b.pyc", "src/.git/x"]
    {
        write(root, left_out, "left out");
    }
    write(root, "src/b.py", "x");
    let bench = Bench::new();
    let fetched = bench.local(root, Want::default()).await.expect("fetched");
    let digest = fetched.object.as_ref().expect("an object").digest.clone();
    assert_eq!((fetched.commit.as_str(), &fetched.tree), ("", &digest));
    let files = bench.unpacked(&fetched).await;
    assert_eq!(files.keys().collect::<Vec<_>>(), [".gitignore", "run.sh", "src/b.py"]);
    assert_eq!(files["run.sh"].0, 0o755);
    let again = bench.local(root, Want::default()).await.expect("fetched");
    assert_eq!(again, fetched);
}

#[tokio::test]
async fn links_never_lead_out_of_the_tree() {
    let secret = tempfile::NamedTempFile::new().expect("temporary file");
    let repository = Repository::with(&[("data/x.csv", "1"), ("deep/a.py", "2")]);
    for (target, link) in [
        (secret.path(), "absolute"),
        (Path::new("../../../../../../etc/passwd"), "climbing"),
        (Path::new("../../etc"), "deep/out"),
        (Path::new("deep/out/passwd"), "through"),
        (Path::new("../data"), "deep/data"),
        (Path::new("data/x.csv"), "x.csv"),
    ] {
        symlink(target, repository.path().join(link)).expect("a link");
    }
    repository.commit("links");
    let kept = ["data/x.csv", "deep/a.py", "deep/data/x.csv", "x.csv"];
    let bench = Bench::new();
    let fetched = bench.local(repository.path(), Want::default()).await.expect("fetched");
    assert_eq!(bench.unpacked(&fetched).await.keys().collect::<Vec<_>>(), kept);
    // The same of a plain directory, where an absolute link can lead inside too.
    std::fs::remove_dir_all(repository.path().join(".git")).expect("removed");
    symlink(repository.path().join("data/x.csv"), repository.path().join("deep/y.csv")).expect("a link");
    let fetched = bench.local(repository.path(), Want::default()).await.expect("fetched");
    let kept = ["data/x.csv", "deep/a.py", "deep/data/x.csv", "deep/y.csv", "x.csv"];
    assert_eq!(bench.unpacked(&fetched).await.keys().collect::<Vec<_>>(), kept);
}

#[tokio::test]
async fn submodules_filters_and_hooks_are_left_alone() {
    let repository = Repository::with(&[("a.txt", "plain")]);
    let marker = repository.path().join("ran");
    repository.write(".gitattributes", "*.txt filter=evil");
    let evil = format!("touch {}; cat", marker.display());
    repository.git(&["config", "filter.evil.smudge", &evil]);
    let head = repository.git(&["rev-parse", "HEAD"]);
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},sub")]);
    repository.git(&["commit", "--quiet", "--message", "submodule"]);
    repository.git(&["add", ".gitattributes"]);
    repository.git(&["commit", "--quiet", "--message", "filter"]);
    let hook =
        repository.write(".git/hooks/post-checkout", &format!("#!/bin/sh\ntouch {}", marker.display()));
    std::fs::set_permissions(hook, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let bench = Bench::new();
    let fetched = bench.local(repository.path(), Want::default()).await.expect("fetched");
    assert_eq!(bench.unpacked(&fetched).await.keys().collect::<Vec<_>>(), [".gitattributes", "a.txt"]);
    assert!(!marker.exists());
}

#[tokio::test]
async fn a_pipe_does_not_hold_the_fetch() {
    let directory = tempfile::tempdir().expect("temporary directory");
    write(directory.path(), "a.py", "1");
    let made = std::process::Command::new("mkfifo").arg(directory.path().join("pipe")).status();
    assert!(made.expect("mkfifo").success());
    let fetched = Bench::new().local(directory.path(), Want::default()).await.expect("fetched");
    assert_eq!(fetched.files, 1);
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let (bench, repository) = (Bench::new(), Repository::with(&[("a.py", "1")]));
    let path = repository.path();
    let missing = bench.local(path, at_commit(&"ab".repeat(20))).await;
    assert_eq!(code(&missing), "commit_missing");
    assert_eq!(code(&bench.local(path, at_commit("no id")).await), "commit_missing");
    assert_eq!(code(&bench.local(path, at_ref("refs/heads/gone")).await), "ref_missing");
    assert_eq!(code(&bench.local(path, at_ref("../../etc/passwd")).await), "ref_missing");
    assert_eq!(code(&bench.local(&path.join("nowhere"), Want::default()).await), "not_found");
    assert_eq!(code(&bench.local(&path.join("a.py"), Want::default()).await), "not_found");
    // A directory inside of a repository is a plain one.
    repository.write("sub/b.py", "2");
    let sub = bench.local(&path.join("sub"), Want::default()).await.expect("fetched");
    assert_eq!((sub.files, sub.commit.as_str()), (1, ""));
    assert_eq!(code(&bench.local(&path.join("sub"), at_ref("main")).await), "ref_missing");
}

#[tokio::test]
async fn nothing_to_fetch_is_said() {
    let (bench, repository) = (Bench::new(), Repository::new());
    assert_eq!(code(&bench.local(repository.path(), Want::default()).await), "empty_repository");
    repository.commit("no files");
    assert_eq!(code(&bench.local(repository.path(), Want::default()).await), "empty_repository");
    let directory = tempfile::tempdir().expect("temporary directory");
    assert_eq!(code(&bench.local(directory.path(), Want::default()).await), "empty_repository");
}

#[tokio::test]
async fn a_damaged_repository_is_said() {
    let repository = Repository::with(&[("a.py", "1")]);
    let blob = repository.git(&["rev-parse", "HEAD:a.py"]);
    let object = repository.path().join(".git/objects").join(&blob[..2]).join(&blob[2..]);
    std::fs::remove_file(object).expect("removed");
    let answer = Bench::new().local(repository.path(), Want::default()).await;
    assert_eq!(code(&answer), "unreachable_repository");
}

#[tokio::test]
async fn limits_say_how_much_was_found_and_allowed() {
    let repository = Repository::with(&[("a.bin", &"x".repeat(1_200_000)), ("b/c.py", "1"), ("d.py", "2")]);
    let plain = tempfile::tempdir().expect("temporary directory");
    write(plain.path(), "a.bin", &"x".repeat(1_200_000));
    write(plain.path(), "b/c.py", "1");
    write(plain.path(), "d.py", "2");
    for path in [repository.path(), plain.path()] {
        let over = |words: &'static [&'static str]| async move {
            let answer = Bench::limited(words).local(path, Want::default()).await;
            assert_eq!(code(&answer), "over_limit");
            answer.expect_err("a failure")
        };
        let reason = over(&["--source-file-mib=1"]).await;
        assert_eq!(
            (reason.what.as_str(), reason.location.as_str()),
            ("a file of the source is too large: 1200000 bytes, 1048576 bytes allowed", "a.bin")
        );
        let reason = over(&["--source-mib=1"]).await;
        assert!(reason.what.starts_with("the source is too large: 120000"), "{reason:?}");
        let reason = over(&["--source-files=3"]).await;
        let expected =
            "the source has too many files: 4 files and directories, 3 files and directories allowed";
        assert_eq!(reason.what, expected);
        let reason = over(&["--fetch-seconds=0"]).await;
        assert_eq!(reason.what, "fetching takes too long: 0 seconds, 0 seconds allowed");
    }
}
