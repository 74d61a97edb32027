//! Bytes of events as they were once written: they must decode for ever.
//!
//! `golden/v1.jsonl` only grows. `ANNEAL_BLESS=1` adds a line for each kind whose sample below is new; no
//! line is ever changed or removed.

mod samples;

use std::fs;
use std::path::PathBuf;

use anneal_proto::{Event, Kind};
use serde_json::{Value, json};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1.jsonl")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(pair).collect()
}

fn lines() -> Vec<Value> {
    let text = fs::read_to_string(file()).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Whether everything that `old` says is still said. Fields that came later may be there too.
fn says(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            old.iter().all(|(key, old)| new.get(key).is_some_and(|new| says(new, old)))
        }
        (Value::Array(new), Value::Array(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| says(new, old))
        }
        (new, old) => new == old,
    }
}

#[test]
fn what_was_written_once_is_read_for_ever() {
    for line in lines() {
        let kind = line["kind"].as_str().expect("a kind");
        let event = Event::decode(kind, &bytes(line["body"].as_str().expect("a body"))).expect("decodes");
        assert!(event.kind().is_some(), "{kind} is no longer known");
        assert!(says(&event.to_json(), &line["json"]), "{kind}\n{}\n{}", event.to_json(), line["json"]);
    }
}

#[test]
fn every_kind_has_golden_bytes() {
    let mut known = lines();
    if std::env::var_os("ANNEAL_BLESS").is_some() {
        for event in Kind::ALL.iter().map(|kind| samples::of(*kind)) {
            let line = json!({"kind": event.name(), "body": hex(&event.encode()), "json": event.to_json()});
            if !known.contains(&line) {
                known.push(line);
            }
        }
        let text: String = known.iter().map(|line| format!("{line}\n")).collect();
        fs::write(file(), text).expect("written");
    }
    for kind in Kind::ALL {
        let event = samples::of(*kind);
        assert_eq!(event.kind(), Some(*kind));
        let body = hex(&event.encode());
        let there = known.iter().any(|line| line["kind"] == kind.as_str() && line["body"] == body.as_str());
        assert!(
            there,
            "{kind}: the bytes of its sample are not among the golden ones; `just generate` adds them"
        );
    }
}
