use proptest::prelude::*;

use super::*;

fn place(source: &str, text: &str, template: &str) -> Place {
    let start = source.find(text).expect("in the source");
    let end = start + text.len();
    Place { file: "a.py".into(), line: 1, start: start as u32, end: end as u32, template: template.into() }
}

fn knob(id: &str, places: Vec<Place>) -> Knob {
    Knob { id: id.into(), places, ..Knob::default() }
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
}

fn applied(source: &str, knobs: &[Knob], pairs: &[(&str, &str)]) -> Result<String, EditError> {
    let read = |path: &str| (path == "a.py").then_some(source.as_bytes());
    let changed = apply(read, knobs, &values(pairs))?;
    Ok(changed
        .into_iter()
        .next()
        .map_or(source.to_owned(), |(_, bytes)| String::from_utf8(bytes).expect("text")))
}

#[test]
fn a_literal_changes_in_all_its_places_and_nothing_else() {
    let source = "hidden = 4  # small\nf(4)\n";
    let knobs = [knob("hidden", vec![place(source, "4", "{}"), place(source, "f(4)", "f({})")])];
    assert_eq!(
        applied(source, &knobs, &[("hidden", "64")]).expect("applied"),
        "hidden = 64  # small\nf(64)\n"
    );
}

#[test]
fn settings_of_a_call_without_arguments_are_joined() {
    let source = "m = C()\n";
    let at = Place { start: 6, end: 6, ..place(source, "C", "") };
    let knobs = [
        knob("a", vec![Place { template: "a={}".into(), ..at.clone() }]),
        knob("b", vec![Place { template: "b={}".into(), ..at }]),
    ];
    assert_eq!(applied(source, &knobs, &[("b", "2")]).expect("applied"), "m = C(b=2)\n");
    assert_eq!(applied(source, &knobs, &[("b", "2"), ("a", "1")]).expect("applied"), "m = C(a=1, b=2)\n");
}

#[test]
fn a_byte_order_mark_stays_where_it_is() {
    let source = "x = 1\n";
    let knobs = [knob("x", vec![place(source, "1", "{}")])];
    let marked = [MARK, source.as_bytes()].concat();
    let changed = apply(|_| Some(&marked), &knobs, &values(&[("x", "2")])).expect("applied");
    assert_eq!(changed[0].1, [MARK, b"x = 2\n"].concat());
}

#[test]
fn what_cannot_be_written_is_refused() {
    let source = "x = 1\n";
    let knobs = [knob("x", vec![place(source, "1", "{}")]), knob("y", vec![place(source, "= 1", "+= {}")])];
    let refused = |pairs| applied(source, &knobs, pairs).expect_err("refused").to_string();
    assert_eq!(refused(&[("z", "1")]), "there is no knob `z`");
    assert_eq!(refused(&[("x", "1\nimport os")]), "`1\nimport os` for knob `x` is no Python expression");
    assert!(refused(&[("x", "2"), ("y", "3")]).contains("meets another edit"));
    let broken = [knob("x", vec![place(source, "1", "{} = 3 +")])];
    let error = applied(source, &broken, &[("x", "2")]).expect_err("refused").to_string();
    assert!(error.starts_with("a.py:1: the edited file does not parse: "), "{error}");
}

/// A source of pieces, every second of which is replaced.
fn pieces() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[a-z\u{e9}\n]{1,8}", "[0-9\u{e9}]{0,5}"), 2..12)
}

proptest! {
    #[test]
    fn only_the_ranges_change_and_the_inverse_leads_back(pieces in pieces()) {
        let (mut source, mut expected, mut edits) = (String::new(), String::new(), Vec::new());
        for (n, (piece, text)) in pieces.iter().enumerate() {
            let start = source.len();
            source.push_str(piece);
            if n % 2 == 1 {
                edits.push(Edit { range: start..source.len(), text: text.clone() });
            }
            expected.push_str(if n % 2 == 1 { text } else { piece });
        }
        edits.reverse();
        let (edited, back) = splice("a.py", source.as_bytes(), edits).expect("spliced");
        prop_assert_eq!(&edited, expected.as_bytes());
        let (original, _) = splice("a.py", &edited, back).expect("spliced back");
        prop_assert_eq!(original, source.as_bytes());
    }
}
