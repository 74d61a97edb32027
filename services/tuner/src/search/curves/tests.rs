use proptest::prelude::*;

use super::*;

fn law(end: f64, drop: f64, exponent: f64, steps: u32) -> Vec<f64> {
    (1..=steps).map(|t| end - drop * f64::from(t).powf(-exponent)).collect()
}

#[test]
fn rungs_grow_by_the_reduction() {
    assert_eq!(
        [0, 1, 2, 3, 8, 9, 30].map(|steps| rung(steps, 1)),
        [None, Some(1), Some(1), Some(3), Some(3), Some(9), Some(27)]
    );
    assert_eq!((rung(4, 5), rung(14, 5), rung(15, 5)), (None, Some(5), Some(15)));
}

#[test]
fn the_best_third_goes_on() {
    let curves: Vec<Vec<f64>> = (0..6).map(|n| law(0.5 + 0.05 * f64::from(n), 0.3, 0.5, 9)).collect();
    let verdict = |n: usize| {
        let others: Vec<&Curve> = (0..6).filter(|o| *o != n).map(|o| curves[o].as_slice()).collect();
        behind(&curves[n], &others, 3)
    };
    assert_eq!([4, 5].map(verdict), [None, None]);
    let worst = verdict(0).expect("behind");
    assert_eq!((worst.step, worst.others), (9, 5));
    assert!(worst.score < worst.needed && worst.needed == curves[4][8], "{worst:?}");
}

#[test]
fn few_trials_or_a_short_curve_say_nothing() {
    let (good, poor) = (law(0.9, 0.1, 0.5, 9), law(0.5, 0.1, 0.5, 9));
    assert_eq!(behind(&poor, &[&good, &good], 3), None);
    assert_eq!(behind(&poor[..2], &[&good, &good, &good, &good], 3), None);
    assert_eq!(extrapolated(&poor[..5], 30), None);
    // Others that have not come as far are no comparison.
    assert_eq!(behind(&poor, &[&good[..5], &good[..5], &good[..5], &good[..5]], 9), None);
}

#[test]
fn a_diverged_trial_is_behind() {
    let good = law(0.9, 0.1, 0.5, 3);
    let verdict = behind(&[f64::NAN; 3], &[&good, &good, &good], 3).expect("behind");
    assert_eq!(verdict.score, f64::NEG_INFINITY);
}

#[test]
fn a_curve_that_flattens_below_what_is_needed_cannot_reach_it() {
    let curve = law(0.8, 0.5, 1.0, 20);
    assert!(cannot_reach(&curve, 100, 0.9));
    assert!(!cannot_reach(&curve, 100, 0.79));
    assert!(is_flat(&curve, 0.05) && !is_flat(&curve, 0.001));
    // A straight rise may go on.
    let straight: Vec<f64> = (1..=20).map(|t| 0.02 * f64::from(t)).collect();
    assert!(!cannot_reach(&straight, 100, 0.5), "{:?}", extrapolated(&straight, 100));
}

#[test]
fn a_falling_curve_has_no_extrapolation() {
    let falling: Vec<f64> = (1..=20).map(|t| 1.0 / f64::from(t)).collect();
    assert_eq!(extrapolated(&falling, 100), None);
}

proptest! {
    #[test]
    fn a_power_law_is_found_again(end in 0.3..1.0f64, drop in 0.05..0.6f64, pick in 3usize..7, steps in 20u32..60) {
        let exponent = EXPONENTS[pick];
        let found = extrapolated(&law(end, drop, exponent, steps), 200).expect("an end");
        let truth = end - drop * 200f64.powf(-exponent);
        prop_assert!((found.expected - truth).abs() < 0.01, "{found:?} {truth}");
        prop_assert!(found.at_most >= found.expected);
    }

    #[test]
    fn nothing_panics(curve in prop::collection::vec(prop::num::f64::ANY, 0..40), steps in 0usize..100) {
        let _ = (extrapolated(&curve, steps), is_flat(&curve, 0.1), behind(&curve, &[&curve[..]; 4], 1));
    }
}
