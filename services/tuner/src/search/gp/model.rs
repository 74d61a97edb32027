//! The regression: a Matérn-5/2 kernel with one length a dimension, fitted by its marginal likelihood and priors
//! (Rasmussen and Williams 2006, chapters 2, 4 and 5).
//!
//! Inputs are in the unit cube; a categorical coordinate is 0 or 1 apart from another. The priors are those that
//! Hvarfner, Hellsten and Nardi (2024) derive for few points in many dimensions (lengths grow with the root of
//! the number of dimensions), with a third of their deviation: at full width the fit drops dimensions too early.
//! Targets are expected with mean 0 and variance 1.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::super::minimise::{Bounds, minimise};
use super::super::space::Point;

/// Steps of the fit: the prior starts it near, and each costs the cube of the number of points.
const STEPS: usize = 30;
/// Log variances of the noise that may be: deterministic at one end, half of everything at the other.
const NOISE: Bounds = (-14.0, -0.7);
/// Mean and deviation of the log noise's prior: most trainings repeat to within a per cent of the spread.
const NOISE_PRIOR: (f64, f64) = (-8.0, 3.0);

/// Part of the length prior's deviation that is kept; measured on the benchmark's functions, 1 ends in Hartmann's
/// second-best valley in half of the runs.
const NARROWED: f64 = 0.3;

/// Where things were measured.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) points: Vec<Point>,
    pub(super) targets: Vec<f64>,
    /// Whether each coordinate is a category's index.
    pub(super) categorical: Vec<bool>,
}

/// The kernel's parameters.
#[derive(Debug, Clone)]
pub(super) struct Kernel {
    /// Inverse squared length of each dimension.
    weights: Vec<f64>,
    variance: f64,
    noise: f64,
}

/// What is known after the data: a normal at each point.
#[derive(Debug)]
pub(super) struct Posterior<'a> {
    data: &'a Data,
    kernel: Kernel,
    factor: Cholesky<f64, Dyn>,
    weighted: DVector<f64>,
}

/// A prediction and how it changes with each coordinate.
#[derive(Debug)]
pub(super) struct Prediction {
    pub(super) mean: f64,
    pub(super) deviation: f64,
    pub(super) mean_slope: Vec<f64>,
    pub(super) deviation_slope: Vec<f64>,
}

/// The kernel at a squared distance, over its variance, and its slope there.
fn matern(squared: f64) -> (f64, f64) {
    let root = (5.0 * squared).sqrt();
    let decay = libm::exp(-root);
    ((1.0 + root + root * root / 3.0) * decay, -5.0 / 6.0 * (1.0 + root) * decay)
}

impl Data {
    fn apart(&self, dimension: usize, a: &[f64], b: &[f64]) -> f64 {
        let by = a[dimension] - b[dimension];
        if self.categorical[dimension] { f64::from(u8::from(by != 0.0)) } else { by * by }
    }

    fn squared(&self, weights: &[f64], a: &[f64], b: &[f64]) -> f64 {
        weights.iter().enumerate().map(|(n, weight)| weight * self.apart(n, a, b)).sum()
    }

    fn dimensions(&self) -> usize {
        self.categorical.len()
    }
}

impl Kernel {
    /// The most likely kernel for this data.
    pub(super) fn fitted(data: &Data) -> Self {
        let d = data.dimensions();
        let centre = weight_prior(d).0;
        let mut start = vec![centre; d];
        start.extend([0.0, -6.0]);
        let mut bounds = vec![(-9.0, 9.0); d];
        bounds.extend([(-3.0, 3.0), NOISE]);
        let found = minimise(|at| loss(data, at), &start, &bounds, STEPS);
        Self::at(&found.x)
    }

    /// From logarithms: weights, variance, noise.
    fn at(logs: &[f64]) -> Self {
        let d = logs.len() - 2;
        let weights = logs[..d].iter().map(|log| libm::exp(*log)).collect();
        Self { weights, variance: libm::exp(logs[d]), noise: libm::exp(logs[d + 1]) }
    }
}

/// Mean and deviation of the logarithm of a weight: a length's prior is log-normal, with a mode of 0.29 of the range
/// for two dimensions and 0.50 for six.
fn weight_prior(dimensions: usize) -> (f64, f64) {
    let length = std::f64::consts::SQRT_2 + 0.5 * libm::log(dimensions.max(1) as f64) - 3.0;
    (-2.0 * length, 2.0 * 3.0_f64.sqrt() * NARROWED)
}

/// Negative log of likelihood times priors, and its slope in each logarithm.
fn loss(data: &Data, logs: &[f64]) -> (f64, Vec<f64>) {
    let (n, d) = (data.points.len(), data.dimensions());
    let kernel = Kernel::at(logs);
    let mut slopes = vec![0.0; n * n];
    let mut matrix = DMatrix::from_diagonal_element(n, n, kernel.variance + kernel.noise);
    for a in 0..n {
        for b in 0..a {
            let (value, slope) = matern(data.squared(&kernel.weights, &data.points[a], &data.points[b]));
            matrix[(a, b)] = kernel.variance * value;
            slopes[a * n + b] = kernel.variance * slope;
        }
    }
    let covariance = matrix.clone();
    let Some(factor) = Cholesky::new(matrix) else { return (f64::INFINITY, vec![0.0; d + 2]) };
    let targets = DVector::from_column_slice(&data.targets);
    let weighted = factor.solve(&targets);
    let inverse = factor.inverse();
    let half_log: f64 = (0..n).map(|i| libm::log(factor.l_dirty()[(i, i)])).sum();
    let mut value = 0.5 * targets.dot(&weighted) + half_log;
    let mut gradient = vec![0.0; d + 2];
    for a in 0..n {
        for b in 0..a {
            let pull = inverse[(a, b)] - weighted[a] * weighted[b];
            let (slope, pair) = (slopes[a * n + b] * pull, (&data.points[a], &data.points[b]));
            for (j, gradient) in gradient.iter_mut().take(d).enumerate() {
                *gradient += slope * kernel.weights[j] * data.apart(j, pair.0, pair.1);
            }
            gradient[d] += covariance[(a, b)] * pull;
        }
        let own = 0.5 * (inverse[(a, a)] - weighted[a] * weighted[a]);
        gradient[d] += kernel.variance * own;
        gradient[d + 1] += kernel.noise * own;
    }
    let weight = weight_prior(d);
    for (j, log) in logs.iter().enumerate() {
        let (mean, deviation) = if j < d {
            weight
        } else if j == d {
            (0.0, 1.0)
        } else {
            NOISE_PRIOR
        };
        let off = (log - mean) / deviation;
        value += 0.5 * off * off;
        gradient[j] += off / deviation;
    }
    (value, gradient)
}

