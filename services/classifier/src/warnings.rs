//! What may go wrong when the code runs, told before it does.

use anneal_proto::v1::Evidence;
use anneal_source::SourceTree;

use crate::module::{Call, root};
use crate::program::Program;

/// Functions that read a file named by their first argument.
const READERS: &[&str] = &[
    "pandas.read_csv",
    "pandas.read_excel",
    "pandas.read_json",
    "pandas.read_parquet",
    "pandas.read_pickle",
    "numpy.load",
    "numpy.loadtxt",
    "numpy.genfromtxt",
    "joblib.load",
    "torch.load",
    "open",
];

pub(crate) fn of(tree: &SourceTree, program: &Program, closure: &[String]) -> Vec<Evidence> {
    let mut found = Vec::new();
    for path in closure {
        let calls = program.module(path).map(|module| module.calls.as_slice()).unwrap_or_default();
        for call in calls {
            let why = prompt(call).or_else(|| data(tree, call)).or_else(|| download(call));
            found.extend(why.map(|why| Evidence { file: path.clone(), line: call.line, why }));
        }
    }
    found
}

fn prompt(call: &Call) -> Option<String> {
    (call.name == "input").then(|| "asks for input, which nobody will give".to_owned())
}

fn data(tree: &SourceTree, call: &Call) -> Option<String> {
    let quoted = call.first.strip_prefix(['"', '\'']).and_then(|text| text.strip_suffix(['"', '\'']));
    let path = quoted.filter(|_| READERS.contains(&call.name.as_str()))?;
    let writes = call.keywords.iter().any(|(name, text)| name == "mode" && text.contains('w'));
    if path.contains("://") || writes {
        return path.contains("://").then(|| format!("downloads {path}"));
    }
    let home =
        ["/home/", "/Users/", "C:\\", "/content/", "/kaggle/"].iter().any(|start| path.starts_with(start));
    if home {
        return Some(format!("reads {path}, a path of the author's machine"));
    }
    let plain = path.trim_start_matches("./");
    let reads = call.name != "open";
    (reads && !tree.contains(plain) && !path.starts_with('/'))
        .then(|| format!("reads {path}, which is not in the commit"))
}

fn download(call: &Call) -> Option<String> {
    let fetches = call.name.contains(".datasets.")
        && (call.name.contains("fetch_") || call.name.ends_with("load_data"));
    let requests = root(&call.name) == "requests" || call.name.starts_with("urllib.request.");
    (fetches || requests).then(|| format!("downloads through {}", call.name))
}
