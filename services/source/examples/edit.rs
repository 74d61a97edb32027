//! Prints a Python file with knobs set: `cargo run -p anneal-source --example edit -- FILE ID=VALUE...`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use anneal_source::{SourceTree, edit, knobs};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [path, settings @ ..] = args.as_slice() else {
        eprintln!("usage: edit FILE ID=VALUE...");
        return ExitCode::from(2);
    };
    let mut tree = SourceTree::default();
    tree.insert(path.clone(), std::fs::read(path).unwrap_or_default());
    let pair = |text: &String| text.split_once('=').map(|(id, value)| (id.to_owned(), value.to_owned()));
    let values: BTreeMap<String, String> = settings.iter().filter_map(pair).collect();
    match edit::apply(|path| tree.bytes(path), &knobs::find(&tree, path), &values) {
        Ok(changed) => {
            let bytes = changed.first().map_or(tree.bytes(path).unwrap_or_default(), |(_, bytes)| bytes);
            std::io::stdout().write_all(bytes).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
