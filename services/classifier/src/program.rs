//! All files of a tree together: who imports whom, and what running one of them reaches.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anneal_source::SourceTree;

use crate::module::{Call, Module};
use crate::notebook;

/// The Python of a tree.
#[derive(Debug, Default)]
pub(crate) struct Program {
    modules: BTreeMap<String, Module>,
}

/// A call that running an entry reaches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reached<'p> {
    pub(crate) path: &'p str,
    pub(crate) call: &'p Call,
}

/// The top level of a file, or one of its functions and classes.
type Scope<'p> = (&'p str, Option<&'p str>);

impl Program {
    pub(crate) fn read(tree: &SourceTree) -> Self {
        let mut modules = BTreeMap::new();
        for path in tree.paths().filter(|path| path.ends_with(".py") || path.ends_with(".ipynb")) {
            let Some(text) = tree.text(path) else { continue };
            let code = if path.ends_with(".py") { Some(text.into_owned()) } else { notebook::code(&text) };
            if let Some(code) = code {
                modules.insert(path.to_owned(), Module::read(&code));
            }
        }
        Self { modules }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    pub(crate) fn module(&self, path: &str) -> Option<&Module> {
        self.modules.get(path)
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = (&str, &Module)> {
        self.modules.iter().map(|(path, module)| (path.as_str(), module))
    }

    /// The file that an import in `from` means, if it is one of the tree's: beside the importing file, or
    /// from the root or a `src` directory.
    fn local(&self, from: &str, name: &str) -> Option<&str> {
        let dots = name.chars().take_while(|c| *c == '.').count();
        let tail = name[dots..].replace('.', "/");
        let dir = |path: &str| path.rsplit_once('/').map_or(String::new(), |(dir, _)| dir.to_owned());
        let mut base = dir(from);
        for _ in 1..dots {
            base = dir(&base);
        }
        let roots = if dots > 0 { vec![base] } else { vec![base, String::new(), "src".to_owned()] };
        let joined = |root: &String| if root.is_empty() { tail.clone() } else { format!("{root}/{tail}") };
        let paths =
            roots.iter().map(joined).flat_map(|path| [format!("{path}.py"), format!("{path}/__init__.py")]);
        paths
            .filter(|path| path != from)
            .find_map(|path| self.modules.get_key_value(&path))
            .map(|(path, _)| path.as_str())
    }

    fn imported(&self, path: &str) -> impl Iterator<Item = &str> {
        let imports = self.modules.get(path).map(|module| module.imports.as_slice()).unwrap_or_default();
        imports.iter().filter_map(move |(name, _)| self.local(path, name))
    }

    /// Whether another file of the tree imports this one.
    pub(crate) fn is_imported(&self, path: &str) -> bool {
        self.modules.keys().any(|other| self.imported(other).any(|imported| imported == path))
    }

    /// The entry and everything of the tree that it imports, directly or not; the entry first.
    pub(crate) fn closure(&self, entry: &str) -> Vec<String> {
        let mut seen = vec![entry.to_owned()];
        let mut at = 0;
        while let Some(path) = seen.get(at).cloned() {
            for imported in self.imported(&path) {
                if !seen.iter().any(|known| known == imported) {
                    seen.push(imported.to_owned());
                }
            }
            at += 1;
        }
        seen
    }

    /// Every call that running the entry can reach: its top level, the top levels of what it imports, and
    /// the functions and classes these name.
    pub(crate) fn reached(&self, entry: &str) -> Vec<Reached<'_>> {
        let mut seen: BTreeSet<Scope<'_>> = BTreeSet::new();
        let mut pending: VecDeque<Scope<'_>> = VecDeque::new();
        for path in self.closure(entry) {
            if let Some((path, _)) = self.modules.get_key_value(&path) {
                pending.push_back((path, None));
            }
        }
        let mut reached = Vec::new();
        while let Some(scope) = pending.pop_front() {
            if !seen.insert(scope) {
                continue;
            }
            let Some(module) = self.modules.get(scope.0) else { continue };
            for call in module.calls.iter().filter(|call| call.function.as_deref() == scope.1) {
                reached.push(Reached { path: scope.0, call });
                pending.extend(self.definition(scope.0, &call.name));
            }
        }
        reached
    }

    /// The function or class of the tree that a call names.
    fn definition<'p>(&'p self, path: &'p str, name: &str) -> Option<Scope<'p>> {
        let defined = |path: &'p str, name: &str| {
            let module = self.modules.get(path)?;
            module.defines.get_key_value(name).map(|(name, _)| (path, Some(name.as_str())))
        };
        if let Some(found) = defined(path, name) {
            return Some(found);
        }
        let (owner, last) = name.rsplit_once('.')?;
        let owner =
            if owner.is_empty() || owner.ends_with('.') { format!("{owner}.") } else { owner.to_owned() };
        let target = self.local(path, &owner).or_else(|| self.local(path, owner.trim_end_matches('.')))?;
        defined(target, last).or_else(|| {
            // A package may only pass the name on.
            let means = self.modules.get(target)?.aliases.get(last)?;
            let (owner, last) = means.rsplit_once('.')?;
            defined(self.local(target, owner)?, last)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_entry_reaches_goes_through_functions_and_files() {
        let tree = SourceTree::of([
            ("main.py", "from lib import train\nif __name__ == '__main__':\n    train.run()\n"),
            ("lib/__init__.py", ""),
            (
                "lib/train.py",
                "from sklearn.svm import SVC\ndef run():\n    SVC().fit(X, y)\ndef unused():\n    f()\n",
            ),
        ]);
        let program = Program::read(&tree);
        let names: Vec<_> = program.reached("main.py").iter().map(|r| r.call.name.clone()).collect();
        assert!(names.contains(&"sklearn.svm.SVC".to_owned()), "{names:?}");
        assert!(!names.contains(&"f".to_owned()), "{names:?}");
        assert!(program.is_imported("lib/train.py"));
        assert_eq!(program.closure("main.py")[0], "main.py");
    }
}
