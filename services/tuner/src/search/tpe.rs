//! The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011) with kernels over all
//! dimensions at once (Falkner, Klein and Hutter 2018, "BOHB"): past points are split into good and bad, each
//! set becomes a density, and the candidate with the largest ratio of the two is next.

use super::rng::Rng;
use super::space::{Dimension, Point, Scale, Space};

/// Candidates drawn from the good density; more find little and cost as much each.
const CANDIDATES: usize = 96;

/// Points to have before densities say anything. Measured on the tests' objectives: 1 is worse on all of them, 10
/// and 15 on most.
pub(super) const START_UP: usize = 6;
/// With so many dimensions a few of them are changed at a time, as in a person's diff.
const WIDE: usize = 7;

/// A point and what it gave.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Where.
    pub point: Point,
    /// Smaller is better; infinite where the trial failed.
    pub loss: f64,
}

/// The prior: where good values are expected before anything was tried.
#[derive(Debug, Clone)]
pub struct Prior {
    /// Its middle: the author's values, or the best known ones.
    pub centre: Point,
    /// Standard deviation in each numeric dimension, as a part of the range.
    pub deviation: f64,
}

/// The most promising points, best first. Points still in training count as bad (`pending`), so that trials in
/// flight spread out.
#[must_use]
pub fn suggest(
    space: &Space,
    past: &[Observation],
    pending: &[Point],
    prior: &Prior,
    rng: &mut Rng,
) -> Vec<Point> {
    if past.len() < START_UP {
        return spread(space, past, pending, prior, rng);
    }
    let mut order: Vec<&Observation> = past.iter().collect();
    order.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    let finite = order.iter().filter(|o| o.loss.is_finite()).count();
    let (good, bad) = order.split_at(good_of(past.len()).min(finite));
    let good = Density::of(space, good.iter().map(|o| &o.point), prior);
    let bad = Density::of(space, bad.iter().map(|o| &o.point).chain(pending), prior);
    let wide = space.dimensions.len() >= WIDE;
    let best = order.first().filter(|best| wide && best.loss.is_finite());
    let mut candidates: Vec<(f64, Point)> = (0..CANDIDATES)
        .map(|n| {
            let mut point = good.draw(rng);
            // Every second one keeps about half of the best point: a smaller diff, a nearer look.
            if let Some(best) = best.filter(|_| n % 2 == 1) {
                let kept = point.iter_mut().zip(&best.point).filter(|_| rng.unit() < 0.5);
                kept.for_each(|(x, best)| *x = *best);
            }
            (good.log(&point) - bad.log(&point), point)
        })
        .collect();
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    candidates.into_iter().map(|(_, point)| point).collect()
}

/// Draws from the prior, those far from all points first.
fn spread(
    space: &Space,
    past: &[Observation],
    pending: &[Point],
    prior: &Prior,
    rng: &mut Rng,
) -> Vec<Point> {
    let prior = Density::of(space, std::iter::empty(), prior);
    let others: Vec<&Point> = past.iter().map(|past| &past.point).chain(pending).collect();
    let mut draws: Vec<(f64, Point)> = (0..CANDIDATES)
        .map(|_| {
            let point = prior.draw(rng);
            let near =
                others.iter().map(|other| distance(space, &point, other)).fold(f64::INFINITY, f64::min);
            (near, point)
        })
        .collect();
    draws.sort_by(|a, b| b.0.total_cmp(&a.0));
    draws.into_iter().map(|(_, point)| point).collect()
}

/// Squared distance on the unit cube; two categories are half an edge apart.
fn distance(space: &Space, a: &[f64], b: &[f64]) -> f64 {
    let apart = |(dimension, (a, b)): (&Dimension, (&f64, &f64))| match dimension.scale.categories() {
        Some(_) if a == b => 0.0,
        Some(_) => 0.25,
        None => (a - b).powi(2),
    };
    space.dimensions.iter().zip(a.iter().zip(b)).map(apart).sum()
}

