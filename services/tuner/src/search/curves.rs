//! What a learning curve says before its end: pure functions over the values at a trial's steps.
//!
//! Three questions: is the trial so far behind the others that its time is better spent elsewhere ([`behind`], the
//! rule of ASHA: Li et al. 2020), where will it end ([`extrapolated`], a power law: Domhan, Springenberg and Hutter
//! 2015 find it among the best of simple families), and has it ended already ([`is_flat`]).

/// Values at steps 1, 2, ... as a score: larger is better. For a loss give its negative.
pub type Curve = [f64];

/// Of the trials that came as far, one in so many goes on (Li et al. 2020 use 3 or 4).
pub const REDUCTION: usize = 3;
/// Trials at a rung before one of them is ended: a third of fewer than these is chance.
const ENOUGH: usize = 4;
/// Steps that a power law is fitted to at least; it has three parameters.
const FITTED: usize = 6;
/// Deviations of the fit's errors that are added to what is expected: ended too late costs time, too early a model.
const CAUTION: f64 = 3.0;
/// Exponents tried, slow to fast.
const EXPONENTS: [f64; 8] = [0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0];

/// Why a trial need not go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Behind {
    /// The step at which it was compared.
    pub step: usize,
    /// Its best score until then.
    pub score: f64,
    /// What it would have needed there.
    pub needed: f64,
    /// Trials that it was compared with.
    pub others: usize,
}

/// Where a curve will end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End {
    /// The most likely score.
    pub expected: f64,
    /// A score that it will hardly exceed.
    pub at_most: f64,
}

/// The last rung a curve of this length has reached: `first`, three times that, nine times, ...
#[must_use]
pub fn rung(steps: usize, first: usize) -> Option<usize> {
    let first = first.max(1);
    let rungs = std::iter::successors(Some(first), |rung| rung.checked_mul(REDUCTION));
    rungs.take_while(|rung| *rung <= steps).last()
}

/// Whether a trial is not among the best third at the last rung it reached. Others count where they came as far,
/// ended or not; with too few of them no trial is behind.
#[must_use]
pub fn behind(curve: &Curve, others: &[&Curve], first: usize) -> Option<Behind> {
    let step = rung(curve.len(), first)?;
    let score = best(&curve[..step]);
    let mut all: Vec<f64> =
        others.iter().filter(|other| other.len() >= step).map(|o| best(&o[..step])).collect();
    if all.len() + 1 < ENOUGH {
        return None;
    }
    let others = all.len();
    all.push(score);
    all.sort_by(|a, b| b.total_cmp(a));
    let needed = all[(all.len() / REDUCTION).max(1) - 1];
    (score < needed).then_some(Behind { step, score, needed, others })
}

/// The score after `steps` steps by a power law `a - b t^-c` through the curve, fitted by least squares to its later
/// steps. None for a short curve, one with a value that is not finite, or one that does not rise.
#[must_use]
pub fn extrapolated(curve: &Curve, steps: usize) -> Option<End> {
    if curve.len() < FITTED || curve.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let points: Vec<(f64, f64)> =
        curve.iter().enumerate().skip(curve.len() / 4).map(|(n, y)| ((n + 1) as f64, *y)).collect();
    let fits = EXPONENTS.iter().map(|exponent| Fit::of(&points, *exponent));
    let fit = fits.min_by(|a, b| a.error.total_cmp(&b.error))?;
    if fit.slope >= 0.0 {
        return None;
    }
    let expected = fit.at(steps.max(curve.len()) as f64).max(best(curve));
    let freedom = points.len().saturating_sub(3).max(1) as f64;
    Some(End { expected, at_most: expected + CAUTION * (fit.error / freedom).sqrt() })
}

/// Whether a trial in training will end under what is needed, as far as its curve tells.
#[must_use]
pub fn cannot_reach(curve: &Curve, steps: usize, needed: f64) -> bool {
    best(curve) < needed && extrapolated(curve, steps).is_some_and(|end| end.at_most < needed)
}

/// Whether the last third of a curve brought less than `gain`: more steps of the same will not help.
#[must_use]
pub fn is_flat(curve: &Curve, gain: f64) -> bool {
    let early = curve.len() - curve.len() / 3;
    curve.len() >= FITTED && best(curve) - best(&curve[..early]) < gain
}

/// The best of finite values; no value is worse than all.
fn best(curve: &Curve) -> f64 {
    curve.iter().copied().filter(|value| value.is_finite()).fold(f64::NEG_INFINITY, f64::max)
}

/// `a + slope t^-exponent`, and the sum of its squared errors.
struct Fit {
    exponent: f64,
    intercept: f64,
    slope: f64,
    error: f64,
}

impl Fit {
    fn of(points: &[(f64, f64)], exponent: f64) -> Self {
        let n = points.len() as f64;
        let x = |t: f64| libm::pow(t, -exponent);
        let (mean_x, mean_y) = (
            points.iter().map(|(t, _)| x(*t)).sum::<f64>() / n,
            points.iter().map(|(_, y)| y).sum::<f64>() / n,
        );
        let over: f64 = points.iter().map(|(t, y)| (x(*t) - mean_x) * (y - mean_y)).sum();
        let under: f64 = points.iter().map(|(t, _)| (x(*t) - mean_x).powi(2)).sum();
        let slope = if under > 0.0 { over / under } else { 0.0 };
        let intercept = mean_y - slope * mean_x;
        let error = points.iter().map(|(t, y)| (intercept + slope * x(*t) - y).powi(2)).sum();
        Self { exponent, intercept, slope, error }
    }

    fn at(&self, t: f64) -> f64 {
        self.intercept + self.slope * libm::pow(t, -self.exponent)
    }
}

#[cfg(test)]
#[path = "curves/tests.rs"]
mod tests;
