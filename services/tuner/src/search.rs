//! What to try next: pure, and the same for the same history and seed.
//!
//! First what an experienced person would change, with reasons ([`expert`]); then what the results so far make
//! likely: a Gaussian process ([`gp`]) or, of many settings, densities ([`tpe`]). Nothing that was tried or refused is
//! proposed again.

pub mod curves;
pub mod expert;
pub mod gp;
mod minimise;
pub mod rng;
pub mod space;
pub mod tpe;

use anneal_proto::v1::Objective;

use rng::Rng;
use space::{Space, Values};

/// Expert proposals come first this many times; from then on they take turns with the model's.
const EXPERT_FIRST: usize = 5;
/// Uniform draws before the space counts as used up.
const DRAWS: usize = 300;

/// Settings up to which a Gaussian process is the model: beyond, each fit costs more than it tells.
const GP_DIMENSIONS: usize = 20;

/// What became of a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// Still in training.
    Pending,
    /// It gave no usable value: crashed, diverged, was stopped.
    Failed,
    /// It gave a value.
    Scored {
        /// The objective's value.
        value: f64,
        /// The same metric on training data, where it was measured.
        train: Option<f64>,
    },
}

/// A trial as the search sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// What it changed; empty for the code as pushed.
    pub values: Values,
    /// What became of it.
    pub fate: Fate,
}

/// Everything a proposal depends on.
#[derive(Debug, Clone, Copy)]
pub struct Study<'a> {
    /// What may be changed.
    pub space: &'a Space,
    /// What is to be reached.
    pub objective: &'a Objective,
    /// All trials so far, in order.
    pub tried: &'a [Tried],
    /// Values that could not be written into the source.
    pub refused: &'a [Values],
}

/// The next trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What to change.
    pub values: Values,
    /// Why, in words.
    pub why: String,
}

impl Study<'_> {
    /// The best trial's number and value.
    #[must_use]
    pub fn best(&self) -> Option<(usize, f64)> {
        let scored = self.tried.iter().enumerate().filter_map(|(n, tried)| match tried.fate {
            Fate::Scored { value, .. } if value.is_finite() => Some((n, value)),
            _ => None,
        });
        scored.reduce(|best, other| if self.objective.better(other.1, best.1) { other } else { best })
    }

    /// Whether these values may still be tried.
    #[must_use]
    pub fn is_new(&self, values: &Values) -> bool {
        let tried = self.tried.iter().map(|tried| &tried.values);
        !values.is_empty() && tried.chain(self.refused).all(|other| !same(other, values))
    }
}

fn same(a: &Values, b: &Values) -> bool {
    a.len() == b.len() && a.iter().all(|(id, text)| b.get(id).is_some_and(|other| space::same(text, other)))
}

/// The next trial; none when everything has been tried. `rng` is the proposal's own: see [`Rng::of`].
#[must_use]
pub fn propose(study: &Study<'_>, mut rng: Rng) -> Option<Proposal> {
    let tuned = study.tried.len().saturating_sub(1);
    let expert = || expert::proposals(study).into_iter().find(|proposal| study.is_new(&proposal.values));
    let modelled = |rng: &mut Rng| modelled(study, rng).or_else(|| drawn(study, rng));
    if tuned < EXPERT_FIRST || tuned.is_multiple_of(2) {
        return expert().or_else(|| modelled(&mut rng));
    }
    modelled(&mut rng).or_else(expert)
}

/// What the results so far make likely.
fn modelled(study: &Study<'_>, rng: &mut Rng) -> Option<Proposal> {
    let sign = if study.objective.direction == "minimize" { 1.0 } else { -1.0 };
    let (mut past, mut pending) = (Vec::new(), Vec::new());
    for tried in study.tried {
        let point = study.space.point(&tried.values);
        match tried.fate {
            Fate::Pending => pending.push(point),
            Fate::Failed => past.push(tpe::Observation { point, loss: f64::INFINITY }),
            Fate::Scored { value, .. } => {
                let loss = if value.is_finite() { sign * value } else { f64::INFINITY };
                past.push(tpe::Observation { point, loss });
            }
        }
    }
    let best = study.best();
    let base = best.map_or_else(Values::new, |(n, _)| study.tried[n].values.clone());
    let prior = tpe::Prior { centre: study.space.point(&base), deviation: 0.5 };
    let points = model(study.space, &past, &pending, &prior, rng);
    let values = points.iter().map(|point| study.space.values(point)).find(|values| study.is_new(values))?;
    let from = best.map_or_else(String::new, |(n, value)| format!(" than trial {n} with {value:.4}"));
    let why = format!(
        "after {} trials likely to be better{from}: {}",
        study.tried.len(),
        difference(study, &base, &values)
    );
    Some(Proposal { values, why })
}

/// Draws while there is little to go by, then the model that suits the space and the number of trials.
fn model(
    space: &Space,
    past: &[tpe::Observation],
    pending: &[space::Point],
    prior: &tpe::Prior,
    rng: &mut Rng,
) -> Vec<space::Point> {
    let fitted = if past.len() >= tpe::START_UP && space.dimensions.len() <= GP_DIMENSIONS {
        gp::suggest(space, past, pending, rng)
    } else {
        Vec::new()
    };
    if fitted.is_empty() { tpe::suggest(space, past, pending, prior, rng) } else { fitted }
}

/// What `values` changes of `base`, in words.
fn difference(study: &Study<'_>, base: &Values, values: &Values) -> String {
    let changed = study.space.dimensions.iter().filter_map(|dimension| {
        let of = |values: &Values| values.get(&dimension.id).unwrap_or(&dimension.current).clone();
        let (from, to) = (of(base), of(values));
        (!space::same(&from, &to)).then(|| format!("{} {from} \u{2192} {to}", dimension.id))
    });
    changed.collect::<Vec<_>>().join("; ")
}

/// Anything that is new.
fn drawn(study: &Study<'_>, rng: &mut Rng) -> Option<Proposal> {
    let mut draw = || study.space.values(&study.space.draw(rng));
    let values = (0..DRAWS).map(|_| draw()).find(|values| study.is_new(values))?;
    Some(Proposal { values, why: "a part of the space where nothing was tried yet".to_owned() })
}

#[cfg(test)]
#[path = "search/tests.rs"]
mod tests;