/// How many of `n` count as good: a tenth, but enough to see a direction while there are few.
fn good_of(n: usize) -> usize {
    ((n as f64).sqrt() * 0.8).ceil().min(25.0) as usize
}

/// A mixture of one kernel for each point and one for the prior.
struct Density<'a> {
    space: &'a Space,
    kernels: Vec<Kernel>,
}

struct Kernel {
    centre: Point,
    deviation: f64,
    /// Probability of the centre's own category; the others share the rest.
    certainty: f64,
    /// What the logarithm of every point has in common: the widths, and the parts of the normals in the cube.
    constant: f64,
}

impl<'a> Density<'a> {
    fn of<'p>(space: &'a Space, points: impl Iterator<Item = &'p Point>, prior: &Prior) -> Self {
        let points: Vec<&Point> = points.collect();
        let n = points.len() as f64 + 1.0;
        let d = space.dimensions.len() as f64;
        // Scott's rule on the unit cube, at half the deviation of a uniform draw, not narrower than 1/100.
        let deviation = (0.2 * libm::pow(n, -1.0 / (d + 4.0))).max(1.0 / n.clamp(8.0, 100.0) / 4.0);
        let certainty = n / (n + 1.0);
        let kernel = |point: &&Point| Kernel::new(space, (*point).clone(), deviation, certainty);
        let mut kernels: Vec<Kernel> = points.iter().map(kernel).collect();
        kernels.push(Kernel::new(space, prior.centre.clone(), prior.deviation, 0.0));
        Self { space, kernels }
    }

    fn draw(&self, rng: &mut Rng) -> Point {
        let kernel = &self.kernels[rng.below(self.kernels.len())];
        let scales = self.space.dimensions.iter().map(|dimension| &dimension.scale);
        scales.zip(&kernel.centre).map(|(scale, x)| kernel.draw(scale, *x, rng)).collect()
    }

    fn log(&self, point: &[f64]) -> f64 {
        let logs: Vec<f64> = self.kernels.iter().map(|kernel| kernel.log(self.space, point)).collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| libm::exp(log - top)).sum();
        top + libm::log(sum / logs.len() as f64)
    }
}

impl Kernel {
    fn new(space: &Space, centre: Point, deviation: f64, certainty: f64) -> Self {
        let numeric = space.dimensions.iter().zip(&centre).filter(|(d, _)| d.scale.categories().is_none());
        let part = |x: f64| cumulative((1.0 - x) / deviation) - cumulative(-x / deviation);
        let constant = numeric.map(|(_, x)| -libm::log(deviation) - libm::log(part(*x).max(1e-12))).sum();
        Self { centre, deviation, certainty, constant }
    }

    fn draw(&self, scale: &Scale, centre: f64, rng: &mut Rng) -> f64 {
        match scale.categories() {
            Some(n) if rng.unit() >= self.certainty || centre >= n as f64 => rng.below(n) as f64,
            Some(_) => centre,
            None => rng.normal_in_unit(centre, self.deviation),
        }
    }

    fn log(&self, space: &Space, point: &[f64]) -> f64 {
        let mut sum = self.constant;
        for ((dimension, x), centre) in space.dimensions.iter().zip(point).zip(&self.centre) {
            sum += match dimension.scale.categories() {
                Some(n) => self.log_category(n, x == centre),
                None => -0.5 * ((x - centre) / self.deviation).powi(2),
            };
        }
        sum
    }

    fn log_category(&self, n: usize, own: bool) -> f64 {
        let other = (1.0 - self.certainty) / n as f64;
        libm::log((if own { self.certainty + other } else { other }).max(1e-12))
    }
}

/// The standard normal distribution function (Abramowitz and Stegun 1964, 7.1.26; error below 1e-7).
pub(super) fn cumulative(z: f64) -> f64 {
    const A: [f64; 5] = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = A.iter().rev().fold(0.0, |sum, a| (sum + a) * t);
    let erf = 1.0 - series * libm::exp(-x * x);
    if z < 0.0 { 0.5 - 0.5 * erf } else { 0.5 + 0.5 * erf }
}
