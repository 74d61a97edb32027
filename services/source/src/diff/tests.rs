use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

use super::*;

/// What `git apply` makes of `old` with the diff to `new`.
fn applied(path: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join(path);
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("made");
    std::fs::write(&file, old).expect("written");
    let patch = unified([Change { path, old, new }]);
    std::fs::write(dir.path().join("anneal.patch"), &patch).expect("written");
    git_apply(dir.path(), &patch);
    std::fs::read(&file).expect("read")
}

fn git_apply(dir: &Path, patch: &[u8]) {
    let output = Command::new("git")
        .args(["apply", "--whitespace=nowarn", "anneal.patch"])
        .current_dir(dir)
        .env("GIT_CEILING_DIRECTORIES", dir.parent().expect("a parent"))
        .output()
        .expect("git runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{}", String::from_utf8_lossy(patch));
}

#[test]
fn a_changed_line_reads_as_git_writes_it() {
    let old = b"a = 1\nb = 2\nc = 3\n";
    let new = b"a = 1\nb = 20\nc = 3\n";
    let diff = unified([Change { path: "train.py", old, new }]);
    let expected = "diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n\
                    @@ -1,3 +1,3 @@\n a = 1\n-b = 2\n+b = 20\n c = 3\n";
    assert_eq!(String::from_utf8_lossy(&diff), expected);
}

#[test]
fn nothing_changed_is_nothing_written() {
    assert!(unified([Change { path: "a.py", old: b"x", new: b"x" }]).is_empty());
}

#[test]
fn git_applies_what_is_unusual() {
    let cases: [(&str, &[u8], &[u8]); 7] = [
        ("a.py", b"x = 1", b"x = 2"),
        ("a.py", b"x = 1", b"x = 1\n"),
        ("a.py", b"x = 1\r\ny = 2\r\n", b"x = 1\r\ny = 3\r\n"),
        ("a.py", b"x = '\xe9'\ny = 2\n", b"x = '\xe9'\ny = 3\n"),
        ("my dir/my file.py", b"x = 1\n", b"x = 2\n"),
        ("d/\u{fc}ber \"x\".py", b"x = 1\n", b"x = 2\n"),
        ("a.py", b"a\rb\nc\n", b"a\rb\nd\n"),
    ];
    for (path, old, new) in cases {
        assert_eq!(applied(path, old, new), new, "{path}");
    }
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![Just("x = 1"), Just("y = 2"), Just(""), Just("  z\r"), Just("\u{e9}")];
    (prop::collection::vec(line, 1..30), any::<bool>()).prop_map(|(lines, ended)| {
        let mut text = lines.join("\n");
        text.push_str(if ended { "\n" } else { "." });
        text.into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn git_applies_any_diff((old, new) in (text(), text())) {
        prop_assume!(old != new);
        prop_assert_eq!(applied("a.py", &old, &new), new);
    }
}
