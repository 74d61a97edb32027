//! What an experienced person would change first, and why. Each rule looks at the whole study and gives at
//! most a few proposals; the first one that is new is taken.

use anneal_source::knobs::{Advice, advice};

use super::space::{Dimension, Values, number, same};
use super::{Fate, Proposal, Study};

/// A training score this much better than the measured one is overfitting.
const GAP: f64 = 0.06;

/// Proposals in order of promise; some may have been tried.
#[must_use]
pub fn proposals(study: &Study<'_>) -> Vec<Proposal> {
    let best = study.best().map_or(0, |(n, _)| n);
    let base = study.tried.get(best).map_or_else(Values::new, |tried| tried.values.clone());
    let rules = [repair, scale, regularise, grow, faster, slower];
    let mut all: Vec<Proposal> = rules.iter().filter_map(|rule| rule(study, &base)).collect();
    all.extend(singles(study, &base));
    all
}

/// A change of one knob: its dimension and its new value.
type Change<'a> = (&'a Dimension, String);

/// `base` with these changes; none without any.
fn proposal(base: &Values, reason: &str, changes: &[Change<'_>]) -> Option<Proposal> {
    let mut values = base.clone();
    for (dimension, text) in changes {
        if dimension.is_current(text) {
            values.remove(&dimension.id);
        } else {
            values.insert(dimension.id.clone(), text.clone());
        }
    }
    let words = |(dimension, text): &Change<'_>| {
        let from = base.get(&dimension.id).unwrap_or(&dimension.current);
        format!("{} {from} \u{2192} {text} ({})", dimension.id, dimension.why)
    };
    let list: Vec<String> = changes.iter().map(words).collect();
    (!changes.is_empty()).then(|| Proposal { values, why: format!("{reason}: {}", list.join("; ")) })
}

/// Everything that is far from what works for most, at once: fewest trials matter, and such settings hide
/// the effect of all others.
fn repair(study: &Study<'_>, _: &Values) -> Option<Proposal> {
    let odd = study.space.dimensions.iter().filter_map(|dimension| {
        let advice = advice(&dimension.id)?;
        let fits = advice.good.iter().find_map(|good| dimension.scale.spelled(good));
        // Where the developer's range has none of them, its nearest end is the best there is.
        let nearest = || dimension.scale.text_of(magnitude(advice.good.first()?)?);
        let good = fits.or_else(nearest)?;
        is_odd(dimension, &advice).then_some((dimension, good))
    });
    let changes: Vec<Change<'_>> = odd.collect();
    proposal(&Values::new(), "far from what works for most", &changes)
}

/// Whether the author's value is a reason to act.
fn is_odd(dimension: &Dimension, advice: &Advice) -> bool {
    match magnitude(&dimension.current) {
        Some(size) => !(advice.low..=advice.high).contains(&size),
        None if dimension.current == "None" => false,
        None => !advice.good.is_empty() && advice.good.iter().all(|good| !same(good, &dimension.current)),
    }
}

/// A number, or the largest of a tuple of numbers.
fn magnitude(text: &str) -> Option<f64> {
    let parts =
        text.split(',').map(str::trim).filter(|part| !part.trim_matches(['(', ')', '[', ']']).is_empty());
    let sizes: Option<Vec<f64>> = parts.map(number).collect();
    sizes?.into_iter().reduce(f64::max)
}

fn scale(study: &Study<'_>, base: &Values) -> Option<Proposal> {
    let scaling = study.space.dimensions.iter().filter(|d| d.id.ends_with(".scaling"));
    let changes: Vec<Change<'_>> = scaling.map(|d| (d, "StandardScaler()".to_owned())).collect();
    proposal(base, "features of different sizes", &changes)
}

