//! The author's own search: what `GridSearchCV` and its like look through. The settings of a grid are no settings
//! of the estimator; each list of values is a knob, which becomes what the field would look through.

use std::collections::BTreeMap;

use anneal_proto::v1::{Domain, Knob};
use ruff_python_ast::Expr;

use super::Found;
use super::facts::{Facts, Scope, method};
use super::fields::entries;
use super::table::{self, Param};
use super::values::{DEEPEST, keyword};

/// What a file's searches look through: setting to its list of values.
#[derive(Debug, Default)]
pub(crate) struct Grid<'a> {
    settings: BTreeMap<&'a str, (&'a Expr, Scope)>,
}

impl<'a> Grid<'a> {
    pub(crate) fn of(facts: &Facts<'a>) -> Self {
        let mut grid = Self::default();
        for site in &facts.calls {
            let named = match method(site.call) {
                "GridSearchCV" | "HalvingGridSearchCV" => "param_grid",
                "RandomizedSearchCV" | "HalvingRandomSearchCV" => "param_distributions",
                _ => continue,
            };
            let Some(given) = keyword(site.call, named).or(site.call.arguments.args.get(1)) else { continue };
            let Some((made, scope)) = facts.container(given, site.scope, DEEPEST) else { continue };
            let grids = if let Expr::List(list) = made { list.elts.iter().collect() } else { vec![made] };
            let all = grids.into_iter().flat_map(entries);
            grid.settings.extend(all.map(|(key, value)| (setting(key), (value, scope))));
        }
        grid
    }

    /// Whether a setting is chosen by a search.
    pub(crate) fn decides(&self, param: &Param) -> bool {
        self.settings.keys().any(|name| param.is_named(name))
    }

    /// Adds each list of numbers of which the field would choose another.
    pub(crate) fn find(&self, facts: &Facts<'a>, found: &mut Found) {
        for (name, (values, scope)) in &self.settings {
            let Some(origin) = facts.origin(values, *scope).filter(|o| o.text.starts_with('[')) else {
                continue;
            };
            let Some(param) = searched(facts, name) else { continue };
            let known = param.good.iter().map(|good| (good.parse::<f64>().ok(), *good));
            let mut numbers: Vec<(f64, &str)> = known.filter_map(|(x, text)| Some((x?, text))).collect();
            numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
            let texts: Vec<&str> = numbers.iter().map(|(_, text)| *text).collect();
            if texts.is_empty() {
                continue;
            }
            let choices = vec![origin.text.clone(), format!("[{}]", texts.join(", "))];
            found.push(Knob {
                id: format!("grid.{name}"),
                kind: param.kind.to_owned(),
                current: origin.text.clone(),
                places: vec![origin.place("{}")],
                domain: Some(Domain { choices, ..Domain::default() }),
                why: format!("what the search looks through: {}", param.why),
            });
        }
    }
}

/// `C` of `clf__estimator__C`.
fn setting(key: &str) -> &str {
    key.rsplit("__").next().unwrap_or(key)
}

/// The parameter of one of the file's estimators.
fn searched(facts: &Facts<'_>, name: &str) -> Option<&'static Param> {
    let callees = facts.calls.iter().filter_map(|site| {
        let (root, callee) = facts.callee(site.call)?;
        table::lookup(&root, callee)
    });
    callees.flat_map(|callee| callee.params).find(|param| param.is_named(name))
}
