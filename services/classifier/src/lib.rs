//! The classifier says what a commit is by reading it.
//!
//! * consumes `source_fetched`.
//! * says `code_classified`, with evidence, or `classification_failed`, with what to do.
//! * owns the reading of Python ([`module`]) and the rules about frameworks ([`frameworks`]).
//! * never runs what it reads.
//!
//! [`classify`] is the whole of it: a pure function of the tree. Only syntax counts: strings, comments and
//! documentation name frameworks too.

mod config;
mod decider;
mod effects;
mod entry;
mod frameworks;
mod manifest;
mod module;
mod notebook;
mod program;
mod reason;
mod requirements;
mod warnings;

use anneal_chassis::{Context, Options, ServeError, serve as serve_decider};
use anneal_proto::v1::{ClassificationFailed, CodeClassified, Entry, Evidence, Knob, Settings, Workload};
use anneal_source::{SourceTree, knobs};

pub use config::Config;
pub use decider::{Classifier, Read, State};
pub use effects::Reading;
use program::Program;
use reason::reason;

/// Runs the classifier until its context shuts down.
///
/// # Errors
/// When the log cannot be reached.
pub async fn serve(context: Context, _config: Config) -> Result<(), ServeError> {
    let reading = Reading { log: context.log.clone() };
    // Reading is work for processors: more at once than those gains nothing.
    let options = Options { concurrency: 2, ..Options::default() };
    serve_decider(context, Classifier, reading, options).await
}

/// Says what a tree is. `submitted` wins over the tree's own `anneal.toml`.
///
/// # Errors
/// When there is nothing to train, or it cannot be told what; with what to do about it.
pub fn classify(tree: &SourceTree, submitted: &Settings) -> Result<CodeClassified, ClassificationFailed> {
    let failed = |reason| ClassificationFailed { reason: Some(reason), evidence: Vec::new() };
    let settings = manifest::read(tree).map_err(failed)?.overlaid(submitted);
    let program = Program::read(tree);
    let chosen = entry::choose(&program, &settings).map_err(failed)?;
    let found = frameworks::recognise(&program, &chosen.path).map_err(failed)?;
    let image = settings.image.clone().unwrap_or_else(|| found.image.to_owned());
    let requirements = requirements::of(tree, &program, &chosen.path, settings.requirements.as_deref());
    let closure = program.closure(&chosen.path);
    // A notebook's text here is not the text in its file: edits would go astray.
    let knobs = if chosen.kind == "notebook" { Vec::new() } else { knobs_of(tree, &chosen.path, &settings)? };
    let mut evidence: Vec<Evidence> = found.evidence;
    evidence.push(Evidence { file: chosen.path.clone(), line: chosen.line, why: chosen.why.clone() });
    let entry =
        Entry { path: chosen.path.clone(), kind: chosen.kind.to_owned(), args: settings.args.clone() };
    Ok(CodeClassified {
        workload: Some(Workload {
            framework: found.framework.to_owned(),
            era: found.era.to_owned(),
            image,
            entry: Some(entry),
            task: found.task.to_owned(),
            family: found.family.to_owned(),
        }),
        requirements,
        settings: Some(settings),
        knobs,
        evidence,
        confidence: chosen.confidence * found.confidence,
        warnings: warnings::of(tree, &program, &closure),
    })
}

/// The knobs within the developer's `space`.
fn knobs_of(tree: &SourceTree, entry: &str, settings: &Settings) -> Result<Vec<Knob>, ClassificationFailed> {
    let (found, unknown) = knobs::find_within(tree, entry, &settings.space);
    if unknown.is_empty() {
        return Ok(found);
    }
    let names: Vec<&str> = found.iter().map(|knob| knob.id.as_str()).collect();
    let reason = reason(
        "manifest_unknown_knob",
        format!("`space` names {}, and the code has no such knob", unknown.join(", ")),
        "anneal.toml: space",
        format!("use one of {}, or a constant of the code", names.join(", ")),
    );
    Err(ClassificationFailed { reason: Some(reason), evidence: Vec::new() })
}
