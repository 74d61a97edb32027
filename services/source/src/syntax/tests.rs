use super::*;

fn refusal(text: &str) -> Option<Refusal> {
    Syntax::parse(text).err()
}

#[test]
fn what_no_person_wrote_is_refused_before_it_is_parsed() {
    let deep = |part: &str| part.repeat(50_000);
    let indented: String = (0..2_000).map(|n| format!("{}if x:\n", " ".repeat(n))).collect();
    let texts = [
        deep("("),
        deep("["),
        deep("{"),
        deep("-"),
        deep("not "),
        deep("a."),
        deep("a+"),
        deep("f(a)("),
        deep("lambda: "),
        deep("x if y else "),
        deep("a**"),
        format!("a{}", deep("[0]")),
        deep("f'{"),
        deep("await "),
        deep("a:"),
        deep("x = "),
        indented,
    ];
    for text in texts {
        assert_eq!(refusal(&text), Some(Refusal::TooDeep), "{}", &text[..20]);
    }
    assert_eq!(refusal("x = 1\0"), Some(Refusal::NoText));
    assert_eq!(refusal(&"x = 1\n".repeat(400_000)), Some(Refusal::TooLarge));
}

#[test]
fn what_deceives_the_bound_is_refused_all_the_same() {
    let text = format!("f'{{else:\n }}'}}'}}'0x}}'}}'}}'{}", "yield ".repeat(300_000));
    assert!(depth::of(&text) <= DEEPEST);
    assert_eq!(refusal(&text), Some(Refusal::TooDeep));
}

#[test]
fn what_people_write_is_parsed() {
    let brackets_in_strings = "x = ':(' # ((((\n".repeat(2_000);
    let table = format!("x = [{}]\n", "(1.5, -2, 'a'),".repeat(20_000));
    let formatted = "print(f'{a}: {b!r:>10} {{}}')\n".repeat(2_000);
    let methods = "df = (df.a(1).b(2)\n    .c(x=[1, 2]).d({'k': -v}))\n".repeat(2_000);
    for text in [brackets_in_strings, table, formatted, methods] {
        assert_eq!(refusal(&text), None, "{}", &text[..20]);
    }
}

#[test]
fn errors_are_told_and_the_rest_is_kept() {
    let syntax = Syntax::parse("import sklearn\nprint 'done'\nx = 1\n").expect("parsed");
    assert_eq!(syntax.errors()[0].line, 2);
    assert!(syntax.suite().len() >= 3);
    let last = syntax.suite().last().expect("a statement");
    assert_eq!((syntax.line(last), syntax.source(last)), (3, "x = 1"));
}

#[test]
fn lines_end_in_every_way() {
    let syntax = Syntax::parse("a = 1\r\nb = 2\rc = 3\n").expect("parsed");
    let lines: Vec<u32> = syntax.suite().iter().map(|statement| syntax.line(statement)).collect();
    assert_eq!(lines, [1, 2, 3]);
}

/// What nests, and what ends it.
const TOKENS: &[&str] = &[
    "a",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".b",
    "+",
    "-",
    "not ",
    "lambda: ",
    " if ",
    " else ",
    "await ",
    ":",
    "=",
    "\n",
    "\n ",
    "\n  ",
    "f'{",
    "}'",
    "'",
    "\"",
    "**",
    ";",
    "if a:\n ",
    "def f():\n  ",
    "for a in ",
    "#",
    "\\\n",
    "yield ",
    "*",
    " in ",
    ":=",
    "match a:\n case ",
    "async ",
    "@",
    "class A:\n    ",
    "\"\"\"",
    "1",
    "else:\n ",
    "try:\n  ",
    "0x",
    "|",
    "print ",
];

fn tokens() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let pieces = prop::sample::select(TOKENS);
    // Repeated pieces are what gets deep.
    let runs = (pieces, 1_usize..12).prop_map(|(piece, times)| piece.repeat(times));
    prop::collection::vec(runs, 0..25).prop_map(|runs| runs.concat())
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_bound_of_the_depth_is_one(text in tokens()) {
        let syntax = Syntax::parse(text.as_str()).expect("shallow");
        let deepest = measure::of(syntax.suite(), DEEPEST);
        // A statement and the expression in it are one level of the text each. In what does not parse, strings
        // may end elsewhere.
        let bound = depth::of(&text);
        let holds = deepest <= 2 * bound + 2 || !syntax.errors().is_empty();
        proptest::prop_assert!(holds, "{deepest} levels, bound {bound}");
    }
}
