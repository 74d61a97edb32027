//! A tree as one text: files after lines `#=== path`; what comes before the first is `train.py`.

#![no_main]

use anneal_classifier::classify;
use anneal_proto::v1::Settings;
use anneal_source::SourceTree;
use libfuzzer_sys::fuzz_target;

const MARK: &[u8] = b"\n#=== ";

fn tree(data: &[u8]) -> SourceTree {
    let mut tree = SourceTree::default();
    let mut rest = data;
    let mut path = "train.py".to_owned();
    loop {
        let at = rest.windows(MARK.len()).position(|window| window == MARK);
        tree.insert(path, &rest[..at.unwrap_or(rest.len())]);
        let Some(at) = at else { return tree };
        let after = &rest[at + MARK.len()..];
        let end = after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len());
        path = String::from_utf8_lossy(&after[..end]).into_owned();
        rest = &after[(end + 1).min(after.len())..];
    }
}

fuzz_target!(|data: &[u8]| {
    if let Err(failed) = classify(&tree(data), &Settings::default()) {
        let reason = failed.reason.expect("a failure has a reason");
        // A rule that panics is told as a fault of ours.
        assert_ne!(reason.code, "classifier_fault", "{}", reason.what);
    }
});
