use anneal_proto::v1::{Domain, Knob, Settings};
use anneal_source::knobs::find_in;

use super::*;

/// Median of what a search reaches in `trials`, over 20 seeds; smaller is better.
fn median(space: &Space, trials: usize, random: bool, loss: impl Fn(&Values) -> f64) -> f64 {
    let settings = Settings { metric: Some("loss".into()), ..Settings::default() };
    let objective = settings.objective("");
    let mut best: Vec<f64> = (0..20u64)
        .map(|seed| {
            let scored = |values: Values| {
                let fate = Fate::Scored { value: loss(&values), train: None };
                Tried { values, fate }
            };
            let mut tried = vec![scored(Values::new())];
            while tried.len() < trials {
                let study = Study { space, objective: &objective, tried: &tried, refused: &[] };
                let mut rng = Rng::of(&[&seed.to_string(), &tried.len().to_string()]);
                let next = if random { drawn(&study, &mut rng) } else { propose(&study, rng) };
                tried.push(scored(next.expect("more to try").values));
            }
            let study = Study { space, objective: &objective, tried: &tried, refused: &[] };
            study.best().expect("a best").1
        })
        .collect();
    best.sort_by(f64::total_cmp);
    (best[9] + best[10]) / 2.0
}

fn numeric(id: &str, low: f64, high: f64, log: bool, current: &str) -> Knob {
    let domain = Domain { low, high, log, template: "{}".into(), ..Domain::default() };
    Knob { id: id.into(), current: current.into(), domain: Some(domain), ..Knob::default() }
}

fn choice(id: &str, choices: &[&str]) -> Knob {
    let choices: Vec<String> = choices.iter().map(|text| (*text).to_owned()).collect();
    let current = choices[0].clone();
    Knob { id: id.into(), current, domain: Some(Domain { choices, ..Domain::default() }), ..Knob::default() }
}

fn at(space: &Space, values: &Values, id: &str) -> f64 {
    let current = &space.dimension(id).expect("a dimension").current;
    space::number(values.get(id).unwrap_or(current)).expect("a number")
}

fn beats_random(name: &str, space: &Space, loss: impl Fn(&Values) -> f64) {
    let (model, random) = (median(space, 40, false, &loss), median(space, 40, true, &loss));
    println!("{name}: model {model:.4}, random {random:.4}");
    assert!(model < random, "{name}: model {model}, random {random}");
}

#[test]
fn the_model_beats_random_on_branin() {
    let space = Space::of(&[numeric("x", -5.0, 10.0, false, "9.0"), numeric("y", 0.0, 15.0, false, "14.0")]);
    beats_random("branin", &space, |values| {
        let (x, y) = (at(&space, values, "x"), at(&space, values, "y"));
        let pi = std::f64::consts::PI;
        let a = y - 5.1 / (4.0 * pi * pi) * x * x + 5.0 / pi * x - 6.0;
        a * a + 10.0 * (1.0 - 1.0 / (8.0 * pi)) * x.cos() + 10.0
    });
}

#[test]
fn the_model_beats_random_on_hartmann_6() {
    const A: [[f64; 6]; 4] = [
        [10.0, 3.0, 17.0, 3.5, 1.7, 8.0],
        [0.05, 10.0, 17.0, 0.1, 8.0, 14.0],
        [3.0, 3.5, 1.7, 10.0, 17.0, 8.0],
        [17.0, 8.0, 0.05, 10.0, 0.1, 14.0],
    ];
    const P: [[f64; 6]; 4] = [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];
    let ids = ["a", "b", "c", "d", "e", "f"];
    let space = Space::of(&ids.map(|id| numeric(id, 0.0, 1.0, false, "0.9")));
    beats_random("hartmann-6", &space, |values| {
        let x = ids.map(|id| at(&space, values, id));
        let term = |n: usize| (0..6).map(|j| A[n][j] * (x[j] - P[n][j]).powi(2)).sum::<f64>();
        -[1.0, 1.2, 3.0, 3.2].iter().enumerate().map(|(n, weight)| weight * (-term(n)).exp()).sum::<f64>()
    });
}

#[test]
fn the_model_beats_random_on_a_mixed_space() {
    let knobs = [
        numeric("lr", 1e-5, 1.0, true, "1e-5"),
        numeric("x", -2.0, 2.0, false, "-2.0"),
        choice("kind", &["'a'", "'b'", "'c'", "'d'"]),
        choice("width", &["(8,)", "(16,)", "(32,)", "(64,)", "(128,)"]),
    ];
    let space = Space::of(&knobs);
    beats_random("mixed", &space, |values| {
        let kind = if values.get("kind").is_some_and(|kind| kind == "'c'") { 0.0 } else { 1.0 };
        let rate = (at(&space, values, "lr").log10() + 2.0).powi(2);
        let width = (at(&space, values, "width").log2() - 6.0).powi(2);
        kind + rate + width / 4.0 + (at(&space, values, "x") - 0.5).powi(2)
    });
}

