//! Numbers as people compare them.

use anneal_proto::v1::Objective;

/// A measured value: three decimals, more digits where those would hide it.
pub(super) fn value(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(0.01..100_000.0).contains(&size) {
        format!("{value:.3e}")
    } else {
        format!("{value:.3}")
    }
}

/// A bar as it was set: two decimals, more where there are more.
pub(super) fn target(target: f64) -> String {
    let (short, exact) = (format!("{target:.2}"), target.to_string());
    if exact.len() > short.len() { exact } else { short }
}

/// `0.934 ≥ 0.80`; the value with more digits where rounding would turn it round.
pub(super) fn compared(objective: &Objective, reached: f64) -> String {
    let minimize = objective.direction == "minimize";
    let judged = Objective { value: Some(reached), ..objective.clone() };
    let sign = match (judged.is_met(), minimize) {
        (true, false) => "≥",
        (true, true) => "≤",
        (false, false) => "<",
        (false, true) => ">",
    };
    let mut shown = value(reached);
    let rounded = Objective { value: shown.parse().ok(), ..objective.clone() };
    if rounded.is_met() != judged.is_met() {
        shown = reached.to_string();
    }
    format!("{shown} {sign} {}", target(objective.target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_never_contradicts_the_outcome() {
        let objective = Objective { target: 0.8, direction: "maximize".to_owned(), ..Objective::default() };
        assert_eq!(compared(&objective, 0.934_21), "0.934 ≥ 0.80");
        assert_eq!(compared(&objective, 0.8), "0.800 ≥ 0.80");
        assert_eq!(compared(&objective, 0.799_6), "0.7996 < 0.80");
        let objective =
            Objective { target: 0.0015, direction: "minimize".to_owned(), ..Objective::default() };
        assert_eq!(compared(&objective, 0.001_2), "1.200e-3 ≤ 0.0015");
        assert_eq!(compared(&objective, 12.0), "12.000 > 0.0015");
    }
}
