//! Runs schedules of the simulation and prints one JSON object of totals; status 1 where one failed.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use anneal_tests::simulation::{Disk, Mutation, Plan, Report, Shrunk, shrink, simulate};
use clap::{Parser, ValueEnum};
use serde::Serialize;

/// Runs the whole system through schedules of faults, each drawn from a seed.
#[derive(Debug, Parser)]
#[command(name = "scripts/simulate")]
struct Arguments {
    /// How many schedules.
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    start: u64,
    /// One schedule: the same as `--start SEED --seeds 1`.
    #[arg(long, conflicts_with_all = ["seeds", "start"])]
    seed: Option<u64>,
    /// Only these faults of the schedule happen, as a shrunk schedule names them. Can be given several times.
    #[arg(long, requires = "seed")]
    only: Vec<String>,
    /// Prints what happens on standard error, a line each, with simulated milliseconds.
    #[arg(long)]
    trace: bool,
    /// Takes a safeguard away first.
    #[arg(long, value_enum, default_value = "none")]
    without: Without,
    /// Failing seeds that are shrunk and printed; the others are counted.
    #[arg(long, default_value_t = 5)]
    show: usize,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Without {
    None,
    PositionCheck,
    DerivedIds,
    Claims,
    AckAfterAppend,
}

impl From<Without> for Mutation {
    fn from(without: Without) -> Self {
        match without {
            Without::None => Mutation::None,
            Without::PositionCheck => Mutation::AnyPosition,
            Without::DerivedIds => Mutation::FreshIds,
            Without::Claims => Mutation::SharedClaims,
            Without::AckAfterAppend => Mutation::AckFirst,
        }
    }
}

#[derive(Debug, Default, Serialize)]
struct Totals {
    seeds: u64,
    start: u64,
    failed: u64,
    runs: usize,
    events: usize,
    faults: usize,
    faults_by_kind: BTreeMap<String, usize>,
    simulated_hours: f64,
    seconds: f64,
    ms_each: f64,
    violations_by_oracle: BTreeMap<&'static str, usize>,
    failures: Vec<Shrunk>,
}

impl Totals {
    fn add(&mut self, report: &Report) {
        self.runs += report.runs;
        self.events += report.events;
        self.faults += report.fired.len();
        self.simulated_hours +=
            f64::from(u32::try_from(report.simulated_ms).unwrap_or(u32::MAX)) / 3_600_000.0;
        for fired in &report.fired {
            let kind = serde_json::to_value(fired.fault).ok();
            let kind = kind.and_then(|fault| fault["kind"].as_str().map(str::to_owned));
            *self.faults_by_kind.entry(kind.unwrap_or_default()).or_default() += 1;
        }
        if let Some(violation) = report.violations.first() {
            self.failed += 1;
            *self.violations_by_oracle.entry(violation.oracle).or_default() += 1;
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let disk = match Disk::new() {
        Ok(disk) => disk,
        Err(error) => {
            eprintln!("simulate: no temporary directory can be made: {error}");
            return ExitCode::from(2);
        }
    };
    let totals = run(&arguments, &disk);
    match serde_json::to_string(&totals) {
        Ok(line) => println!("{line}"),
        Err(error) => eprintln!("simulate: {error}"),
    }
    if totals.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(arguments: &Arguments, disk: &Disk) -> Totals {
    let mutation = Mutation::from(arguments.without);
    let (start, seeds) = arguments.seed.map_or((arguments.start, arguments.seeds), |seed| (seed, 1));
    let mut totals = Totals { seeds, start, ..Totals::default() };
    let began = Instant::now();
    for seed in start..start.saturating_add(seeds) {
        let mut plan = Plan::of(seed);
        if !arguments.only.is_empty() {
            plan = plan.only(arguments.only.iter().cloned().collect());
        }
        let report = simulate(&plan, mutation, arguments.trace, disk);
        report.lines.iter().for_each(|line| eprint!("{line}"));
        totals.add(&report);
        let shown = totals.failures.len() < arguments.show && arguments.only.is_empty();
        if let Some(shrunk) = shown.then(|| shrink(seed, mutation, &report, disk)).flatten() {
            totals.failures.push(shrunk);
        }
    }
    totals.seconds = began.elapsed().as_secs_f64();
    totals.ms_each = totals.seconds * 1_000.0 / f64::from(u32::try_from(seeds.max(1)).unwrap_or(u32::MAX));
    totals
}
