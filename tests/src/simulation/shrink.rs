//! From a schedule that fails to the fewest of its faults that still make it fail.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Disk, Fired, Mutation, Plan, Report, simulate};

/// The least that makes a seed fail.
#[derive(Debug, Clone, Serialize)]
pub struct Shrunk {
    /// The seed.
    pub seed: u64,
    /// The promise that was broken first.
    pub oracle: &'static str,
    /// How.
    pub what: String,
    /// Faults of the whole schedule.
    pub faults: usize,
    /// Those that are needed.
    pub schedule: Vec<Fired>,
}

/// Leaves out as many faults of a failing schedule as can be (delta debugging: Zeller and Hildebrandt, TSE 2002, by
/// complements). None where the report has no violation.
#[must_use]
pub fn shrink(seed: u64, mutation: Mutation, report: &Report, disk: &Disk) -> Option<Shrunk> {
    let oracle = report.violations.first()?.oracle;
    let run = |keep: &[String]| {
        let keep: BTreeSet<String> = keep.iter().cloned().collect();
        simulate(&Plan::of(seed).only(keep), mutation, false, disk)
    };
    let fails = |report: &Report| report.violations.iter().any(|violation| violation.oracle == oracle);
    let mut best = report.clone();
    let mut kept: Vec<String> = report.fired.iter().map(|fired| fired.id.clone()).collect();
    let mut size = kept.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let mut less = false;
        while at < kept.len() {
            let without: Vec<String> = kept
                .iter()
                .enumerate()
                .filter(|(n, _)| !(at..at + size).contains(n))
                .map(|(_, id)| id.clone())
                .collect();
            let tried = run(&without);
            if fails(&tried) {
                // Faults that did not come about any more are not needed either.
                kept = tried.fired.iter().map(|fired| fired.id.clone()).collect();
                best = tried;
                less = true;
            } else {
                at += size;
            }
        }
        if size == 1 && !less {
            break;
        }
        size = (size / 2).max(1);
    }
    let violation = best.violations.iter().find(|violation| violation.oracle == oracle)?;
    let (what, faults) = (violation.what.clone(), report.fired.len());
    Some(Shrunk { seed, oracle, what, faults, schedule: best.fired })
}