#[test]
fn the_model_beats_random_where_few_of_many_settings_matter() {
    let mut knobs = vec![
        numeric("lr", 1e-5, 1.0, true, "1e-5"),
        numeric("x", -2.0, 2.0, false, "-2.0"),
        choice("kind", &["'a'", "'b'", "'c'", "'d'"]),
        choice("width", &["(8,)", "(16,)", "(32,)", "(64,)", "(128,)"]),
    ];
    knobs.extend(["p", "q", "r"].map(|id| numeric(id, 0.0, 1.0, false, "0.5")));
    knobs.push(choice("other", &["'a'", "'b'", "'c'"]));
    let space = Space::of(&knobs);
    beats_random("few of many", &space, |values| {
        let kind = if values.get("kind").is_some_and(|kind| kind == "'c'") { 0.0 } else { 1.0 };
        let rate = (at(&space, values, "lr").log10() + 2.0).powi(2);
        let width = (at(&space, values, "width").log2() - 6.0).powi(2);
        kind + rate + width / 4.0 + (at(&space, values, "x") - 0.5).powi(2) + at(&space, values, "p") / 10.0
    });
}

/// Proposals for a source, with what comes of each.
fn proposals(source: &str, count: usize, fate: impl Fn(&Values) -> Fate) -> Vec<Proposal> {
    let space = Space::of(&find_in(&[("train.py", source)]));
    let objective = Settings::default().objective("classification");
    let mut tried = vec![Tried { values: Values::new(), fate: fate(&Values::new()) }];
    let mut all = Vec::new();
    for trial in 1..=count {
        let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
        let next = propose(&study, Rng::of(&["run", &trial.to_string()])).expect("a proposal");
        tried.push(Tried { values: next.values.clone(), fate: fate(&next.values) });
        all.push(next);
    }
    all
}

fn scored(value: f64, train: Option<f64>) -> Fate {
    Fate::Scored { value, train }
}

const MLP: &str = "from sklearn.neural_network import MLPClassifier\n\
                   m = MLPClassifier(hidden_layer_sizes=(4,), max_iter=5, learning_rate_init=1e-4)\n";

#[test]
fn what_is_far_off_is_repaired_at_once() {
    let first = &proposals(MLP, 1, |_| scored(0.3, None))[0];
    let expected = [
        ("MLPClassifier.hidden_layer_sizes", "(100,)"),
        ("MLPClassifier.learning_rate_init", "0.01"),
        ("MLPClassifier.max_iter", "200"),
    ];
    let expected: Values = expected.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
    assert_eq!(first.values, expected);
    assert!(first.why.starts_with("far from what works for most: "), "{}", first.why);
    assert!(
        first.why.contains("MLPClassifier.hidden_layer_sizes (4,) \u{2192} (100,) (too few units"),
        "{}",
        first.why
    );
}

#[test]
fn a_range_that_ends_before_the_usual_value_is_used_to_its_end() {
    let mut knobs = find_in(&[("train.py", MLP)]);
    let epochs = knobs.iter_mut().find(|knob| knob.kind == "epochs").expect("a knob");
    epochs.domain = Some(Domain { low: 1.0, high: 40.0, integer: true, ..Domain::default() });
    let (space, objective) = (Space::of(&knobs), Settings::default().objective(""));
    let tried = [Tried { values: Values::new(), fate: scored(0.3, None) }];
    let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
    let first = propose(&study, Rng::new(1)).expect("a proposal");
    assert_eq!(first.values.get("MLPClassifier.max_iter").map(String::as_str), Some("40"));
}

#[test]
fn a_value_is_written_as_its_place_needs_it() {
    let source = "from sklearn.neural_network import MLPClassifier\nhidden = 2\n\
                  m = MLPClassifier((hidden, hidden), activation=\"identity\")\n";
    let first = &proposals(source, 1, |_| scored(0.3, None))[0];
    let text = |id: &str| first.values.get(id).map(String::as_str);
    assert_eq!(text("MLPClassifier.hidden_layer_sizes"), Some("100"));
    assert_eq!(text("MLPClassifier.activation"), Some("\"relu\""));
}

#[test]
fn overfitting_is_met_with_regularisation() {
    let source = "from sklearn.tree import DecisionTreeClassifier\nm = DecisionTreeClassifier()\n";
    let first = &proposals(source, 1, |_| scored(0.7, Some(1.0)))[0];
    assert_eq!(first.values.get("DecisionTreeClassifier.min_samples_leaf").map(String::as_str), Some("3"));
    assert!(first.why.starts_with("1.000 on training data but 0.700 on held-out data"), "{}", first.why);
}

