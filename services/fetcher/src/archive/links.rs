//! Symbolic links become copies of what they point to, or nothing.
//!
//! They are followed by their text alone, never by the file system, so that none can lead out of the tree.

use std::collections::{BTreeMap, VecDeque};

use super::{File, TreePath};

/// Links that one link may lead through; what Linux allows.
const MOST_HOPS: usize = 40;

/// The files that links stand for, `most` of them: a few links to a large directory are a great many. A link
/// to a directory stands for the regular files below it.
pub(super) fn copies<C: Clone>(
    files: &BTreeMap<TreePath, File<C>>,
    links: &BTreeMap<TreePath, Vec<u8>>,
    most: usize,
) -> Vec<(TreePath, File<C>)> {
    links
        .keys()
        .filter_map(|link| resolve(link, links).map(|target| (link, target)))
        // A link to a directory that it is in would hold itself.
        .filter(|(link, target)| link.below(target).is_none())
        .flat_map(|(link, target)| below(files, link, &target))
        .take(most)
        .filter(|(path, _)| !files.contains_key(path))
        .collect()
}

fn below<C: Clone>(
    files: &BTreeMap<TreePath, File<C>>,
    link: &TreePath,
    target: &TreePath,
) -> Vec<(TreePath, File<C>)> {
    if let Some(file) = files.get(target) {
        return vec![(link.clone(), file.clone())];
    }
    let from_target = files.range(target.clone()..).take_while(|(path, _)| path.starts_like(target));
    from_target
        .filter_map(|(path, file)| {
            let rest = path.below(target)?;
            let names = rest.split(|byte| *byte == b'/');
            let copy = names.into_iter().try_fold(link.clone(), |path, name| path.join(name))?;
            Some((copy, file.clone()))
        })
        .collect()
}

/// Where a link leads; none where that is outside of the tree, or nowhere.
fn resolve(link: &TreePath, links: &BTreeMap<TreePath, Vec<u8>>) -> Option<TreePath> {
    let mut here: Vec<&[u8]> = Vec::new();
    let mut ahead: VecDeque<&[u8]> = link.names().collect();
    let mut hops = 0;
    while let Some(name) = ahead.pop_front() {
        match name {
            b"" | b"." => continue,
            b".." => {
                here.pop()?;
                continue;
            }
            name => here.push(name),
        }
        let path = here.iter().try_fold(TreePath::root(), |path, name| path.join(name))?;
        let Some(target) = links.get(&path) else {
            continue;
        };
        hops += 1;
        if hops > MOST_HOPS || target.first() == Some(&b'/') {
            return None;
        }
        here.pop();
        for name in target.split(|byte| *byte == b'/').rev() {
            ahead.push_front(name);
        }
    }
    here.iter().try_fold(TreePath::root(), |path, name| path.join(name))
}
