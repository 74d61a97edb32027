//! What may go wrong when the code runs, told before it does.

use std::collections::BTreeSet;

use anneal_proto::v1::Evidence;
use anneal_source::SourceTree;
use anneal_source::imports::root;

use crate::code::Value;
use crate::program::{Callee, Kind, Place};
use crate::view::{Site, View, last};

/// Functions that read a file or directory named by their first argument.
const READERS: &[&str] = &[
    "read_csv",
    "read_excel",
    "read_json",
    "read_parquet",
    "read_pickle",
    "read_table",
    "read_feather",
    "read_hdf",
    "loadtxt",
    "genfromtxt",
    "loadmat",
    "imread",
    "ImageFolder",
    "DatasetFolder",
    "listdir",
    "scandir",
    "image_dataset_from_directory",
];
/// Functions that also belong to other libraries: whole names.
const NAMED_READERS: &[&str] =
    &["numpy.load", "joblib.load", "torch.load", "PIL.Image.open", "open", "io.open", "codecs.open"];
const READING_METHODS: &[&str] = &["flow_from_directory", "load_weights"];
/// What writes files: reading them again is no surprise.
const WRITERS: &[&str] = &[
    "to_csv",
    "to_pickle",
    "to_parquet",
    "save",
    "savez",
    "savetxt",
    "dump",
    "urlretrieve",
    "get_file",
    "makedirs",
    "mkdir",
    "save_weights",
    "imwrite",
    "extractall",
];

/// Python 2 can be read and not be run.
fn python2(view: &View<'_>) -> Option<Evidence> {
    let file = view.program.file(view.entry);
    let (line, _) = file.error.as_ref().filter(|_| file.is_python2)?;
    let why = "this is Python 2, which no image has: convert it (`2to3 -w` does most of it)";
    Some(Evidence { file: file.path.clone(), line: *line, why: why.to_owned() })
}

/// Warnings about what running the entry reaches.
pub(crate) fn of(tree: &SourceTree, view: &View<'_>) -> Vec<Evidence> {
    let written: BTreeSet<String> = view.sites().filter(writes).flat_map(|site| texts(view, &site)).collect();
    let mut found: Vec<Evidence> = Vec::new();
    for site in view.sites() {
        let why = prompt(&site).or_else(|| data(tree, view, &site, &written)).or_else(|| download(&site));
        if let Some(why) = why {
            let evidence = site.evidence(why);
            if !found.contains(&evidence) {
                found.push(evidence);
            }
        }
    }
    found.extend(python2(view));
    found.extend(secrets(view));
    found.extend(surroundings(view));
    found
}

fn writes(site: &Site<'_>) -> bool {
    let name = site.library().map(last).or(site.method()).unwrap_or_default();
    WRITERS.contains(&name) || name == "open" && opens_to_write(site)
}

fn opens_to_write(site: &Site<'_>) -> bool {
    let mode = site.call.argument("mode", 1).and_then(|arg| arg.value.text());
    mode.is_some_and(|mode| mode.contains(['w', 'a', 'x']))
}

fn texts(view: &View<'_>, site: &Site<'_>) -> Vec<String> {
    site.call.args.iter().filter_map(|arg| path_of(view, site.place(), &arg.value)).collect()
}

fn prompt(site: &Site<'_>) -> Option<String> {
    ["input", "raw_input", "getpass.getpass"]
        .contains(&site.library()?)
        .then(|| "asks for input, which nobody will give".to_owned())
}

/// A path that is written in the code: a text, a name of one, parts that are joined.
fn path_of(view: &View<'_>, at: Place, value: &Value) -> Option<String> {
    if let Value::Call(call) = value {
        let inner = crate::program::CallAt { file: at.file, call: *call };
        let Callee::Library(name) = view.program.callee_at(inner) else { return None };
        let args = view.program.call(inner).args.iter();
        let parts: Option<Vec<String>> = args.map(|arg| path_of(view, at, &arg.value)).collect();
        let joins = ["os.path.join", "pathlib.Path", "os.path.abspath", "str"].contains(&name.as_str());
        return parts.filter(|parts| joins && !parts.is_empty()).map(|parts| parts.join("/"));
    }
    let kinds = view.program.kinds(at, value);
    let mut texts =
        kinds.into_iter().filter_map(|kind| if let Kind::Text(text) = kind { Some(text) } else { None });
    // Of several it is not known which.
    texts.next().filter(|_| texts.next().is_none())
}

