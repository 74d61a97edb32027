//! Smooth minimisation inside bounds: limited-memory BFGS (Nocedal 1980) with steps projected on the bounds. No
//! randomness, no threads: the same path on every machine.

/// Steps whose curvature is remembered.
const MEMORY: usize = 8;
/// Halvings of a step before a line counts as exhausted.
const HALVINGS: usize = 12;
/// Relative improvement below which the search ends.
const TOLERANCE: f64 = 1e-7;

/// Bounds of one coordinate.
pub(super) type Bounds = (f64, f64);

/// Where a search ended.
#[derive(Debug, Clone)]
pub(super) struct Minimum {
    pub(super) x: Vec<f64>,
    #[cfg(test)]
    pub(super) value: f64,
}

/// A step and how the gradient changed over it.
struct Curvature {
    step: Vec<f64>,
    change: Vec<f64>,
    product: f64,
}

/// Goes downhill from `start`, at most `iterations` steps. `f` gives value and gradient; a value that is not finite
/// is a wall.
pub(super) fn minimise(
    mut f: impl FnMut(&[f64]) -> (f64, Vec<f64>),
    start: &[f64],
    bounds: &[Bounds],
    iterations: usize,
) -> Minimum {
    let mut x = project(start, bounds);
    let (mut value, mut gradient) = f(&x);
    let mut memory: Vec<Curvature> = Vec::new();
    for _ in 0..iterations {
        let direction = direction(&gradient, &memory, &x, bounds);
        let Some((next, next_value, next_gradient)) = line(&mut f, &x, value, &gradient, &direction, bounds)
        else {
            if memory.is_empty() {
                break;
            }
            memory.clear();
            continue;
        };
        let step: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let change: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let product = dot(&step, &change);
        if product > 1e-12 {
            if memory.len() == MEMORY {
                memory.remove(0);
            }
            memory.push(Curvature { step, change, product });
        }
        let gained = value - next_value;
        (x, value, gradient) = (next, next_value, next_gradient);
        if gained <= TOLERANCE * (1.0 + value.abs()) {
            break;
        }
    }
    Minimum {
        x,
        #[cfg(test)]
        value,
    }
}

/// The two-loop recursion; coordinates that press against a bound are left out.
fn direction(gradient: &[f64], memory: &[Curvature], x: &[f64], bounds: &[Bounds]) -> Vec<f64> {
    let pressed =
        |n: usize| (x[n] <= bounds[n].0 && gradient[n] > 0.0) || (x[n] >= bounds[n].1 && gradient[n] < 0.0);
    let free = |v: &mut Vec<f64>| {
        for (n, value) in v.iter_mut().enumerate() {
            if pressed(n) {
                *value = 0.0;
            }
        }
    };
    let mut q = gradient.to_vec();
    free(&mut q);
    let mut weights = Vec::with_capacity(memory.len());
    for past in memory.iter().rev() {
        let weight = dot(&past.step, &q) / past.product;
        axpy(&mut q, -weight, &past.change);
        weights.push(weight);
    }
    if let Some(last) = memory.last() {
        let scale = last.product / dot(&last.change, &last.change).max(1e-300);
        q.iter_mut().for_each(|value| *value *= scale);
    } else {
        // Without curvature a step as long as the box is wide would be a guess: start with a tenth.
        let longest = q.iter().fold(0.0_f64, |longest, value| longest.max(value.abs()));
        let width = bounds.iter().map(|(low, high)| high - low).fold(f64::INFINITY, f64::min);
        q.iter_mut().for_each(|value| *value *= 0.1 * width / longest.max(1e-300));
    }
    for (past, weight) in memory.iter().zip(weights.iter().rev()) {
        let other = dot(&past.change, &q) / past.product;
        axpy(&mut q, weight - other, &past.step);
    }
    free(&mut q);
    q.iter_mut().for_each(|value| *value = -*value);
    q
}

type Evaluated = (Vec<f64>, f64, Vec<f64>);

/// Backtracks from a full step until it improves enough (Armijo); none when no step does.
fn line(
    f: &mut impl FnMut(&[f64]) -> (f64, Vec<f64>),
    x: &[f64],
    value: f64,
    gradient: &[f64],
    direction: &[f64],
    bounds: &[Bounds],
) -> Option<Evaluated> {
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        let moved: Vec<f64> = x.iter().zip(direction).map(|(x, d)| x + length * d).collect();
        let moved = project(&moved, bounds);
        let expected: f64 =
            moved.iter().zip(x).zip(gradient).map(|((moved, x), gradient)| (moved - x) * gradient).sum();
        if expected < 0.0 {
            let (next, next_gradient) = f(&moved);
            if next.is_finite() && next <= value + 1e-4 * expected {
                return Some((moved, next, next_gradient));
            }
        }
        length *= 0.4;
    }
    None
}

fn project(x: &[f64], bounds: &[Bounds]) -> Vec<f64> {
    x.iter().zip(bounds).map(|(x, (low, high))| x.clamp(*low, *high)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn axpy(y: &mut [f64], a: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curved_valley_is_followed_to_its_end() {
        let rosenbrock = |x: &[f64]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
        };
        let found = minimise(rosenbrock, &[-1.2, 1.0], &[(-2.0, 2.0), (-2.0, 2.0)], 200);
        assert!(found.value < 1e-6, "{found:?}");
    }

    #[test]
    fn a_bound_holds() {
        let plane = |x: &[f64]| (x[0] + (x[1] - 0.5).powi(2), vec![1.0, 2.0 * (x[1] - 0.5)]);
        let found = minimise(plane, &[0.7, 0.0], &[(0.2, 1.0), (0.0, 1.0)], 50);
        assert!((found.x[0] - 0.2).abs() < 1e-9 && (found.x[1] - 0.5).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn a_wall_is_not_entered() {
        let walled = |x: &[f64]| if x[0] < 0.5 { (f64::NAN, vec![0.0]) } else { (x[0], vec![1.0]) };
        let found = minimise(walled, &[0.9], &[(0.0, 1.0)], 50);
        assert!((0.5..0.9).contains(&found.x[0]), "{found:?}");
    }
}
