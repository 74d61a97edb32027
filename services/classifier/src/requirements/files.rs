//! Files that list requirements.

use anneal_proto::v1::Requirement;
use anneal_source::SourceTree;
use toml::{Table, Value};

use super::distributions;
use super::line::requirement;

/// Lists include others; deeper than this they go in circles.
const DEEPEST: usize = 4;

/// Requirements of the list that is nearest to the entry: beside it or in a directory above it.
pub(super) fn listed(tree: &SourceTree, entry: &str) -> Vec<Requirement> {
    let above =
        |path: &str| path.rsplit_once('/').map_or(String::new(), |(directory, _)| directory.to_owned());
    let directories = std::iter::successors(Some(above(entry)), |directory| {
        (!directory.is_empty()).then(|| above(directory))
    });
    for directory in directories {
        let path =
            |name: &str| if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") };
        let lists = [
            "requirements.txt",
            "requirements/base.txt",
            "requirements/train.txt",
            "requirements/requirements.txt",
            "requirement.txt",
            "requirements.in",
        ];
        let found = lists.iter().map(|name| lines_of(tree, &path(name))).find(|found| !found.is_empty());
        let found = found
            .or_else(|| some(project(tree, &path("pyproject.toml"))))
            .or_else(|| {
                ["environment.yml", "environment.yaml", "conda.yaml"]
                    .iter()
                    .find_map(|name| some(environment(tree, &path(name))))
            })
            .or_else(|| some(pipfile(tree, &path("Pipfile"))));
        if let Some(found) = found {
            return found;
        }
    }
    Vec::new()
}

fn some(found: Vec<Requirement>) -> Option<Vec<Requirement>> {
    (!found.is_empty()).then_some(found)
}

/// A list of lines, with those that it includes.
pub(super) fn lines_of(tree: &SourceTree, path: &str) -> Vec<Requirement> {
    included(tree, path, DEEPEST)
}

fn included(tree: &SourceTree, path: &str, depth: usize) -> Vec<Requirement> {
    let Some(text) = tree.text(path) else { return Vec::new() };
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let other = line.trim().strip_prefix("-r ").or_else(|| line.trim().strip_prefix("--requirement "));
        match other {
            Some(other) if depth > 0 => {
                let other = other.trim().trim_start_matches("./");
                let path =
                    if directory.is_empty() { other.to_owned() } else { format!("{directory}/{other}") };
                found.extend(included(tree, &path, depth - 1));
            }
            _ => found.extend(requirement(line, &format!("{path}:{}", at + 1))),
        }
    }
    found
}

/// `pyproject.toml`, of the standard and of Poetry.
fn project(tree: &SourceTree, path: &str) -> Vec<Requirement> {
    let Some(text) = tree.text(path) else { return Vec::new() };
    let table = text.parse::<Table>().unwrap_or_default();
    let standard = table.get("project").and_then(|project| project.get("dependencies")?.as_array());
    let standard = standard.into_iter().flatten().filter_map(|value| requirement(value.as_str()?, path));
    let poetry = table.get("tool").and_then(|tool| tool.get("poetry")?.get("dependencies")?.as_table());
    let mut found: Vec<Requirement> = standard.collect();
    found.extend(poetry.into_iter().flatten().filter_map(|(name, value)| of_table(name, value, path)));
    found
}

fn pipfile(tree: &SourceTree, path: &str) -> Vec<Requirement> {
    let Some(text) = tree.text(path) else { return Vec::new() };
    let table = text.parse::<Table>().unwrap_or_default();
    let packages = table.get("packages").and_then(Value::as_table);
    packages.into_iter().flatten().filter_map(|(name, value)| of_table(name, value, path)).collect()
}

/// `name = "^1.2"`, `name = "*"`, `name = {version = "…"}`.
fn of_table(name: &str, value: &Value, path: &str) -> Option<Requirement> {
    let version = value.as_str().or_else(|| value.get("version")?.as_str()).unwrap_or_default();
    let version =
        if let Some(version) = version.strip_prefix(['^', '~']).filter(|_| !version.starts_with("~=")) {
            format!(">={version}")
        } else if version.starts_with(|c: char| c.is_ascii_digit()) {
            format!("=={version}")
        } else {
            version.trim_start_matches('*').to_owned()
        };
    (name != "python").then(|| requirement(&format!("{name} {version}"), path)).flatten()
}

/// `environment.yml` of conda: its own packages and those of its `pip` part.
fn environment(tree: &SourceTree, path: &str) -> Vec<Requirement> {
    let Some(text) = tree.text(path) else { return Vec::new() };
    let mut within = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let item = line.trim_start().strip_prefix("- ").map(|item| item.trim().trim_matches(['"', '\'']));
        match item {
            None => {
                within = line.trim_start().starts_with("dependencies:") || within && line.starts_with(' ')
            }
            Some(item) if within && !item.ends_with(':') => {
                // `conda-forge::numpy`
                let item = item.rsplit("::").next().unwrap_or(item);
                found.extend(
                    requirement(item, &format!("{path}:{}", at + 1))
                        .filter(|need| !distributions::is_of_conda(&need.name)),
                );
            }
            Some(_) => {}
        }
    }
    found
}

/// What a notebook's shell line installs: `pip install -q a b==1`.
pub(super) fn installed(command: &str, location: &str) -> Vec<Requirement> {
    let Some((_, names)) = command.split_once("pip install").or_else(|| command.split_once("pip3 install"))
    else {
        return Vec::new();
    };
    let mut skip = false;
    let mut found = Vec::new();
    for word in names.split_whitespace() {
        let takes_value =
            ["-r", "-f", "-i", "--index-url", "--extra-index-url", "--find-links", "-t"].contains(&word);
        if !std::mem::replace(&mut skip, takes_value) {
            found.extend(requirement(word.trim_matches(['"', '\'']), location));
        }
    }
    found
}