impl<'a> Posterior<'a> {
    /// What the data says under a kernel; none where the kernel's matrix cannot be factored.
    pub(super) fn new(data: &'a Data, kernel: Kernel) -> Option<Self> {
        let n = data.points.len();
        let mut matrix = DMatrix::from_diagonal_element(n, n, kernel.variance + kernel.noise);
        for a in 0..n {
            for b in 0..a {
                let squared = data.squared(&kernel.weights, &data.points[a], &data.points[b]);
                matrix[(a, b)] = kernel.variance * matern(squared).0;
            }
        }
        let factor = Cholesky::new(matrix)?;
        let weighted = factor.solve(&DVector::from_column_slice(&data.targets));
        Some(Self { data, kernel, factor, weighted })
    }

    fn covariances(&self, point: &[f64]) -> (DVector<f64>, Vec<f64>) {
        let all = self.data.points.iter().map(|other| {
            let (value, slope) = matern(self.data.squared(&self.kernel.weights, point, other));
            (self.kernel.variance * value, self.kernel.variance * slope)
        });
        let (values, slopes): (Vec<f64>, Vec<f64>) = all.unzip();
        (DVector::from_vec(values), slopes)
    }

    /// Mean and standard deviation at a point, without the noise.
    pub(super) fn at(&self, point: &[f64]) -> (f64, f64) {
        let (mut covariances, _) = self.covariances(point);
        let mean = covariances.dot(&self.weighted);
        self.factor.l_dirty().solve_lower_triangular_mut(&mut covariances);
        let left = self.kernel.variance - covariances.norm_squared();
        (mean, left.max(1e-12).sqrt())
    }

    /// The same with slopes; those of categories are 0.
    pub(super) fn slopes_at(&self, point: &[f64]) -> Prediction {
        let (covariances, slopes) = self.covariances(point);
        let solved = self.factor.solve(&covariances);
        let mean = covariances.dot(&self.weighted);
        let left = (self.kernel.variance - covariances.dot(&solved)).max(1e-12);
        let deviation = left.sqrt();
        let d = self.data.dimensions();
        let (mut mean_slope, mut deviation_slope) = (vec![0.0; d], vec![0.0; d]);
        for (n, other) in self.data.points.iter().enumerate() {
            for j in (0..d).filter(|j| !self.data.categorical[*j]) {
                let by = slopes[n] * 2.0 * self.kernel.weights[j] * (point[j] - other[j]);
                mean_slope[j] += by * self.weighted[n];
                deviation_slope[j] -= by * solved[n] / deviation;
            }
        }
        Prediction { mean, deviation, mean_slope, deviation_slope }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave() -> Data {
        let points: Vec<Point> = (0..9).map(|n| vec![f64::from(n) / 8.0, f64::from(n % 3)]).collect();
        let targets = points.iter().map(|p| libm::sin(6.0 * p[0]) + 0.3 * p[1] - 0.3).collect();
        Data { points, targets, categorical: vec![false, true] }
    }

    #[test]
    fn slopes_are_those_of_differences() {
        let data = wave();
        let at = [0.5, 1.0, 0.2, -4.0];
        let (_, gradient) = loss(&data, &at);
        for (j, slope) in gradient.iter().enumerate() {
            let moved = |by: f64| {
                let mut at = at;
                at[j] += by;
                loss(&data, &at).0
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((slope - difference).abs() < 1e-5, "{j}: {slope} and {difference}");
        }
        let posterior = Posterior::new(&data, Kernel::at(&at)).expect("a posterior");
        let slopes = posterior.slopes_at(&[0.3, 1.0]);
        let (above, below) = (posterior.at(&[0.3 + 1e-5, 1.0]), posterior.at(&[0.3 - 1e-5, 1.0]));
        assert!((slopes.mean_slope[0] - (above.0 - below.0) / 2e-5).abs() < 1e-5);
        assert!((slopes.deviation_slope[0] - (above.1 - below.1) / 2e-5).abs() < 1e-4);
        assert_eq!((slopes.mean_slope[1], slopes.deviation_slope[1]), (0.0, 0.0));
    }

    #[test]
    fn what_was_measured_is_known_and_what_is_far_is_not() {
        let data = wave();
        let posterior = Posterior::new(&data, Kernel::fitted(&data)).expect("a posterior");
        for (point, target) in data.points.iter().zip(&data.targets) {
            let (mean, deviation) = posterior.at(point);
            assert!((mean - target).abs() < 0.1 && deviation < 0.2, "{mean} {target} {deviation}");
        }
        let (near, far) = (posterior.at(&data.points[3]).1, posterior.at(&[0.45, 7.0]).1);
        assert!(near < far, "{near} {far}");
    }
}