/// Training much better than held-out: penalise, drop, shrink.
fn regularise(study: &Study<'_>, base: &Values) -> Option<Proposal> {
    let gap = study.tried.iter().filter(|tried| tried.values == *base).find_map(|tried| match tried.fate {
        Fate::Scored { value, train: Some(train) } => Some((train - value, train, value)),
        _ => None,
    });
    let (_, train, value) = gap.filter(|(gap, ..)| *gap > GAP && study.objective.direction != "minimize")?;
    let stronger = |dimension: &Dimension| {
        let now = now(dimension, base)?;
        let setting = dimension.id.rsplit('.').next().unwrap_or_default();
        match (dimension.kind.as_str(), setting) {
            ("dropout", _) => dimension.scale.text_of(now + 0.2),
            ("regularisation", "C") => dimension.scale.text_of(now / 10.0),
            ("regularisation", "subsample" | "colsample_bytree") => dimension.scale.text_of(now * 0.8),
            ("regularisation", "min_samples_leaf" | "min_child_weight") => dimension.scale.text_of(now * 3.0),
            ("regularisation", "alpha" | "reg_lambda" | "weight_decay") => {
                dimension.scale.text_of((now * 10.0).max(1e-4))
            }
            _ => None,
        }
    };
    let changes = changes(study, base, stronger);
    proposal(base, &format!("{train:.3} on training data but {value:.3} on held-out data"), &changes)
}

/// More of everything that limits what can be learned.
fn grow(study: &Study<'_>, base: &Values) -> Option<Proposal> {
    let more = |dimension: &Dimension| {
        let factor = match dimension.kind.as_str() {
            "epochs" => 2.5,
            "width" => 2.0,
            _ => return None,
        };
        let now = magnitude(base.get(&dimension.id).unwrap_or(&dimension.current))?;
        let larger = |text: &&&str| magnitude(text).is_some_and(|size| size > now);
        let listed = || advice(&dimension.id)?.good.iter().find(larger).map(|text| (*text).to_owned());
        let numeric = || dimension.scale.text_of(now * factor);
        let ordered = matches!(dimension.scale, super::space::Scale::Ordered(_));
        if ordered { listed() } else { numeric() }
    };
    proposal(base, "room to learn more", &changes(study, base, more))
}

fn faster(study: &Study<'_>, base: &Values) -> Option<Proposal> {
    proposal(base, "larger steps", &changes(study, base, |d| rate(d, base, 3.0)))
}

fn slower(study: &Study<'_>, base: &Values) -> Option<Proposal> {
    proposal(base, "smaller steps", &changes(study, base, |d| rate(d, base, 1.0 / 3.0)))
}

fn rate(dimension: &Dimension, base: &Values, factor: f64) -> Option<String> {
    let now = (dimension.kind == "learning_rate").then(|| now(dimension, base)).flatten()?;
    dimension.scale.text_of(now * factor)
}

/// The number a knob has in `base`.
fn now(dimension: &Dimension, base: &Values) -> Option<f64> {
    number(base.get(&dimension.id).unwrap_or(&dimension.current))
}

/// What `next` changes of the base.
fn changes<'a>(
    study: &Study<'a>,
    base: &Values,
    next: impl Fn(&Dimension) -> Option<String>,
) -> Vec<Change<'a>> {
    let changed = study.space.dimensions.iter().filter_map(|dimension| {
        let text = next(dimension)?;
        let now = base.get(&dimension.id).unwrap_or(&dimension.current);
        (!same(now, &text)).then_some((dimension, text))
    });
    changed.collect()
}

/// Each well-known value of each knob by itself, the likeliest of each knob first.
fn singles(study: &Study<'_>, base: &Values) -> Vec<Proposal> {
    let advised: Vec<(&Dimension, Advice)> = study
        .space
        .dimensions
        .iter()
        .filter_map(|dimension| Some((dimension, advice(&dimension.id)?)))
        .collect();
    let most = advised.iter().map(|(_, advice)| advice.good.len()).max().unwrap_or(0);
    let ranked = (0..most)
        .flat_map(|rank| advised.iter().map(move |(dimension, advice)| (*dimension, advice.good.get(rank))));
    let usable = ranked.filter_map(|(dimension, good)| {
        let good = dimension.scale.spelled(good?)?;
        let now = base.get(&dimension.id).unwrap_or(&dimension.current);
        (!same(now, &good)).then_some((dimension, good))
    });
    usable.filter_map(|change| proposal(base, "works for many", &[change])).collect()
}