#[test]
fn features_of_different_sizes_are_scaled() {
    let source =
        "from sklearn.neighbors import KNeighborsClassifier\nm = KNeighborsClassifier()\nm.fit(X, y)\n";
    let first = &proposals(source, 1, |_| scored(0.7, None))[0];
    assert_eq!(
        first.values.get("KNeighborsClassifier.scaling").map(String::as_str),
        Some("StandardScaler()")
    );
}

#[test]
fn the_same_history_gives_the_same_proposals_and_none_twice() {
    let fate = |values: &Values| {
        if values.len() % 3 == 2 { Fate::Failed } else { scored(values.len() as f64 / 10.0, None) }
    };
    let (first, again) = (proposals(MLP, 30, fate), proposals(MLP, 30, fate));
    assert_eq!(first, again);
    for (n, proposal) in first.iter().enumerate() {
        assert!(first[..n].iter().all(|other| other.values != proposal.values), "{proposal:?} twice");
        assert!(!proposal.values.is_empty());
    }
}

/// What is proposed must not depend on a machine's processor or mathematics library. A change of the search changes
/// this list, knowingly.
#[test]
fn proposals_are_the_same_on_every_machine() {
    let knobs = [
        numeric("x", -2.0, 2.0, false, "-2.0"),
        numeric("rate", 1e-4, 1.0, true, "0.9"),
        choice("kind", &["'a'", "'b'", "'c'"]),
    ];
    let space = Space::of(&knobs);
    let objective = Settings { metric: Some("loss".into()), ..Settings::default() }.objective("");
    let mut tried: Vec<Tried> = Vec::new();
    let mut values = Values::new();
    for trial in 0..16 {
        let (x, rate) = (at(&space, &values, "x"), at(&space, &values, "rate"));
        let kind = if values.get("kind").is_some_and(|kind| kind == "'b'") { 0.0 } else { 0.5 };
        let loss = kind + (x - 0.5) * (x - 0.5) + (rate - 0.1) * (rate - 0.1);
        let fate = if trial == 4 { Fate::Failed } else { scored(loss, None) };
        tried.push(Tried { values, fate });
        let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
        values = propose(&study, Rng::of(&["golden", &trial.to_string()])).expect("a proposal").values;
    }
    let last: Vec<String> = tried[13..].iter().map(|tried| format!("{:?}", tried.values)).collect();
    assert_eq!(last, GOLDEN);
}

const GOLDEN: [&str; 3] = [
    r#"{"kind": "'b'", "rate": "0.000105", "x": "0.432"}"#,
    r#"{"kind": "'b'", "rate": "0.00152", "x": "0.432"}"#,
    r#"{"rate": "0.000314", "x": "0.857"}"#,
];

#[test]
fn a_small_space_is_used_up() {
    let space = Space::of(&[choice("kind", &["'a'", "'b'", "'c'"])]);
    let objective = Settings::default().objective("");
    let mut tried = vec![Tried { values: Values::new(), fate: scored(0.1, None) }];
    for _ in 0..2 {
        let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
        let values = propose(&study, Rng::new(1)).expect("a proposal").values;
        tried.push(Tried { values, fate: Fate::Failed });
    }
    let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
    assert_eq!(propose(&study, Rng::new(1)), None);
}

#[test]
fn what_was_refused_is_not_proposed_again() {
    let space = Space::of(&find_in(&[("train.py", MLP)]));
    let objective = Settings::default().objective("");
    let tried = [Tried { values: Values::new(), fate: scored(0.1, None) }];
    let mut refused: Vec<Values> = Vec::new();
    for _ in 0..5 {
        let study = Study { space: &space, objective: &objective, tried: &tried, refused: &refused };
        let values = propose(&study, Rng::new(1)).expect("a proposal").values;
        assert!(!refused.contains(&values));
        refused.push(values);
    }
}

#[test]
fn there_is_a_proposal_after_a_thousand_trials() {
    let ids = ["a", "b", "c", "d", "e", "f"];
    let space = Space::of(&ids.map(|id| numeric(id, 0.0, 1.0, false, "0.9")));
    let objective = Settings::default().objective("");
    let mut rng = Rng::new(3);
    let tried: Vec<Tried> = (0..1000)
        .map(|_| Tried {
            values: ids.iter().map(|id| ((*id).to_owned(), rng.unit().to_string())).collect(),
            fate: scored(rng.unit(), None),
        })
        .collect();
    let study = Study { space: &space, objective: &objective, tried: &tried, refused: &[] };
    assert!(propose(&study, Rng::new(1)).is_some_and(|proposal| study.is_new(&proposal.values)));
}
