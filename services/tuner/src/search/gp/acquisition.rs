//! Logarithm of the expected improvement (Jones, Schonlau and Welch 1998), in the form that keeps its slope where
//! the improvement itself is too small to be told from 0 (Ament et al. 2023).

use super::model::Posterior;

/// Below this many deviations the direct form loses all digits.
const FAR: f64 = -10.0;
/// Log of the root of 2 pi.
const LOG_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

/// The logarithm of h(z) = phi(z) + z Phi(z), and phi(z)/h(z), Phi(z)/h(z).
fn improvement(z: f64) -> (f64, f64, f64) {
    let log_density = -0.5 * z * z - LOG_ROOT_TAU;
    if z > FAR {
        let density = libm::exp(log_density);
        let below = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        let h = (density + z * below).max(1e-300);
        return (libm::log(h), density / h, below / h);
    }
    let square = z * z;
    let series = 1.0 - 3.0 / square + 15.0 / (square * square);
    let ratio = square / series;
    (log_density - libm::log(ratio), ratio, ratio * (1.0 - 1.0 / square + 3.0 / (square * square)) / -z)
}

/// Of a value below `best` at a point.
pub(super) fn log_improvement(posterior: &Posterior<'_>, best: f64, point: &[f64]) -> f64 {
    let (mean, deviation) = posterior.at(point);
    libm::log(deviation) + improvement((best - mean) / deviation).0
}

/// The same, and its slope in each coordinate.
pub(super) fn log_improvement_slopes(posterior: &Posterior<'_>, best: f64, point: &[f64]) -> (f64, Vec<f64>) {
    let at = posterior.slopes_at(point);
    let (log, density, below) = improvement((best - at.mean) / at.deviation);
    let slopes = at.mean_slope.iter().zip(&at.deviation_slope);
    let slopes = slopes.map(|(mean, deviation)| (density * deviation - below * mean) / at.deviation);
    (libm::log(at.deviation) + log, slopes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_agree_where_they_meet() {
        let (near, far) = (improvement(FAR + 1e-9), improvement(FAR - 1e-9));
        assert!((near.0 - far.0).abs() < 1e-2, "{near:?} {far:?}");
        assert!(
            (near.1 / far.1 - 1.0).abs() < 1e-2 && (near.2 / far.2 - 1.0).abs() < 1e-2,
            "{near:?} {far:?}"
        );
    }

    #[test]
    fn known_values() {
        // h(0) is the density at 0; far above the mean the improvement is the distance.
        assert!((improvement(0.0).0 + LOG_ROOT_TAU).abs() < 1e-12);
        assert!((improvement(8.0).0 - 8.0_f64.ln()).abs() < 1e-12);
    }
}
