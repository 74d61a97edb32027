//! Commands whose reader has gone.

use std::process::{Command, Stdio};

/// As `anneal knobs DIRECTORY | true`: a reader that leaves is no fault, and no panic.
#[test]
fn a_reader_that_leaves_is_no_fault() {
    let tree = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/iris-knn");
    for command in ["classify", "knobs"] {
        let anneal = Command::new(env!("CARGO_BIN_EXE_anneal"))
            .args([command, tree])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut anneal = anneal.expect("anneal starts");
        drop(anneal.stdout.take());
        let ended = anneal.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() && said.is_empty(), "{command}: {:?} {said}", ended.status);
    }
}
