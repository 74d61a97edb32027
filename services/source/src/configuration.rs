//! Configuration files as data: where each value of a JSON, YAML or TOML file is, so that one can be changed while
//! every other byte stays, comments included. JSON is read as the YAML that it is.

use std::ops::Range;

use ruff_python_ast::Expr;
use ruff_python_parser::parse_expression;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Larger files are data.
pub(crate) const LARGEST: usize = 256 * 1024;
/// Nested deeper than this is nothing that a person wrote.
const DEEPEST: usize = 32;

/// One value of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    /// The keys that lead to it.
    pub(crate) keys: Vec<String>,
    /// Its bytes; of a quoted string those between the quotes.
    pub(crate) range: Range<usize>,
    /// The value as Python source text.
    pub(crate) python: String,
}

/// A file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Toml,
    Yaml,
}

impl Format {
    /// By the file's name.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let end = path.rsplit_once('.')?.1.to_ascii_lowercase();
        match end.as_str() {
            "json" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// Every number, string, truth value and list of numbers of a text. None where it is not of this format.
    pub(crate) fn values(self, text: &str) -> Option<Vec<Value>> {
        match self {
            Self::Toml => {
                let table = DeTable::parse(text).ok()?;
                let mut values = Vec::new();
                toml_table(text, table.get_ref(), &mut Vec::new(), &mut values);
                Some(values)
            }
            Self::Json | Self::Yaml => yaml_values(text),
        }
    }

    /// How a Python value is written in the place of another one.
    pub(crate) fn spelled(self, python: &str) -> String {
        let text = python.trim();
        match parse_expression(text).map(|parsed| parsed.into_syntax().body) {
            Ok(body) => self.expression(&body, text),
            Err(_) => text.to_owned(),
        }
    }

    fn expression(self, expr: &Expr, text: &str) -> String {
        let all = |elements: &[Expr]| {
            let texts = elements.iter().map(|element| {
                let range = ruff_text_size::Ranged::range(element);
                self.expression(element, &text[range.start().to_usize()..range.end().to_usize()])
            });
            format!("[{}]", texts.collect::<Vec<_>>().join(", "))
        };
        match expr {
            // The quotes stay where they are.
            Expr::StringLiteral(string) => string.value.to_str().to_owned(),
            Expr::BooleanLiteral(literal) => literal.value.to_string(),
            Expr::NoneLiteral(_) => "null".to_owned(),
            Expr::Tuple(tuple) => all(&tuple.elts),
            Expr::List(list) => all(&list.elts),
            _ => self.number(text),
        }
    }

    /// YAML 1.1 takes `1e-05` for a string, JSON and TOML know neither `.5` nor `5.`.
    fn number(self, text: &str) -> String {
        let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
        let mut mantissa = mantissa.trim_start_matches('+').to_owned();
        if mantissa.starts_with('.') {
            mantissa.insert(0, '0');
        }
        if mantissa.ends_with('.') {
            mantissa.push('0');
        }
        let Some(exponent) = exponent else { return mantissa };
        if self == Self::Yaml && !mantissa.contains('.') {
            mantissa.push_str(".0");
        }
        let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
        format!("{mantissa}e{sign}{exponent}")
    }
}

/// A scalar as Python source text; none for one that is no number, truth value or plain word.
fn python(text: &str, quoted: bool) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let word = || text.chars().all(plain).then(|| format!("'{text}'"));
    if quoted {
        return word();
    }
    match text {
        "true" | "True" => Some("True".to_owned()),
        "false" | "False" => Some("False".to_owned()),
        "null" | "~" | "None" => Some("None".to_owned()),
        number if is_number(number) => Some(number.to_owned()),
        _ => word(),
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && text.parse::<f64>().is_ok()
}

fn toml_table(text: &str, table: &DeTable<'_>, keys: &mut Vec<String>, values: &mut Vec<Value>) {
    for (key, value) in table {
        keys.push(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) if keys.len() < DEEPEST => toml_table(text, inner, keys, values),
            _ => values.extend(toml_value(text, value, keys)),
        }
        keys.pop();
    }
}

