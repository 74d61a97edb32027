//! From a tree to an answer.

use anneal_proto::v1::{
    ClassificationFailed, CodeClassified, Entry, Evidence, Knob, Reason, Settings, Workload,
};
use anneal_source::{SourceTree, knobs, syntax};

use crate::before::Preparation;
use crate::data::Read;
use crate::entry::{self, Chosen};
use crate::frameworks::Found;
use crate::program::Program;
use crate::reason::reason;
use crate::view::View;
use crate::{before, data, manifest, metrics, requirements, warnings};

/// Says what a tree is. `submitted` wins over the tree's own `anneal.toml`.
///
/// It needs no more of the caller's stack than usual, whatever the tree.
///
/// # Errors
/// When there is nothing to train, or it cannot be told what; with what to do about it.
pub fn classify(tree: &SourceTree, submitted: &Settings) -> Result<CodeClassified, ClassificationFailed> {
    with_room("classify", || read(tree, submitted)).unwrap_or_else(|why| Err(unread(&why)))
}

/// Does work that parses on a stack that the deepest code that is let through fits on; why not, where it cannot or
/// panics.
pub(crate) fn with_room<T: Send>(name: &str, work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(name.to_owned()).stack_size(syntax::STACK);
        let thread = thread.spawn_scoped(scope, work).map_err(|error| error.to_string())?;
        thread.join().map_err(|_| "a rule panicked".to_owned())
    })
}

/// A fault of ours must not look like one of the developer's.
fn unread(why: &str) -> ClassificationFailed {
    failed(reason(
        "classifier_fault",
        format!("the code could not be read: {why}"),
        "",
        "set `entry` and `image` in anneal.toml, and report this as a fault of anneal",
    ))
}

fn failed(reason: Reason) -> ClassificationFailed {
    ClassificationFailed { reason: Some(reason), evidence: Vec::new() }
}

fn read(tree: &SourceTree, submitted: &Settings) -> Result<CodeClassified, ClassificationFailed> {
    let settings = manifest::read(tree).map_err(failed)?.overlaid(submitted);
    let program = Program::read(tree);
    let mut chosen = entry::choose(tree, &program, &settings).map_err(failed)?;
    let requirements = requirements::of(tree, &program, chosen.file, settings.requirements.as_deref());
    let mut found = found(&program, &mut chosen, &settings)?;
    found.pinned(&requirements);
    let path = program.file(chosen.file).path.clone();
    let knobs = knobs_of(tree, &program, &chosen, &settings)?;
    let view = View::of(&program, chosen.file);
    let reads = data::of(tree, &view, &chosen.args);
    let before = before::of(tree, &program, chosen.file, &reads);
    let mut code = CodeClassified {
        workload: Some(Workload {
            framework: found.framework.to_owned(),
            era: found.era.to_owned(),
            image: settings.image.clone().unwrap_or_else(|| found.image.to_owned()),
            entry: Some(Entry { path, kind: chosen.kind.to_owned(), args: chosen.args.clone() }),
            task: found.task.to_owned(),
            family: found.family.to_owned(),
        }),
        requirements,
        settings: Some(settings),
        knobs,
        evidence: evidence(&program, &chosen, &found),
        confidence: chosen.confidence * found.confidence,
        warnings: warnings(&view, &chosen, &reads, &before),
        data: data::told(&reads, &before),
        metrics: metrics::of(&view, found.task),
        before: before.into_iter().map(|one| one.step).collect(),
    };
    places_of(&mut code).for_each(|place| program.locate(place));
    Ok(code)
}

/// Every place that an answer names.
fn places_of(code: &mut CodeClassified) -> impl Iterator<Item = &mut Evidence> {
    let data = code.data.iter_mut().filter_map(|data| data.seen.as_mut());
    let metrics = code.metrics.iter_mut().filter_map(|measure| measure.seen.as_mut());
    let steps = code.before.iter_mut().filter_map(|step| step.seen.as_mut());
    code.evidence.iter_mut().chain(&mut code.warnings).chain(data).chain(metrics).chain(steps)
}

/// What the entry trains. Without a rule that knows it, the developer's image is enough to run it.
fn found(program: &Program, chosen: &mut Chosen, settings: &Settings) -> Result<Found, ClassificationFailed> {
    let own_image = settings.image.is_some();
    let path = &program.file(chosen.file).path;
    let located = chosen.found.take().map(|mut found| {
        found.evidence.iter_mut().for_each(|at| program.locate(at));
        found
    });
    match located {
        Some(found) => match found.refusal().filter(|_| !own_image) {
            Some(reason) => Err(ClassificationFailed { reason: Some(reason), evidence: found.evidence }),
            None => Ok(found),
        },
        None if own_image => Ok(Found::unknown()),
        None => Err(failed(reason(
            "no_known_framework",
            "no training of a framework that anneal knows is reached from the entry",
            path.clone(),
            "set `image` and `metric` in anneal.toml, or `entry` to the file that trains",
        ))),
    }
}

fn evidence(program: &Program, chosen: &Chosen, found: &Found) -> Vec<Evidence> {
    let path = &program.file(chosen.file).path;
    // The entry's own line that leads to the training, where it is in another file.
    let here = found.evidence.iter().find(|evidence| evidence.file == *path);
    let mut why = Evidence { why: chosen.why.clone(), ..here.cloned().unwrap_or(Evidence::at(path, 1, "")) };
    program.locate(&mut why);
    found.evidence.iter().cloned().chain([why]).collect()
}

fn warnings(view: &View<'_>, chosen: &Chosen, reads: &[Read<'_>], before: &[Preparation]) -> Vec<Evidence> {
    let missing = chosen.missing.iter().map(|argument| {
        let why = format!("needs {}, which is not given: set `args` in anneal.toml", argument.name);
        Evidence::at(&argument.file, argument.line, why)
    });
    missing.chain(warnings::of(view, reads, before)).collect()
}

/// The knobs within the developer's `space`.
fn knobs_of(
    tree: &SourceTree,
    program: &Program,
    chosen: &Chosen,
    settings: &Settings,
) -> Result<Vec<Knob>, ClassificationFailed> {
    let path = &program.file(chosen.file).path;
    // What was refused here must not be parsed there.
    let refused = |path: &&str| tree.text(path).is_none_or(|text| syntax::refuse(&text).is_err());
    let closure = program.closure(chosen.file).into_iter().map(|file| program.file(file).path.as_str());
    let refused: Vec<&str> = closure.filter(refused).collect();
    let (found, unknown) = if refused.is_empty() {
        knobs::find_within(tree, path, &settings.space)
    } else {
        let mut rest = tree.clone();
        refused.into_iter().for_each(|path| rest.remove(path));
        knobs::find_within(&rest, path, &settings.space)
    };
    if unknown.is_empty() {
        return Ok(found);
    }
    let names: Vec<&str> = found.iter().map(|knob| knob.id.as_str()).collect();
    Err(failed(reason(
        "manifest_unknown_knob",
        format!("`space` names {}, and the code has no such knob", unknown.join(", ")),
        "anneal.toml: space",
        format!("use one of {}, or a constant of the code", names.join(", ")),
    )))
}
