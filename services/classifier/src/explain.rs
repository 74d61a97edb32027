//! The ranking of entries, for people who wonder why.

use anneal_source::SourceTree;

use crate::classify::with_room;
use crate::entry;
use crate::program::Program;

/// A file that trains when it is run, and what was held for and against running it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Its path in the tree.
    pub path: String,
    /// The sum of the weights; the highest is run.
    pub score: f64,
    /// What counted, and how much.
    pub weights: Vec<(f64, &'static str)>,
    /// What it trains: framework, task and family.
    pub trains: String,
    /// Where that is seen: `train.py:12  trains SVC with model.fit`.
    pub evidence: Vec<String>,
}

/// All files of a tree that train when they are run, the best first. What the developer names in `anneal.toml` is not
/// asked for.
#[must_use]
pub fn explain(tree: &SourceTree) -> Vec<Ranked> {
    with_room("explain", || ranked(tree)).unwrap_or_default()
}

fn ranked(tree: &SourceTree) -> Vec<Ranked> {
    let program = Program::read(tree);
    let candidates = entry::ranking(tree, &program).into_iter();
    let told = candidates.map(|candidate| {
        let found = &candidate.found;
        let places = found.evidence.iter().cloned().map(|mut at| {
            program.locate(&mut at);
            format!("{}  {}", at.place(), at.why)
        });
        let beside: f64 = candidate.weights.iter().map(|(weight, _)| weight).sum();
        let trains = (candidate.score - beside, "training is reached when it is run");
        Ranked {
            path: program.file(candidate.file).path.clone(),
            score: candidate.score,
            weights: [&[trains], candidate.weights.as_slice()].concat(),
            trains: format!("{} \u{b7} {} \u{b7} {}", found.framework, found.task, found.family),
            evidence: places.collect(),
        }
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranking_says_what_counted_for_and_against_each() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let train = "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit([[0], [1]], [0, 1])\n";
        std::fs::write(dir.path().join("train.py"), train).expect("written");
        std::fs::write(dir.path().join("grid_search.py"), train).expect("written");
        let tree = SourceTree::from_dir(dir.path()).expect("a tree");
        let ranked = explain(&tree);
        let paths: Vec<&str> = ranked.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["train.py", "grid_search.py"]);
        assert!(ranked[1].weights.iter().any(|(weight, _)| *weight < 0.0), "{ranked:#?}");
        let sum: f64 = ranked[0].weights.iter().map(|(weight, _)| weight).sum();
        assert!((sum - ranked[0].score).abs() < 1e-9, "{ranked:#?}");
        assert!(ranked[0].evidence[0].starts_with("train.py:3"), "{ranked:#?}");
    }
}