fn toml_value(text: &str, value: &Spanned<DeValue<'_>>, keys: &[String]) -> Option<Value> {
    let mut range = value.span();
    let written = text.get(range.clone())?;
    let python = match value.get_ref() {
        DeValue::String(string) => {
            // Strings over several lines, or with escapes, are no settings.
            (written.len() == string.len() + 2).then_some(())?;
            range = range.start + 1..range.end - 1;
            python(string, true)?
        }
        DeValue::Array(array) => {
            let numbers = array.iter().all(|item| item.get_ref().is_integer() || item.get_ref().is_float());
            (numbers && !array.is_empty() && parse_expression(written).is_ok()).then(|| written.to_owned())?
        }
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => python(written, false)?,
        _ => return None,
    };
    Some(Value { keys: keys.to_vec(), range, python })
}

/// A collection that is being read.
enum Open {
    /// What the next scalar is: a key, or the value of the last one.
    Mapping {
        key: bool,
    },
    Sequence {
        start: usize,
        numbers: bool,
    },
}

fn yaml_values(text: &str) -> Option<Vec<Value>> {
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut reader =
        Yaml { text, offsets, open: Vec::new(), keys: Vec::new(), values: Vec::new(), documents: 0 };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        reader.event(event, span)?;
    }
    (reader.documents == 1).then_some(reader.values)
}

struct Yaml<'t> {
    text: &'t str,
    /// Byte of each character.
    offsets: Vec<usize>,
    open: Vec<Open>,
    keys: Vec<String>,
    values: Vec<Value>,
    documents: usize,
}

impl Yaml<'_> {
    /// None where the file is none to edit.
    fn event(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        match event {
            Event::DocumentStart(_) => self.documents += 1,
            Event::MappingStart(..) => {
                self.begin();
                (self.open.len() < DEEPEST).then(|| self.open.push(Open::Mapping { key: true }))?;
            }
            Event::SequenceStart(..) => {
                self.begin();
                let start = self.byte(span.start.index())?;
                (self.open.len() < DEEPEST)
                    .then(|| self.open.push(Open::Sequence { start, numbers: true }))?;
            }
            Event::MappingEnd => {
                self.open.pop();
                self.end();
            }
            Event::SequenceEnd => {
                if let Some(Open::Sequence { start, numbers: true }) = self.open.pop() {
                    let end = self.byte(span.end.index())?;
                    self.list(start..end);
                }
                self.end();
            }
            Event::Scalar(value, style, ..) => self.scalar(&value, style, span)?,
            Event::Alias(_) => {
                self.begin();
                self.end();
            }
            _ => {}
        }
        Some(())
    }

    fn byte(&self, index: usize) -> Option<usize> {
        self.offsets.get(index).copied()
    }

    /// A collection begins, or something that is no scalar.
    fn begin(&mut self) {
        if let Some(Open::Sequence { numbers, .. }) = self.open.last_mut() {
            *numbers = false;
        }
    }

    /// The value of a key has been read.
    fn end(&mut self) {
        if let Some(Open::Mapping { key }) = self.open.last_mut() {
            if !*key {
                self.keys.pop();
            }
            *key = true;
        }
    }

    fn list(&mut self, range: Range<usize>) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let flow = written.starts_with('[') && written.ends_with(']') && parse_expression(written).is_ok();
        if flow && self.in_mappings() {
            self.values.push(Value { keys: self.keys.clone(), range, python: written.to_owned() });
        }
    }

    /// Whether every key on the way has a name.
    fn in_mappings(&self) -> bool {
        self.open.iter().all(|open| matches!(open, Open::Mapping { .. }))
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span) -> Option<()> {
        match self.open.last_mut() {
            Some(Open::Mapping { key }) if *key => {
                *key = false;
                self.keys.push(value.to_owned());
                return Some(());
            }
            Some(Open::Sequence { numbers, .. }) => {
                *numbers &= style == ScalarStyle::Plain && is_number(value);
                return Some(());
            }
            _ => {}
        }
        let (start, end) = (self.byte(span.start.index())?, self.byte(span.end.index())?);
        let written = self.text.get(start..end)?;
        let range = match style {
            ScalarStyle::Plain => start..start + written.trim_end().len(),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if end > start + 1 => start + 1..end - 1,
            _ => start..start,
        };
        // With escapes the text is not the value.
        let same = !range.is_empty() && self.text.get(range.clone()) == Some(value);
        if let Some(python) =
            python(value, style != ScalarStyle::Plain).filter(|_| same && self.in_mappings())
        {
            self.values.push(Value { keys: self.keys.clone(), range, python });
        }
        self.end();
        Some(())
    }
}

#[cfg(test)]
#[path = "configuration/tests.rs"]
mod tests;
