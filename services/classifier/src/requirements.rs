//! What the code needs: what it lists, and what it imports and does not list.

use anneal_proto::v1::Requirement;
use anneal_source::SourceTree;
use toml::Table;

use crate::module::root;
use crate::program::Program;

/// Import names that differ from the distribution's.
const DISTRIBUTIONS: &[(&str, &str)] = &[
    ("sklearn", "scikit-learn"),
    ("cv2", "opencv-python-headless"),
    ("PIL", "pillow"),
    ("yaml", "pyyaml"),
    ("skimage", "scikit-image"),
    ("bs4", "beautifulsoup4"),
    ("Bio", "biopython"),
    ("dateutil", "python-dateutil"),
    ("dotenv", "python-dotenv"),
    ("umap", "umap-learn"),
    ("imblearn", "imbalanced-learn"),
    ("tensorflow", "tensorflow"),
];
/// Modules of Python itself that scripts import most; what is missing here is only asked for in vain.
const STANDARD: &str = " abc argparse array ast asyncio base64 bisect calendar cmath codecs collections colorsys concurrent \
    configparser contextlib copy csv ctypes dataclasses datetime decimal difflib dis enum errno faulthandler fnmatch \
    fractions functools gc getopt getpass glob graphlib gzip hashlib heapq hmac html http importlib inspect io ipaddress \
    itertools json keyword linecache locale logging lzma math mimetypes multiprocessing numbers operator os pathlib pickle \
    pkgutil platform pprint profile queue random re readline resource sched secrets select shelve shlex shutil signal site \
    socket sqlite3 ssl stat statistics string struct subprocess sys sysconfig tarfile tempfile textwrap threading time \
    timeit tkinter token tokenize traceback types typing unicodedata unittest urllib uuid venv warnings wave weakref \
    webbrowser xml xmlrpc zipfile zlib zoneinfo __future__ ";

pub(crate) fn of(tree: &SourceTree, program: &Program, entry: &str, named: Option<&str>) -> Vec<Requirement> {
    let listed = listed(tree, named.unwrap_or("requirements.txt"));
    let mut found = if listed.is_empty() && named.is_none() { of_project(tree) } else { listed };
    for path in program.closure(entry) {
        let imports = program.module(&path).map(|module| module.imports.clone()).unwrap_or_default();
        for (name, line) in imports {
            let Some(distribution) = distribution(tree, root(&name)) else { continue };
            if !found.iter().any(|known| same(&known.name, &distribution)) {
                let location = format!("{path}:{line}");
                found.push(Requirement { name: distribution, specifier: String::new(), location });
            }
        }
    }
    found
}

fn same(a: &str, b: &str) -> bool {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    plain(a) == plain(b)
}

/// The distribution that an import comes from; none for Python's own and the tree's modules.
fn distribution(tree: &SourceTree, module: &str) -> Option<String> {
    if module.is_empty() || STANDARD.contains(&format!(" {module} ")) {
        return None;
    }
    let own =
        |path: &str| path.split('/').any(|part| part == module || part.strip_suffix(".py") == Some(module));
    if tree.paths().any(own) {
        return None;
    }
    let known = DISTRIBUTIONS.iter().find(|(name, _)| *name == module);
    Some(known.map_or(module, |(_, distribution)| distribution).to_owned())
}

fn listed(tree: &SourceTree, file: &str) -> Vec<Requirement> {
    let Some(text) = tree.text(file) else { return Vec::new() };
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| requirement(line, &format!("{file}:{}", at + 1))).collect()
}

/// `name[extras] specifier ; marker`; none for options, URLs, comments.
fn requirement(line: &str, location: &str) -> Option<Requirement> {
    let line = line.split('#').next()?.split(';').next()?.trim();
    if line.is_empty() || line.starts_with('-') || line.contains("://") || line.contains('@') {
        return None;
    }
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(line.len());
    let rest = line[end..].trim();
    let rest = rest.strip_prefix('[').map_or(rest, |rest| rest.split_once(']').map_or("", |(_, rest)| rest));
    let specifier: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
    let name = line[..end].to_owned();
    (!name.is_empty()).then(|| Requirement { name, specifier, location: location.to_owned() })
}

fn of_project(tree: &SourceTree) -> Vec<Requirement> {
    const FILE: &str = "pyproject.toml";
    let table = tree.text(FILE).and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
    let listed = table.get("project").and_then(|project| project.get("dependencies")?.as_array().cloned());
    let texts = listed.unwrap_or_default();
    texts.iter().filter_map(|value| requirement(value.as_str()?, FILE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_and_what_is_imported_come_together() {
        let tree = SourceTree::of([
            (
                "requirements.txt",
                "# needs\nscikit-learn >= 1.0, < 2\n-r other.txt\nnumpy==1.26 ; python_version > '3'\n",
            ),
            ("train.py", "import os, sklearn, cv2, helper\n"),
            ("helper.py", ""),
        ]);
        let found = of(&tree, &Program::read(&tree), "train.py", None);
        let names: Vec<_> = found.iter().map(|need| format!("{}{}", need.name, need.specifier)).collect();
        assert_eq!(names, ["scikit-learn>=1.0,<2", "numpy==1.26", "opencv-python-headless"]);
        assert_eq!(found[0].location, "requirements.txt:2");
    }
}
