//! Credentials in the code. The text itself is never told.

use anneal_proto::v1::Evidence;

use crate::code::{File, Value};
use crate::view::View;

/// What names of credentials contain.
const NAMES: &[&str] = &[
    "api_key",
    "apikey",
    "secret",
    "password",
    "passwd",
    "access_token",
    "auth_token",
    "private_key",
    "hf_token",
    "access_key",
];
/// How tokens of services begin, and how long they are at least.
const SHAPES: &[(&str, usize)] =
    &[("hf_", 30), ("sk-", 30), ("AKIA", 20), ("ghp_", 36), ("xoxb-", 30), ("AIza", 35)];
/// Shorter texts are no credentials.
const SHORTEST: usize = 8;

/// Places of texts that are credentials, by their names or by how they look.
pub(crate) fn of(view: &View<'_>) -> Vec<Evidence> {
    let mut found = Vec::new();
    for file in view.closure.iter().map(|file| view.program.file(*file)) {
        assigned(file, &mut found);
        for call in &file.calls {
            let given = call
                .args
                .iter()
                .find_map(|arg| credential(arg.name.as_deref().unwrap_or_default(), &arg.value));
            found.extend(given.map(|name| Evidence::at(&file.path, call.line, why(&name))));
        }
    }
    found.dedup();
    found
}

fn assigned(file: &File, found: &mut Vec<Evidence>) {
    for ((scope, name), values) in &file.binds {
        let Some(secret) = values.iter().find_map(|value| credential(name, value)) else { continue };
        let line = file.text_lines.get(&(*scope, name.clone())).copied();
        let line = line.or_else(|| file.scopes.get(*scope).map(|scope| scope.line)).unwrap_or(1);
        found.push(Evidence::at(&file.path, line, why(&secret)));
    }
}

/// What a value is called, where it is a credential: a text, or one under a key.
fn credential(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => {
            let lower = name.to_ascii_lowercase();
            let named = NAMES.iter().any(|secret| lower.contains(secret));
            let looks = SHAPES.iter().any(|(start, least)| text.starts_with(start) && text.len() >= *least);
            let long = text.len() >= SHORTEST && !text.contains([' ', '/', '<', '{', '$']);
            (long && (named || looks)).then(|| name.to_owned())
        }
        Value::Dict(pairs) => pairs.iter().find_map(|(key, value)| credential(key.text()?, value)),
        _ => None,
    }
}

fn why(name: &str) -> String {
    match name {
        "" => "a text that looks like a credential is in the code".to_owned(),
        name => format!("`{name}` looks like a credential in the code"),
    }
}
