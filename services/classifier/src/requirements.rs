//! What the code needs: what it lists, and what it imports and does not list.

mod distributions;
mod files;
mod line;
#[cfg(test)]
mod tests;

use anneal_proto::v1::Requirement;
use anneal_source::SourceTree;

use crate::program::{FileId, Program};

/// The requirements of running an entry.
pub(crate) fn of(
    tree: &SourceTree,
    program: &Program,
    entry: FileId,
    named: Option<&str>,
) -> Vec<Requirement> {
    let path = &program.file(entry).path;
    let listed = match named {
        Some(file) => files::lines_of(tree, file),
        None => files::listed(tree, path),
    };
    let mut found: Vec<Requirement> = Vec::new();
    let mut add = |need: Requirement| {
        if !found.iter().any(|known| same(&known.name, &need.name)) {
            found.push(need);
        }
    };
    listed.into_iter().for_each(&mut add);
    let closure = program.closure(entry);
    for file in &closure {
        let file = program.file(*file);
        let shell = file.shell.iter().flat_map(|(line, text)| files::installed(text, &file.location(*line)));
        shell.for_each(&mut add);
    }
    for file in closure {
        let file = program.file(file);
        for import in file.imports.iter().filter(|import| !import.fallback && !import.module.starts_with('.'))
        {
            let local = program.layout().local(&file.path, &import.module).is_some()
                || program.layout().local(&file.path, import.root()).is_some();
            let Some(name) = distributions::of_import(&import.means()).filter(|_| !local) else { continue };
            add(Requirement { name, specifier: String::new(), location: file.location(import.line) });
        }
    }
    found
}

/// Whether two names are of one distribution, as package indexes compare them.
fn same(a: &str, b: &str) -> bool {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    plain(a) == plain(b)
}

/// The newest version that a listed requirement allows, as (major, minor), where it bounds it.
pub(crate) fn newest(requirements: &[Requirement], name: &str) -> Option<(u32, u32)> {
    let specifier = &requirements.iter().find(|need| same(&need.name, name))?.specifier;
    specifier.split(',').find_map(|part| {
        let operator_ends = part.find(|c: char| c.is_ascii_digit())?;
        let (operator, version) = part.split_at(operator_ends);
        let mut numbers = version.split('.').map(|number| number.parse::<u32>().ok());
        let (major, minor) = (numbers.next()??, numbers.next().flatten().unwrap_or(0));
        match operator {
            "==" | "~=" | "<=" | "===" => Some((major, minor)),
            // Below 2.16 is 2.15 at most; below 3 any 2.
            "<" if minor > 0 => Some((major, minor - 1)),
            "<" => Some((major.checked_sub(1)?, u32::MAX)),
            _ => None,
        }
    })
}

/// The oldest version that it allows.
pub(crate) fn oldest(requirements: &[Requirement], name: &str) -> Option<(u32, u32)> {
    let specifier = &requirements.iter().find(|need| same(&need.name, name))?.specifier;
    specifier.split(',').find_map(|part| {
        let version = [">=", "==", "~=", ">"].iter().find_map(|operator| part.strip_prefix(operator))?;
        let mut numbers = version.split('.').map(|number| number.parse::<u32>().ok());
        Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
    })
}
