//! What data the code reads, and where that is.

mod table;

use std::collections::BTreeSet;

use anneal_proto::v1::DataSet;
use anneal_source::SourceTree;

use crate::before::{Preparation, writer};
use crate::code::Value;
use crate::view::{Site, View, last};

/// Where data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// It comes with a library.
    BuiltIn,
    /// A library makes it.
    Generated,
    Downloaded,
    /// A file or directory of the tree.
    File,
    /// The code writes it before it reads it.
    Written,
    /// A path that is not in the tree.
    Missing,
    /// A path of the author's own machine.
    Elsewhere,
}

/// Something that is read.
#[derive(Debug, Clone)]
pub(crate) struct Read<'p> {
    /// As the code has it.
    pub(crate) name: String,
    pub(crate) origin: Origin,
    pub(crate) site: Site<'p>,
    /// It is a data set; else a model or settings.
    pub(crate) is_data: bool,
}

/// What writes files, with the places of arguments that name them.
const WRITERS: &[&str] = &[
    "to_csv",
    "to_pickle",
    "to_parquet",
    "to_feather",
    "to_hdf",
    "to_json",
    "to_excel",
    "write_csv",
    "write_parquet",
    "save",
    "savez",
    "savez_compressed",
    "savetxt",
    "tofile",
    "dump",
    "urlretrieve",
    "get_file",
    "makedirs",
    "mkdir",
    "save_weights",
    "imwrite",
    "imsave",
    "copy",
    "copyfile",
    "move",
    "download",
    "savemat",
    "write_text",
    "write_bytes",
];
/// What puts files of any name into a directory.
const FILLERS: &[&str] = &[
    "extractall",
    "unpack_archive",
    "save_to_disk",
    "copytree",
    "dataset_download_files",
    "download_and_extract",
];

/// Paths that running an entry writes: files, and directories that are filled.
#[derive(Debug, Default)]
pub(crate) struct Written {
    files: BTreeSet<String>,
    directories: BTreeSet<String>,
}

impl Written {
    /// What the reached calls write. `args` are those the entry is run with.
    pub(crate) fn by<'p>(view: &View<'p>, args: &[String]) -> (Self, Vec<(String, Site<'p>)>) {
        let (mut written, mut places) = (Self::default(), Vec::new());
        for site in view.sites().filter(writes) {
            let fills = FILLERS.contains(&name_of(&site));
            for path in paths_given(view, &site, args) {
                let fills = fills || path.contains('*');
                for path in places_of(site.path, &path) {
                    // Of `*/a.csv` nothing is known.
                    if path.is_empty() && fills {
                        continue;
                    }
                    if fills {
                        written.directories.insert(path.clone());
                    }
                    places.push((path.clone(), site));
                    written.files.insert(path);
                }
            }
        }
        (written, places)
    }

    /// Whether a path is written, or lies in a directory that is filled.
    pub(crate) fn has(&self, path: &str) -> bool {
        let in_filled = |directory: &String| {
            path.strip_prefix(directory.as_str())
                .is_some_and(|rest| directory.is_empty() || rest.starts_with('/'))
        };
        self.files.contains(path) || self.directories.iter().any(in_filled)
    }
}

/// The last name of what is called.
pub(crate) fn name_of<'p>(site: &Site<'p>) -> &'p str {
    site.library().map(last).or(site.method()).unwrap_or_default()
}

/// Whether a call writes a file.
pub(crate) fn writes(site: &Site<'_>) -> bool {
    let name = name_of(site);
    WRITERS.contains(&name) || FILLERS.contains(&name) || name == "open" && opens_to_write(site)
}

/// Whether a function's name is of one that writes files.
pub(crate) fn writes_by_name(func: &Value) -> bool {
    let name = match func {
        Value::Name(name) => last(name),
        Value::Member(_, name) => name,
        _ => return false,
    };
    WRITERS.contains(&name) || FILLERS.contains(&name)
}

fn opens_to_write(site: &Site<'_>) -> bool {
    let at = usize::from(site.library().is_some());
    let mode = site.call.argument("mode", at).and_then(|arg| arg.value.text());
    mode.is_some_and(|mode| mode.contains(['w', 'a', 'x']))
}

/// Texts among a call's arguments and, for a method, of what it is called on: `Path("a.csv").open("w")`.
fn paths_given(view: &View<'_>, site: &Site<'_>, args: &[String]) -> BTreeSet<String> {
    let given = site.call.args.iter().map(|arg| &arg.value);
    given.chain(site.receiver()).flat_map(|value| view.program.patterns(site.place(), value, args)).collect()
}

/// Where a path of a file may be in the tree: from its root, where the entry is run, and from beside the file.
pub(crate) fn places_of(file: &str, path: &str) -> Vec<String> {
    let beside = file.rsplit_once('/').map(|(directory, _)| normal(&format!("{directory}/{path}")));
    let mut places: Vec<String> = [normal(path), beside.flatten()].into_iter().flatten().collect();
    places.dedup();
    places
}

