use proptest::prelude::*;

use super::*;

fn range(low: f64, high: f64, log: bool, integer: bool) -> Scale {
    Scale::Number { low, high, log, integer, template: "{}".into() }
}

#[test]
fn numbers_read_as_a_person_writes_them() {
    let cases = [
        (0.01, "0.01"),
        (0.00123456, "0.00123"),
        (1e-5, "1e-5"),
        (10.0, "10.0"),
        (123.4, "123.0"),
        (0.0, "0.0"),
    ];
    for (value, text) in cases {
        assert_eq!(readable(value, false, 10.0), text);
    }
    assert_eq!(readable(63.6, true, 10.0), "64");
    assert_eq!(readable(12.2754, false, 0.015), "12.28");
}

#[test]
fn one_value_has_many_spellings() {
    assert!(same("0.010", "1e-2") && same("'relu'", "\"relu\"") && same("(64,32)", "(64, 32)"));
    assert!(!same("(64,)", "(64, 32)") && !same("None", "0"));
    assert_eq!(number("(4,)"), Some(4.0));
    assert_eq!(number("inf"), None);
}

#[test]
fn tuples_of_numbers_have_an_order_and_names_have_none() {
    let domain = |choices: &[&str]| Domain {
        choices: choices.iter().map(|c| (*c).into()).collect(),
        ..Domain::default()
    };
    assert!(matches!(Scale::of(&domain(&["(4,)", "(64, 64)"])), Some(Scale::Ordered(_))));
    assert!(matches!(Scale::of(&domain(&["'relu'", "'tanh'"])), Some(Scale::Categories(_))));
    assert_eq!(Scale::of(&domain(&["1"])), None);
    assert_eq!(Scale::of(&Domain { low: 0.0, high: 1.0, log: true, ..Domain::default() }), None);
}

#[test]
fn what_equals_the_authors_value_is_no_change() {
    let dimension = Dimension {
        id: "lr".into(),
        kind: String::new(),
        current: "1e-2".into(),
        scale: range(1e-4, 1.0, true, false),
        why: String::new(),
    };
    let space = Space { dimensions: vec![dimension] };
    assert!(space.values(&[0.5]).is_empty());
    assert_eq!(space.values(&[1.0]).get("lr").map(String::as_str), Some("1.0"));
}

proptest! {
    #[test]
    fn a_text_is_where_it_came_from(x in 0.0..1.0f64, log in any::<bool>()) {
        let scale = range(1e-5, 10.0, log, false);
        let text = scale.text(x);
        prop_assert!(scale.spelled(&text).is_some());
        prop_assert!((scale.coordinate(&text) - x).abs() < 0.005, "{} {}", text, scale.coordinate(&text));
    }
}
