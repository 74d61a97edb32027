//! A Gaussian process over the space, and the point that promises the largest improvement under it (Jones, Schonlau
//! and Welch 1998). Where few trials must do and most settings have an order it needs fewer of them than densities
//! do; see `docs/adr/0005-search.md` for what was measured.

mod acquisition;
mod model;

use super::minimise::{Bounds, minimise};
use super::rng::Rng;
use super::space::{Point, Space};
use super::tpe::Observation;
use acquisition::{log_improvement, log_improvement_slopes};
use model::{Data, Kernel, Posterior};

/// Points the model is made of; of more, the best and the latest.
const MOST: usize = 160;
/// Points the kernel's parameters are fitted to: the fit costs their cube, many times.
const FITTED: usize = 64;
/// Work for candidates: of many points each costs more, so there are fewer.
const WORK: usize = 2_000_000;
/// Steps from each of the best candidates.
const STEPS: usize = 25;

/// The most promising points, best first; none while there is nothing to learn from.
#[must_use]
pub fn suggest(space: &Space, past: &[Observation], pending: &[Point], rng: &mut Rng) -> Vec<Point> {
    let categorical = space.dimensions.iter().map(|d| d.scale.categories().is_some()).collect();
    let Some(mut data) = data(past, categorical) else { return Vec::new() };
    let kernel = Kernel::fitted(&fitted_to(&data));
    // What is still in training will be what is expected of it: trials in flight spread out.
    if let Some(known) = Posterior::new(&data, kernel.clone()).filter(|_| !pending.is_empty()) {
        let expected: Vec<f64> = pending.iter().map(|point| known.at(point).0).collect();
        data.points.extend(pending.iter().cloned());
        data.targets.extend(expected);
    }
    let Some(posterior) = Posterior::new(&data, kernel) else { return Vec::new() };
    let best = data.targets.iter().copied().fold(f64::INFINITY, f64::min);
    let mut candidates: Vec<(f64, Point)> = candidates(space, &data, rng)
        .into_iter()
        .map(|point| (log_improvement(&posterior, best, &point), point))
        .collect();
    sort(&mut candidates);
    let climbed: Vec<(f64, Point)> = starts(space, &candidates)
        .into_iter()
        .map(|start| {
            let point = snapped(space, &climb(space, &posterior, best, start));
            (log_improvement(&posterior, best, &point), point)
        })
        .collect();
    candidates.extend(climbed);
    sort(&mut candidates);
    candidates.into_iter().map(|(_, point)| point).collect()
}

fn sort(candidates: &mut [(f64, Point)]) {
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
}

/// The observations as data, best first. A failed trial counts as bad as the worst that did not fail.
fn data(past: &[Observation], categorical: Vec<bool>) -> Option<Data> {
    let mut order: Vec<usize> = (0..past.len()).collect();
    order.sort_by(|a, b| past[*a].loss.total_cmp(&past[*b].loss));
    if order.len() > MOST {
        let late = past.len() - MOST / 2;
        let (best, rest) = order.split_at(MOST / 2);
        let rest = rest.iter().filter(|n| **n >= late);
        order = best.iter().chain(rest).copied().collect();
    }
    let finite: Vec<f64> = order.iter().map(|n| past[*n].loss).filter(|loss| loss.is_finite()).collect();
    let (best, worst) = (*finite.first()?, *finite.last()?);
    let middle = finite[finite.len() / 2];
    let losses = order.iter().map(|n| if past[*n].loss.is_finite() { past[*n].loss } else { worst });
    let targets = standard(losses.map(|loss| flattened(loss, best, middle)).collect());
    Some(Data { points: order.iter().map(|n| past[*n].point.clone()).collect(), targets, categorical })
}

/// In units of the distance from the best to the middle; beyond the middle only the logarithm counts: how bad a bad
/// trial was says little about where the best is.
fn flattened(loss: f64, best: f64, middle: f64) -> f64 {
    let unit = if middle > best { middle - best } else { 1.0 };
    let off = (loss - best) / unit;
    if off < 1.0 { off } else { 1.0 + libm::log(off) }
}