/// A path without `.` and `..`; none where it leaves the tree, and up to its first pattern.
fn normal(path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            pattern if pattern.contains(['*', '?', '[']) => break,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// All that running an entry reads, in the order in which it is written in the code.
pub(crate) fn of<'p>(tree: &SourceTree, view: &View<'p>, args: &[String]) -> Vec<Read<'p>> {
    let (written, _) = Written::by(view, args);
    let mut reads: Vec<Read<'p>> =
        view.sites().flat_map(|site| read_by(tree, view, site, args, &written)).collect();
    // A data set that is downloaded once and read again.
    let downloaded = reads.iter().filter(|read| read.origin == Origin::Downloaded);
    let downloaded: BTreeSet<String> = downloaded.map(|read| format!("{} in ", read.name)).collect();
    reads.retain(|read| !downloaded.iter().any(|start| read.name.starts_with(start)));
    reads
}

fn read_by<'p>(
    tree: &SourceTree,
    view: &View<'p>,
    site: Site<'p>,
    args: &[String],
    written: &Written,
) -> Vec<Read<'p>> {
    let read = |name: String, origin, is_data| Read { name, origin, site, is_data };
    if let Some(given) = path_read(&site) {
        let paths = view.program.texts(site.place(), given, args).into_iter().filter(|path| !path.is_empty());
        let function = site.library().or(site.method()).unwrap_or_default();
        let reads = paths.map(|path| {
            let origin = origin(tree, site.path, &path, written);
            // What the code saves and loads with it is a checkpoint.
            let is_own = function == "torch.load" && origin == Origin::Written;
            let is_data = !is_own && table::gives_data(function, &path);
            read(path, origin, is_data)
        });
        return reads.collect();
    }
    let Some(name) = site.library() else { return Vec::new() };
    let texts = |value: &Value| view.program.texts(site.place(), value, args).pop_first();
    let mut given = site.call.args.iter();
    let address = given.find_map(|arg| texts(&arg.value).filter(|text| text.contains("://")));
    let asked = address.or_else(|| texts(&site.call.positional(0)?.value));
    let fetches = site.call.keyword("download").is_some();
    let found = table::library(name, asked.as_deref(), fetches);
    let found = found.map(|(origin, name)| match (&origin, &asked) {
        // A data set of `torchvision` that is not downloaded lies in the directory that it is given.
        (Origin::Missing, Some(place)) => {
            (self::origin(tree, site.path, place, written), format!("{name} in {place}"))
        }
        _ => (origin, name),
    });
    found.map(|(origin, name)| read(name, origin, true)).into_iter().collect()
}

/// The value that names what a call reads, where it reads a file.
fn path_read<'p>(site: &Site<'p>) -> Option<&'p Value> {
    if name_of(site) == "open" && opens_to_write(site) {
        return None;
    }
    if site.method().is_some_and(table::reads_path) {
        return site.receiver();
    }
    let reader =
        site.library().and_then(table::reads).or_else(|| site.method().and_then(table::method_reads));
    reader.and_then(|(keyword, at)| site.call.argument(keyword, at)).map(|arg| &arg.value)
}

fn origin(tree: &SourceTree, file: &str, path: &str, written: &Written) -> Origin {
    let is_there = |path: &String| path.is_empty() || tree.contains(path) || tree.contains_dir(path);
    let places = places_of(file, path);
    if path.contains("://") {
        Origin::Downloaded
    } else if ["/tmp/", "/dev/"].iter().any(|start| path.starts_with(start)) {
        // Nobody keeps data there: the code writes it.
        Origin::Written
    } else if is_of_the_author(path) {
        Origin::Elsewhere
    } else if places.iter().any(is_there) {
        Origin::File
    } else if places.iter().any(|path| written.has(path)) {
        Origin::Written
    } else {
        Origin::Missing
    }
}

fn is_of_the_author(path: &str) -> bool {
    let drive = path.as_bytes();
    let has_drive = drive.len() > 2
        && drive[0].is_ascii_alphabetic()
        && drive[1] == b':'
        && matches!(drive[2], b'\\' | b'/');
    has_drive || path.starts_with(['~', '/'])
}

/// What is read, as an event tells it.
pub(crate) fn told(reads: &[Read<'_>], before: &[Preparation]) -> Vec<DataSet> {
    let mut found: Vec<DataSet> = Vec::new();
    for read in reads.iter().filter(|read| read.is_data) {
        let by_step = || writer(before, read).is_some();
        let (kind, why) = match read.origin {
            Origin::BuiltIn => ("built_in", "it comes with the library"),
            Origin::Generated => ("generated", "it is made when the code runs"),
            Origin::Downloaded => ("downloaded", "it is downloaded when the code runs"),
            Origin::File => ("file", "it is in the commit"),
            Origin::Written => ("written", "the code itself writes it"),
            Origin::Missing if by_step() => ("written", "a step before writes it"),
            Origin::Missing => ("missing", "it is not in the commit"),
            Origin::Elsewhere => ("missing", "its path is one of the author's machine"),
        };
        if !found.iter().any(|known| known.name == read.name) {
            let seen = Some(read.site.evidence(why));
            found.push(DataSet { name: read.name.clone(), kind: kind.to_owned(), seen });
        }
    }
    found
}
