//! `anneal.toml`: what the developer says instead of leaving it to be found.

use anneal_proto::v1::{KnobValues, Reason, Settings};
use anneal_source::SourceTree;
use toml::de::DeTable;
use toml::{Table, Value};

use crate::reason::reason;

const FILE: &str = "anneal.toml";
const KEYS: &[&str] = &[
    "entry",
    "args",
    "image",
    "requirements",
    "metric",
    "target",
    "direction",
    "trials",
    "parallel",
    "deadline",
    "tune",
    "space",
    "mail",
];

/// The tree's settings; none set where there is no `anneal.toml`.
pub(crate) fn read(tree: &SourceTree) -> Result<Settings, Reason> {
    let Some(text) = tree.text(FILE) else { return Ok(Settings::default()) };
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
        let place = format!("{FILE}:{line}");
        reason(
            "manifest_syntax",
            format!("{FILE} is no TOML: {}", error.message()),
            place,
            "correct the line",
        )
    })?;
    let mut settings = Settings::default();
    for (key, value) in &table {
        set(&mut settings, key, value).map_err(|fault| fault.reason(key, value, &text))?;
    }
    Ok(settings)
}

enum Fault {
    Unknown,
    Expected(&'static str),
}

impl Fault {
    fn reason(self, key: &str, value: &Value, text: &str) -> Reason {
        let line = line_of(key, text);
        let place = format!("{FILE}:{line}");
        match self {
            Fault::Unknown => {
                let near = KEYS.iter().map(|name| (strsim::damerau_levenshtein(name, key), *name)).min();
                let near = near.filter(|(distance, _)| *distance <= 3);
                let remedy = match near {
                    Some((_, name)) => format!("did you mean `{name}`?"),
                    None => format!("use one of {}", KEYS.join(", ")),
                };
                reason("manifest_unknown_key", format!("`{key}` is no setting"), place, remedy)
            }
            Fault::Expected(expected) => {
                let found = format!("`{key}` is {}, and must be {expected}", kind_of(value));
                reason("manifest_wrong_type", found, place, format!("write `{key}` as {expected}"))
            }
        }
    }
}

/// The line that a key of the top level is on.
fn line_of(key: &str, text: &str) -> usize {
    let table = DeTable::parse(text).ok();
    let span = table.and_then(|table| {
        table.get_ref().keys().find(|known| known.get_ref() == key).map(|known| known.span())
    });
    let start = span.map_or(0, |span| span.start.min(text.len()));
    text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn kind_of(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text {text:?}"),
        Value::Integer(n) => format!("the number {n}"),
        Value::Float(n) => format!("the number {n}"),
        Value::Boolean(b) => b.to_string(),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        Value::Datetime(_) => "a date".to_owned(),
    }
}

fn set(settings: &mut Settings, key: &str, value: &Value) -> Result<(), Fault> {
    match key {
        "entry" => settings.entry = Some(text(value)?),
        "args" => settings.args = arguments(value)?,
        "image" => settings.image = Some(text(value)?),
        "requirements" => settings.requirements = Some(text(value)?),
        "metric" => settings.metric = Some(text(value)?),
        "target" => settings.target = Some(number(value)?),
        "direction" => settings.direction = Some(direction(value)?),
        "trials" => settings.trials = Some(count(value)?),
        "parallel" => settings.parallel = Some(count(value)?),
        "deadline" => settings.deadline_seconds = Some(seconds(value)?),
        "tune" => settings.tune = Some(value.as_bool().ok_or(Fault::Expected("true or false"))?),
        "mail" => settings.mail = texts(value)?,
        "space" => {
            let space = value.as_table().ok_or(Fault::Expected("a table of lists"))?;
            for (knob, values) in space {
                settings.space.insert(knob.clone(), choices(values)?);
            }
        }
        _ => return Err(Fault::Unknown),
    }
    Ok(())
}

fn text(value: &Value) -> Result<String, Fault> {
    value.as_str().map(str::to_owned).ok_or(Fault::Expected("a text in quotes"))
}

fn texts(value: &Value) -> Result<Vec<String>, Fault> {
    let expected = || Fault::Expected("a text or a list of texts");
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Array(values) => values.iter().map(|value| text(value).map_err(|_| expected())).collect(),
        _ => Err(expected()),
    }
}

