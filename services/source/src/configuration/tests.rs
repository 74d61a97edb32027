use super::*;

/// `keys = value` of each value of a file, checked to be where it says.
fn read(path: &str, text: &str) -> Vec<String> {
    let format = Format::of(path).expect("a format");
    let values = format.values(text).expect("read");
    let line = |value: &Value| {
        let written = &text[value.range.clone()];
        assert!(
            value.python.contains(written) || value.python.to_lowercase() == written || written == "null",
            "{written} {value:?}"
        );
        format!("{} = {}", value.keys.join("."), value.python)
    };
    values.iter().map(line).collect()
}

#[test]
fn values_are_found_where_they_are() {
    let yaml = "# caf\u{e9}\nmodel:\n  hidden: 32   # small\n  act: relu\n  sizes: [64, 32]\n  name: 'net'\n\
                train: {lr: 1.0e-5, on: true, b: ~}\nlist:\n- 1\n- a: 2\ntext: |\n  5\n";
    let expected = [
        "model.hidden = 32",
        "model.act = 'relu'",
        "model.sizes = [64, 32]",
        "model.name = 'net'",
        "train.lr = 1.0e-5",
        "train.on = True",
        "train.b = None",
    ];
    let found = read("a.yml", &yaml.replace("b: ~", "b: null"));
    assert_eq!(found, expected);
    let json = "{\n\t\"caf\u{e9}\": {\"lr\": 1e-05, \"opt\": \"adam\", \"s\": [8,  4]},\n\t\"esc\": \"a\\n\", \"n\": -1\n}\n";
    assert_eq!(
        read("a.json", json),
        ["caf\u{e9}.lr = 1e-05", "caf\u{e9}.opt = 'adam'", "caf\u{e9}.s = [8,  4]", "n = -1"]
    );
    let toml = "[model]\nhidden = 4 # few\nact = \"relu\"\n[train.deep]\nlr = 1e-5\nsizes = [8, 4]\nat = 1979-05-27\n";
    let mut found = read("a.toml", toml);
    found.sort();
    assert_eq!(
        found,
        ["model.act = 'relu'", "model.hidden = 4", "train.deep.lr = 1e-5", "train.deep.sizes = [8, 4]"]
    );
}

#[test]
fn what_is_not_of_the_format_has_no_values() {
    assert_eq!(Format::Yaml.values("a: [1\nb: 2\n"), None);
    assert_eq!(Format::Yaml.values("---\na: 1\n---\na: 2\n"), None);
    assert_eq!(Format::Toml.values("a = \n"), None);
    assert_eq!(Format::of("train.py"), None);
}

#[test]
fn values_are_spelled_as_the_format_has_them() {
    for (format, python, spelled) in [
        (Format::Yaml, "1e-05", "1.0e-05"),
        (Format::Yaml, "3e5", "3.0e+5"),
        (Format::Json, "1e-05", "1e-05"),
        (Format::Toml, ".5", "0.5"),
        (Format::Json, "None", "null"),
        (Format::Yaml, "True", "true"),
        (Format::Json, "'adam'", "adam"),
        (Format::Json, "(128,)", "[128]"),
        (Format::Toml, "(128, 64)", "[128, 64]"),
        (Format::Json, "-1", "-1"),
    ] {
        assert_eq!(format.spelled(python), spelled, "{format:?} {python}");
    }
}
