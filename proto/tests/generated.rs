//! Keeps the committed code equal to the `.proto` files. `ANNEAL_BLESS=1` writes it anew.

use std::path::Path;

#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = root.join("anneal/events/v1");
    let mut files: Vec<_> = std::fs::read_dir(&dir)
        .expect("the .proto files")
        .map(|entry| entry.expect("entry").path())
        .collect();
    files.sort();
    let descriptors = protox::compile(&files, [root]).expect("the .proto files compile");
    let out = tempfile::tempdir().expect("temporary directory");
    prost_build::Config::new()
        .btree_map(["."])
        .type_attribute(".", "#[derive(serde::Serialize)]")
        .field_attribute("TrainingCrashed.cause", "#[serde(serialize_with = \"crate::json::crash_cause\")]")
        .out_dir(out.path())
        .compile_fds(descriptors)
        .expect("code is generated");
    let name = "anneal.events.v1.rs";
    let fresh = std::fs::read_to_string(out.path().join(name)).expect("generated file");
    let committed = root.join("src/gen").join(name);
    if std::env::var_os("ANNEAL_BLESS").is_some() {
        std::fs::write(&committed, &fresh).expect("written");
    }
    let kept = std::fs::read_to_string(&committed).unwrap_or_default();
    assert!(kept == fresh, "src/gen/{name} is not what the .proto files give: run `just generate`");
}
