//! The developer's own search space: `space.<knob> = [...]` in `anneal.toml`.

use std::collections::BTreeMap;

use anneal_proto::v1::{Domain, Knob, KnobValues};

use super::facts::{Facts, Module};
use super::table::SETTING;

/// Replaces the domains of the knobs that `space` names, and adds a knob for each top-level constant that it
/// names and no knob has. A knob is named by its id, by the setting alone where only one knob has it, or by
/// the constant it comes from. Names that fit nothing are left to the caller: they are returned.
pub fn constrain(
    files: &[(&str, &str)],
    knobs: &mut Vec<Knob>,
    space: &BTreeMap<String, KnobValues>,
) -> Vec<String> {
    let mut unknown = Vec::new();
    for (name, values) in space {
        let domain = Domain { choices: values.values.clone(), ..Domain::default() };
        let constant = constant(files, name);
        if let Some(at) = position(knobs, name, constant.as_ref()) {
            knobs[at].domain = Some(domain);
        } else if let Some(knob) = constant {
            knobs.push(Knob { domain: Some(domain), ..knob });
        } else {
            unknown.push(name.clone());
        }
    }
    unknown
}

fn position(knobs: &[Knob], name: &str, constant: Option<&Knob>) -> Option<usize> {
    let setting = |knob: &Knob| knob.id.rsplit('.').next() == Some(name);
    let shared = |knob: &Knob| {
        let overlap = |c: &Knob| {
            c.places
                .iter()
                .any(|place| knob.places.iter().any(|p| (&p.file, p.start) == (&place.file, place.start)))
        };
        constant.is_some_and(overlap)
    };
    let by_id = knobs.iter().position(|knob| knob.id == name);
    let by_constant = || knobs.iter().position(shared);
    let by_setting = || {
        let mut all = knobs.iter().enumerate().filter(|(_, knob)| setting(knob));
        all.next().filter(|_| all.next().is_none()).map(|(at, _)| at)
    };
    by_id.or_else(by_constant).or_else(by_setting)
}

/// A knob for a top-level constant, without a domain.
fn constant(files: &[(&str, &str)], name: &str) -> Option<Knob> {
    let modules: Vec<Module<'_>> = files.iter().map(|(path, text)| Module::read(path, text)).collect();
    modules.iter().find_map(|module| {
        let facts = Facts::of(module, &modules);
        let (value, scope) = facts.bound(name, 0)?;
        let origin = facts.origin(value, scope)?;
        Some(Knob {
            id: name.to_owned(),
            kind: SETTING.to_owned(),
            current: origin.text.clone(),
            places: vec![origin.place("{}")],
            domain: None,
            why: "named in anneal.toml".to_owned(),
        })
    })
}
