//! Structures of programs that tell a task, whatever framework they are written in.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::FileId;
use crate::view::{Site, View, last};

/// Libraries of environments that are acted in.
const ENVIRONMENTS: &[&str] = &[
    "gym",
    "gymnasium",
    "pettingzoo",
    "procgen",
    "dm_control",
    "pybullet_envs",
    "unityagents",
    "mlagents_envs",
    "vizdoom",
    "gym_super_mario_bros",
    "highway_env",
];

/// An environment is reset and stepped in.
pub(super) fn acts_in_environment(view: &View<'_>) -> bool {
    let steps = view
        .methods(&["step"])
        .any(|site| site.call.args.len() == 1 || site.call.keyword("action").is_some());
    let resets = view.methods(&["reset"]).next().is_some();
    let imported = ENVIRONMENTS.iter().any(|name| view.imports(name));
    // An environment of the tree's own gives a reward for an action.
    imported && resets
        || steps
            && resets
            && view
                .methods(&["epsilon_greedy", "choose_action", "select_action", "act", "get_action"])
                .next()
                .is_some()
}

/// Noise scaled by the exponential of something that is computed: a sample that gradients go through.
pub(super) fn reparameterises(view: &View<'_>) -> bool {
    let scopes = |names: &[&str]| -> BTreeSet<_> {
        let called = |site: &Site<'_>| {
            let name = site.library().map(last).or(site.method()).unwrap_or_default();
            names.contains(&name)
        };
        // The top level of a script draws noise for other reasons.
        view.sites().filter(|site| called(site) && site.call.scope != 0).map(|site| site.place()).collect()
    };
    let noise = scopes(&["randn_like", "randn", "random_normal", "normal", "normal_", "rsample"]);
    let spread = scopes(&["exp", "exp_"]);
    noise.intersection(&spread).next().is_some()
}

/// Whether noise is drawn that something can be generated from.
pub(super) fn draws_noise(view: &View<'_>) -> bool {
    view.sites().any(|site| {
        let name = site.library().map(last).or(site.method()).unwrap_or_default();
        [
            "randn",
            "randn_like",
            "normal",
            "random_normal",
            "standard_normal",
            "uniform",
            "truncated_normal",
            "normal_",
        ]
        .contains(&name)
            && site.library().is_none_or(|name| {
                !name.contains("initializers") && !name.contains("nn.init") && !name.contains("_init")
            })
    })
}

/// Several optimisers whose steps alternate: the most that one file makes, as a collection of experiments has one
/// each.
pub(super) fn optimisers(view: &View<'_>, roots: &[&str]) -> usize {
    const NAMES: &[&str] =
        &["Adam", "AdamW", "SGD", "RMSprop", "Adagrad", "Adadelta", "Nadam", "Adamax", "AdamOptimizer"];
    let made = view.of_library(roots).filter(|site| NAMES.contains(&site.last()));
    // In a loop, one is made for each of several networks.
    most_in_one_file(
        made.flat_map(|site| std::iter::repeat_n(site.at.file, 1 + usize::from(site.call.looped))),
    )
}

/// Backward passes of PyTorch: the most in one file.
pub(super) fn backward_passes(view: &View<'_>) -> usize {
    most_in_one_file(view.methods(&["backward", "manual_backward"]).map(|site| site.at.file))
}

fn most_in_one_file(files: impl Iterator<Item = FileId>) -> usize {
    let mut counts: BTreeMap<FileId, usize> = BTreeMap::new();
    files.for_each(|file| *counts.entry(file).or_default() += 1);
    counts.into_values().max().unwrap_or(0)
}

/// A network is called on what another gave, cut off from it: `D(fake.detach())`.
pub(super) fn judges_detached(view: &View<'_>) -> bool {
    view.sites().any(|site| {
        // What a loss gets second is a target.
        let first = site.call.positional(0);
        site.library().is_none() && first.is_some_and(|arg| arg.text.ends_with(".detach()"))
    })
}

/// Whether as many classes are told apart as tokens are embedded: the next token is predicted.
///
/// `embedded` and `told` are texts of sizes as they are written.
pub(super) fn predicts_tokens(embedded: &[String], told: &[String]) -> bool {
    let plain = |text: &String| {
        let text = text.trim_start_matches("self.").trim_start_matches("config.").trim_start_matches("args.");
        text.to_ascii_lowercase()
    };
    // A number that is written twice may be anything.
    let told: Vec<String> =
        told.iter().map(plain).filter(|text| text.parse::<f64>().map_or(true, |n| n > 512.0)).collect();
    embedded.iter().map(plain).any(|text| told.contains(&text))
}

/// Estimated confidence where the task was read from a loss, and where it was only assumed.
pub(super) fn confidence(task_told: bool, family: &str) -> f64 {
    let task = if task_told { 0.97 } else { 0.75 };
    if family == "other" { task - 0.2 } else { task }
}
