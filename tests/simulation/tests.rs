//! Ring b, with faults: schedules of the simulation, that a schedule repeats itself, and that the simulation notices
//! when a safeguard is missing.

use anneal_tests::simulation::{Disk, Mutation, Plan, Report, shrink, simulate};

fn disk() -> Disk {
    Disk::new().expect("a temporary directory")
}

/// Runs schedules; panics at the first that fails, with the least of it that fails.
fn hold(seeds: std::ops::Range<u64>) {
    let disk = disk();
    let mut fired = 0;
    for seed in seeds.clone() {
        let report = simulate(&Plan::of(seed), Mutation::None, false, &disk);
        fired += report.fired.len();
        if let Some(shrunk) = shrink(seed, Mutation::None, &report, &disk) {
            let schedule = serde_json::to_string_pretty(&shrunk).expect("JSON");
            panic!("scripts/simulate --seed {seed} fails: {schedule}");
        }
    }
    assert!(fired > seeds.count(), "too little went wrong to say anything");
}

// Four tests, so that they run beside each other.
#[test]
fn no_fault_changes_an_outcome_first_part() {
    hold(0..500);
}

#[test]
fn no_fault_changes_an_outcome_second_part() {
    hold(500..1_000);
}

#[test]
fn no_fault_changes_an_outcome_third_part() {
    hold(1_000..1_500);
}

#[test]
fn no_fault_changes_an_outcome_fourth_part() {
    hold(1_500..2_000);
}

#[test]
fn a_seed_is_a_schedule_to_the_millisecond() {
    let disk = disk();
    let traced = |seed| simulate(&Plan::of(seed), Mutation::None, true, &disk);
    for seed in 0..40 {
        let (first, second): (Report, Report) = (traced(seed), traced(seed));
        let differing = first.lines.iter().zip(&second.lines).find(|(a, b)| a != b);
        assert_eq!(differing, None, "seed {seed}");
        assert_eq!((first.trace, first.lines.len()), (second.trace, second.lines.len()), "seed {seed}");
        assert!(first.lines.len() > 100, "seed {seed} does too little");
    }
}

#[test]
fn seeds_differ() {
    let disk = disk();
    let trace = |seed| simulate(&Plan::of(seed), Mutation::None, false, &disk).trace;
    assert_ne!(trace(1), trace(2));
}

/// Takes a safeguard away: one of the first seeds must fail, and its shrunk schedule must fail again.
fn noticed(mutation: Mutation, within: u64) {
    let disk = disk();
    for seed in 0..within {
        let report = simulate(&Plan::of(seed), mutation, false, &disk);
        let Some(shrunk) = shrink(seed, mutation, &report, &disk) else { continue };
        let keep = shrunk.schedule.iter().map(|fired| fired.id.clone()).collect();
        let again = simulate(&Plan::of(seed).only(keep), mutation, false, &disk);
        let found: Vec<_> = again.violations.iter().map(|violation| violation.oracle).collect();
        assert!(found.contains(&shrunk.oracle), "{shrunk:?} gives {found:?}");
        assert!(shrunk.schedule.len() <= shrunk.faults);
        return;
    }
    panic!("{mutation:?} goes unnoticed in {within} schedules");
}

#[test]
fn a_log_that_does_not_check_positions_is_noticed() {
    noticed(Mutation::AnyPosition, 200);
}

#[test]
fn ids_that_are_not_derived_are_noticed() {
    noticed(Mutation::FreshIds, 200);
}

#[test]
fn claims_that_exclude_nobody_are_noticed() {
    noticed(Mutation::SharedClaims, 200);
}

#[test]
fn an_acknowledgement_before_the_append_is_noticed() {
    noticed(Mutation::AckFirst, 200);
}