/// With mean 0 and variance 1.
fn standard(values: Vec<f64>) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
    let deviation = if variance > 1e-24 { variance.sqrt() } else { 1.0 };
    values.into_iter().map(|value| (value - mean) / deviation).collect()
}

/// The best of the data, and as many spread over the rest.
fn fitted_to(data: &Data) -> Data {
    let n = data.points.len();
    let chosen: Vec<usize> = if n <= FITTED {
        (0..n).collect()
    } else {
        let half = FITTED / 2;
        (0..half).chain((0..half).map(|i| half + i * (n - half) / half)).collect()
    };
    Data {
        points: chosen.iter().map(|i| data.points[*i].clone()).collect(),
        targets: standard(chosen.iter().map(|i| data.targets[*i]).collect()),
        categorical: data.categorical.clone(),
    }
}

/// Points anywhere, and points near the best ones at several distances.
fn candidates(space: &Space, data: &Data, rng: &mut Rng) -> Vec<Point> {
    let count = (WORK / (data.points.len() * (data.points.len() + 20))).clamp(60, 600);
    let mut all: Vec<Point> = (0..count).map(|_| space.draw(rng)).collect();
    for n in 0..count / 2 {
        let near = &data.points[n % data.points.len().min(5)];
        let width = [0.2, 0.05, 0.01][n % 3];
        let moved = space.dimensions.iter().zip(near).map(|(dimension, x)| {
            let stays = rng.unit() < 0.3;
            match dimension.scale.categories() {
                Some(count) if !stays && rng.unit() < 0.3 => rng.below(count) as f64,
                None if !stays => rng.normal_in_unit(*x, width),
                _ => *x,
            }
        });
        all.push(moved.collect());
    }
    all.iter().map(|point| snapped(space, point)).collect()
}

/// Where to climb from: the best candidate of all and, for each of its categories, the best of the others'.
fn starts<'a>(space: &Space, candidates: &'a [(f64, Point)]) -> Vec<&'a Point> {
    let kinds = |point: &Point| -> Vec<u64> {
        let with = space.dimensions.iter().zip(point).filter(|(d, _)| d.scale.categories().is_some());
        with.map(|(_, x)| *x as u64).collect()
    };
    let mut chosen: Vec<&Point> = candidates.iter().take(3).map(|(_, point)| point).collect();
    let mut seen: Vec<Vec<u64>> = chosen.iter().map(|point| kinds(point)).collect();
    for (_, point) in candidates.iter().skip(3) {
        let kind = kinds(point);
        if chosen.len() >= 6 {
            break;
        }
        let far = chosen.iter().all(|other| apart(other, point) > 0.3);
        if far || !seen.contains(&kind) {
            chosen.push(point);
            seen.push(kind);
        }
    }
    chosen
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Uphill in the coordinates that have an order.
fn climb(space: &Space, posterior: &Posterior<'_>, best: f64, start: &Point) -> Point {
    let bound = |(dimension, x): (&super::space::Dimension, &f64)| -> Bounds {
        if dimension.scale.categories().is_some() { (*x, *x) } else { (0.0, 1.0) }
    };
    let bounds: Vec<Bounds> = space.dimensions.iter().zip(start).map(bound).collect();
    let down = |point: &[f64]| {
        let (value, slopes) = log_improvement_slopes(posterior, best, point);
        (-value, slopes.iter().map(|slope| -slope).collect())
    };
    minimise(down, start, &bounds, STEPS).x
}

/// The point as its texts will be: whole numbers, listed values, three digits.
fn snapped(space: &Space, point: &[f64]) -> Point {
    space.dimensions.iter().zip(point).map(|(d, x)| d.scale.coordinate(&d.scale.text(*x))).collect()
}