/// A list, or one text as a shell would take it apart.
fn arguments(value: &Value) -> Result<Vec<String>, Fault> {
    let Value::String(line) = value else { return texts(value) };
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut open) = (None, false);
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(end), c) if c == end => quote = None,
            (None, c) if c.is_whitespace() => {
                open = false;
                continue;
            }
            (_, c) => {
                if !open {
                    words.push(String::new());
                }
                words.iter_mut().last().into_iter().for_each(|word| word.push(c));
            }
        }
        if !open && quote.is_some() {
            words.push(String::new());
        }
        open = true;
    }
    if quote.is_some() { Err(Fault::Expected("a list of texts: a quote is not closed")) } else { Ok(words) }
}

fn number(value: &Value) -> Result<f64, Fault> {
    let whole = value.as_integer().and_then(|n| i32::try_from(n).ok()).map(f64::from);
    value.as_float().or(whole).filter(|n| n.is_finite()).ok_or(Fault::Expected("a number"))
}

fn count(value: &Value) -> Result<u32, Fault> {
    let number = value.as_integer().and_then(|n| u32::try_from(n).ok());
    number.filter(|n| *n > 0).ok_or(Fault::Expected("a whole number above 0"))
}

fn direction(value: &Value) -> Result<String, Fault> {
    let given = value.as_str().filter(|text| ["maximize", "minimize"].contains(text));
    given.map(str::to_owned).ok_or(Fault::Expected("\"maximize\" or \"minimize\""))
}

/// Seconds as a number, or a text such as `"90s"`, `"30m"`, `"2h"`.
fn seconds(value: &Value) -> Result<u64, Fault> {
    let expected = || Fault::Expected("seconds, or a text such as \"30m\" or \"2h\"");
    if let Some(number) = value.as_integer() {
        return u64::try_from(number).map_err(|_| expected());
    }
    let text = value.as_str().ok_or_else(expected)?.trim();
    let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[at..].trim() {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(expected()),
    };
    text[..at].parse::<u64>().ok().and_then(|n| n.checked_mul(unit)).ok_or_else(expected)
}

/// Each value as Python source text.
fn choices(value: &Value) -> Result<KnobValues, Fault> {
    let expected = "a list of values for each knob";
    let list = value.as_array().ok_or(Fault::Expected(expected))?;
    let python = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(_) | Value::Float(_) => Ok(value.to_string()),
        Value::Boolean(true) => Ok("True".to_owned()),
        Value::Boolean(false) => Ok("False".to_owned()),
        _ => Err(Fault::Expected(expected)),
    };
    Ok(KnobValues { values: list.iter().map(python).collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, Reason> {
        read(&SourceTree::of([(FILE, text)]))
    }

    #[test]
    fn settings_are_read() {
        let settings =
            parse("target = 0.9\ndeadline = \"2h\"\nmail = \"a@b.c\"\n[space]\nhidden = [8, 16]\n");
        let settings = settings.expect("settings");
        assert_eq!((settings.target, settings.deadline_seconds), (Some(0.9), Some(7_200)));
        assert_eq!(settings.space["hidden"].values, ["8", "16"]);
    }

    #[test]
    fn arguments_are_taken_apart_as_a_shell_does() {
        let args = |text: &str| parse(text).map(|settings| settings.args);
        assert_eq!(
            args("args = \"--name 'a b' -n 3\""),
            Ok(vec!["--name".into(), "a b".into(), "-n".into(), "3".into()])
        );
        assert_eq!(args("args = ['a b']"), Ok(vec!["a b".into()]));
        assert_eq!(args("args = \"it's\"").expect_err("an open quote").code, "manifest_wrong_type");
    }

    #[test]
    fn a_key_is_found_where_it_is_and_not_where_it_is_mentioned() {
        let reason = parse("# trials\ntarget = 0.9\n[space]\n\"trials\" = [1]\n").map(|_| ());
        assert_eq!(reason, Ok(()));
        let reason = parse("metric = \"trials\"\ntrials = 0\n").expect_err("none");
        assert_eq!(reason.location, "anneal.toml:2");
        assert_eq!(parse("a = [\n1,\n").expect_err("open").code, "manifest_syntax");
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest_one() {
        let reason = parse("target = 0.9\n\ntrails = 3\n").expect_err("unknown");
        assert_eq!(
            (reason.code.as_str(), reason.location.as_str()),
            ("manifest_unknown_key", "anneal.toml:3")
        );
        assert_eq!(reason.remedy, "did you mean `trials`?");
    }

    #[test]
    fn a_wrong_type_says_what_it_must_be() {
        let reason = parse("trials = \"many\"").expect_err("wrong type");
        assert_eq!(reason.what, "`trials` is the text \"many\", and must be a whole number above 0");
        assert_eq!(parse("target = nan").expect_err("no number").code, "manifest_wrong_type");
        assert_eq!(parse("target =").expect_err("no TOML").code, "manifest_syntax");
    }
}
