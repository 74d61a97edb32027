//! Which file of a tree an import means.

use std::collections::{BTreeMap, BTreeSet};

use super::Imports;

/// The modules of a tree by where they are.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    files: BTreeSet<String>,
    /// Files by the last part of their module's name, for those that are found through `sys.path`.
    by_name: BTreeMap<String, Vec<String>>,
    /// Libraries that a mere directory of the same name does not hide.
    libraries: BTreeSet<String>,
}

/// A file that an import means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local<'l> {
    /// Its path.
    pub path: &'l str,
    /// The directory that the import was found from; empty for the tree's root.
    pub from: &'l str,
}

impl Layout {
    /// The layout of these Python files. `libraries` are what is installed whatever the tree has.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>, libraries: &[&str]) -> Self {
        let libraries = libraries.iter().map(|name| (*name).to_owned()).collect();
        let mut layout = Self { libraries, ..Self::default() };
        for path in paths.into_iter().filter(|path| path.ends_with(".py")) {
            let stem = path.strip_suffix("/__init__.py").or(path.strip_suffix(".py")).unwrap_or(path);
            let name = stem.rsplit('/').next().unwrap_or(stem).to_owned();
            layout.by_name.entry(name).or_default().push(path.to_owned());
            layout.files.insert(path.to_owned());
        }
        layout
    }

    /// The file that `module`, imported in the file `from`, means. Absolute names are looked for as Python
    /// does for a script that runs in any directory around the file, then below `src`, then wherever exactly
    /// one file has this name: scripts change `sys.path`.
    #[must_use]
    pub fn local<'l>(&'l self, from: &'l str, module: &str) -> Option<Local<'l>> {
        let dots = module.chars().take_while(|c| *c == '.').count();
        let tail = module[dots..].replace('.', "/");
        let directories =
            || std::iter::successors(Some(parent(from)), |dir| (!dir.is_empty()).then(|| parent(dir)));
        if dots > 0 {
            let base = directories().nth(dots - 1)?;
            return self.file(base, &tail, from).map(|path| Local { path, from: base });
        }
        let is_library = self.libraries.contains(super::root(module));
        let found = directories().chain(["src"]).find_map(|base| {
            let path = self.file(base, &tail, from)?;
            (!is_library || self.is_package(base, super::root(module))).then_some(Local { path, from: base })
        });
        found.or_else(|| if is_library { None } else { self.elsewhere(from, &tail) })
    }

    /// The files that a file's imports mean.
    pub fn imported<'l>(&'l self, from: &'l str, imports: &Imports) -> BTreeSet<&'l str> {
        let mut found = BTreeSet::new();
        for import in imports.iter() {
            found.extend(self.local(from, &import.module).map(|local| local.path));
            // `from package import module` imports the module, too.
            let inner = import.name.as_ref().map(|_| import.means());
            found.extend(inner.and_then(|name| self.local(from, &name)).map(|local| local.path));
        }
        found
    }

    fn file(&self, base: &str, tail: &str, from: &str) -> Option<&str> {
        let stem = match (base.is_empty(), tail.is_empty()) {
            (true, _) => tail.to_owned(),
            (false, true) => base.to_owned(),
            (false, false) => format!("{base}/{tail}"),
        };
        let init = if stem.is_empty() { "__init__.py".to_owned() } else { format!("{stem}/__init__.py") };
        // A package hides a module of its name. A script that has a library's name means the library.
        let found = [init, format!("{stem}.py")].into_iter().find_map(|path| self.files.get(&path));
        found.map(String::as_str).filter(|path| *path != from)
    }

    fn is_package(&self, base: &str, name: &str) -> bool {
        let path = if base.is_empty() {
            format!("{name}/__init__.py")
        } else {
            format!("{base}/{name}/__init__.py")
        };
        self.files.contains(&path)
    }

    fn elsewhere<'l>(&'l self, from: &str, tail: &str) -> Option<Local<'l>> {
        let name = tail.rsplit('/').next()?;
        let endings = [format!("{tail}.py"), format!("{tail}/__init__.py")];
        let fits = |path: &&String| {
            let ends = |ending: &String| {
                path.strip_suffix(ending.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            };
            path.as_str() != from && endings.iter().any(ends)
        };
        let mut found = self.by_name.get(name)?.iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(path), None) => Some(Local { path, from: parent(path) }),
            _ => None,
        }
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}
