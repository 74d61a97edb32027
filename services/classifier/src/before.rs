//! Steps that write what the entry reads, and that the tree has not.

use std::collections::BTreeSet;

use anneal_proto::v1::{Entry, Step};
use anneal_source::SourceTree;

use crate::data::{self, Origin, Read, Written};
use crate::entry::Commands;
use crate::program::{FileId, Program, is_test};
use crate::view::{Site, View};

/// Files that are looked into at most, for writing anything at all.
const MOST: usize = 64;
/// Steps before steps before steps.
const DEEPEST: usize = 5;

/// A step, and what it writes.
#[derive(Debug)]
pub(crate) struct Preparation {
    pub(crate) step: Step,
    written: Written,
}

impl Preparation {
    /// The file to run.
    pub(crate) fn path(&self) -> &str {
        self.step.entry.as_ref().map_or("", |entry| &entry.path)
    }
}

/// Steps to run before an entry, in order.
pub(crate) fn of(tree: &SourceTree, program: &Program, file: FileId, reads: &[Read<'_>]) -> Vec<Preparation> {
    let chosen = BTreeSet::from([file]);
    let mut found = Steps { tree, program, writers: Vec::new(), chosen, steps: Vec::new() };
    let missing = missing(reads);
    if !missing.is_empty() {
        found.writers = writers(tree, program);
        found.before(&missing, DEEPEST);
    }
    found.steps
}

/// The step that writes what is read.
pub(crate) fn writer<'s>(steps: &'s [Preparation], read: &Read<'_>) -> Option<&'s Preparation> {
    let places = data::places_of(read.site.path, &read.name);
    steps.iter().find(|step| places.iter().any(|path| step.written.has(path)))
}

/// What is read and not there.
fn missing(reads: &[Read<'_>]) -> BTreeSet<String> {
    let missing = reads.iter().filter(|read| read.origin == Origin::Missing);
    missing.flat_map(|read| data::places_of(read.site.path, &read.name)).collect()
}

/// A file that writes something when it is run.
struct Writer<'p> {
    file: FileId,
    kind: &'static str,
    /// Those that documentation or build files run it with.
    args: Vec<String>,
    view: View<'p>,
}

struct Steps<'p> {
    tree: &'p SourceTree,
    program: &'p Program,
    writers: Vec<Writer<'p>>,
    chosen: BTreeSet<FileId>,
    steps: Vec<Preparation>,
}

impl Steps<'_> {
    fn before(&mut self, missing: &BTreeSet<String>, depth: usize) {
        if missing.is_empty() || depth == 0 {
            return;
        }
        let mut missing = missing.clone();
        // What another file does when this one imports it is a step of that file.
        let own = (0..self.writers.len()).map(|at| (at, true));
        let reached = (0..self.writers.len()).map(|at| (at, false));
        for (at, own) in own.chain(reached) {
            let writer = &self.writers[at];
            let (written, places) = Written::by(&writer.view, &writer.args);
            let Some(path) = missing.iter().find(|path| written.has(path)) else { continue };
            let seen = seen(path, &places);
            let here = &self.program.file(writer.file).path;
            if own && seen.as_ref().is_none_or(|seen| seen.file != *here) {
                continue;
            }
            missing = missing.iter().filter(|path| !written.has(path)).cloned().collect();
            let (file, reads) = (writer.file, missing_of(self.tree, writer));
            let path = self.program.file(file).path.clone();
            let entry = Entry { path, kind: writer.kind.to_owned(), args: writer.args.clone() };
            if !self.chosen.insert(file) {
                continue;
            }
            // What it reads itself is written before it.
            self.before(&reads, depth - 1);
            let step = Step { entry: Some(entry), seen };
            self.steps.push(Preparation { step, written });
        }
    }
}

fn missing_of(tree: &SourceTree, writer: &Writer<'_>) -> BTreeSet<String> {
    missing(&data::of(tree, &writer.view, &writer.args))
}

/// Where a path is written.
fn seen(path: &str, places: &[(String, Site<'_>)]) -> Option<anneal_proto::v1::Evidence> {
    let exact = places.iter().find(|(written, _)| written == path);
    let within = || places.iter().find(|(written, _)| path.starts_with(written.as_str()));
    let (_, site) = exact.or_else(within)?;
    Some(site.evidence(format!("writes {path}")))
}

/// Files that are run for themselves and write something.
fn writers<'p>(tree: &SourceTree, program: &'p Program) -> Vec<Writer<'p>> {
    let commands = Commands::of(tree);
    let imported: BTreeSet<FileId> =
        program.files().flat_map(|(id, _)| program.imported(id)).copied().collect();
    let runs = program.files().filter(|(id, file)| {
        let is_guarded = file.calls.iter().any(|call| call.main);
        let writes = file.calls.iter().any(|call| call.scope == 0 && data::writes_by_name(&call.func));
        file.error.is_none() && !is_test(&file.path) && (is_guarded || writes || !imported.contains(id))
    });
    let views = runs.take(MOST).map(|(id, file)| Writer {
        file: id,
        kind: commands.kind(program, id),
        args: commands.arguments(&file.path),
        view: View::of(program, id),
    });
    views.filter(|writer| writer.view.sites().any(|site| data::writes(&site))).collect()
}