fn data(tree: &SourceTree, view: &View<'_>, site: &Site<'_>, written: &BTreeSet<String>) -> Option<String> {
    let by_name =
        site.library().is_some_and(|name| READERS.contains(&last(name)) || NAMED_READERS.contains(&name));
    let by_method = site.method().is_some_and(|name| READING_METHODS.contains(&name));
    if !(by_name || by_method) || last(&site.name()) == "open" && opens_to_write(site) {
        return None;
    }
    let given = site.call.args.first()?;
    let path = path_of(view, site.place(), &given.value)?;
    if path.contains("://") {
        return Some(format!("downloads {path}"));
    }
    if is_of_the_author(&path) {
        return Some(format!("reads {path}, a path of the author's machine"));
    }
    let plain = path.trim_start_matches("./").trim_end_matches('/');
    let beside = site.path.rsplit_once('/').map(|(directory, _)| format!("{directory}/{plain}"));
    let there = |path: &str| tree.contains(path) || tree.contains_dir(path);
    let known = plain.is_empty()
        || there(plain)
        || beside.is_some_and(|path| there(&path))
        || written.contains(&path);
    (!known && !path.starts_with('/')).then(|| format!("reads {path}, which is not in the commit"))
}

fn is_of_the_author(path: &str) -> bool {
    let drive = path.as_bytes();
    let has_drive = drive.len() > 2
        && drive[0].is_ascii_alphabetic()
        && drive[1] == b':'
        && matches!(drive[2], b'\\' | b'/');
    has_drive
        || path.starts_with("~/")
        || ["/home/", "/Users/", "/content/", "/kaggle/", "/root/", "/mnt/", "/media/", "/data/"]
            .iter()
            .any(|start| path.starts_with(start))
}

fn download(site: &Site<'_>) -> Option<String> {
    let name = site.library()?;
    let end = last(name);
    // These come with scikit-learn.
    let fetches = name.contains("datasets.")
        && (end.starts_with("fetch_") || end == "load_data" || end == "load_dataset");
    let torch = name.contains("torchvision.datasets.") && site.call.keyword("download").is_some();
    let requests = root(name) == "requests"
        || name.starts_with("urllib.request.")
        || [
            "tensorflow_datasets.load",
            "wget.download",
            "gdown.download",
            "nltk.download",
            "torch.hub.load",
            "kagglehub.dataset_download",
        ]
        .contains(&name);
    (fetches || torch || requests || end == "from_pretrained").then(|| format!("downloads through {name}"))
}

/// Texts that are assigned to what is named like a secret. The text itself is not told.
fn secrets(view: &View<'_>) -> Vec<Evidence> {
    const NAMES: &[&str] =
        &["api_key", "apikey", "secret", "password", "passwd", "access_token", "auth_token", "private_key"];
    let files = view.closure.iter().map(|file| view.program.file(*file));
    let found = files.flat_map(|file| {
        let named = file.binds.iter().filter(|((_, name), values)| {
            let lower = name.to_ascii_lowercase();
            let long =
                |value: &Value| value.text().is_some_and(|text| text.len() >= 8 && !text.contains(' '));
            NAMES.iter().any(|secret| lower.contains(secret)) && values.iter().any(long)
        });
        named.map(|((scope, name), _)| Evidence {
            file: file.path.clone(),
            line: file.scopes.get(*scope).map_or(1, |scope| scope.line),
            why: format!("`{name}` looks like a credential in the code"),
        })
    });
    found.collect()
}

fn surroundings(view: &View<'_>) -> Option<Evidence> {
    let evidence =
        view.import_of(&|name| name.starts_with("google.colab") || name.starts_with("kaggle_secrets"))?;
    Some(Evidence { why: "needs Colab or Kaggle around it".to_owned(), ..evidence })
}
