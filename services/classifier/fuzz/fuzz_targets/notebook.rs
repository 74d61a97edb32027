//! A notebook's JSON as it is.

#![no_main]

use anneal_classifier::classify;
use anneal_proto::v1::Settings;
use anneal_source::SourceTree;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut tree = SourceTree::default();
    tree.insert("notebook.ipynb", data);
    if let Err(failed) = classify(&tree, &Settings::default()) {
        let reason = failed.reason.expect("a failure has a reason");
        assert_ne!(reason.code, "classifier_fault", "{}", reason.what);
    }
});
