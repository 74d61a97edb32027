//! Knobs as coordinates: each value between 0 and 1, or the index of a category.

use std::collections::BTreeMap;

use anneal_proto::v1::{Domain, Knob};

use super::rng::Rng;

/// Knob id to value, as Python source text. Knobs that keep the author's value are left out.
pub type Values = BTreeMap<String, String>;

/// One knob as a dimension of the search.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// The knob's id.
    pub id: String,
    /// The knob's kind, such as `learning_rate`.
    pub kind: String,
    /// The author's value as Python source text.
    pub current: String,
    /// How its values are laid out.
    pub scale: Scale,
    /// Why it matters, in words.
    pub why: String,
}

/// How a knob's values are laid out.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// Numbers between two bounds.
    Number {
        /// Smallest.
        low: f64,
        /// Largest.
        high: f64,
        /// Equal steps are equal ratios.
        log: bool,
        /// Whole numbers only.
        integer: bool,
        /// Source text around the number, which `{}` stands for.
        template: String,
    },
    /// Source texts of which neighbours are alike: numbers, or tuples of numbers, from small to large.
    Ordered(Vec<String>),
    /// Source texts that have no order.
    Categories(Vec<String>),
}

/// Everything that may be changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Space {
    /// In the order of the knobs.
    pub dimensions: Vec<Dimension>,
}

/// Coordinates of all dimensions.
pub type Point = Vec<f64>;

impl Space {
    /// The space of these knobs. A knob that leaves no choice is left out.
    #[must_use]
    pub fn of(knobs: &[Knob]) -> Self {
        Self { dimensions: knobs.iter().filter_map(Dimension::of).collect() }
    }

    /// Number of points where it is finite and small enough to count.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.dimensions.iter().try_fold(1u64, |size, dimension| size.checked_mul(dimension.scale.size()?))
    }

    /// Where these values are; knobs they do not name are at the author's value.
    #[must_use]
    pub fn point(&self, values: &Values) -> Point {
        let at = |d: &Dimension| d.scale.coordinate(values.get(&d.id).unwrap_or(&d.current));
        self.dimensions.iter().map(at).collect()
    }

    /// The values at a point; those equal to the author's are left out.
    #[must_use]
    pub fn values(&self, point: &[f64]) -> Values {
        // The author's value may lie outside the scale: its coordinate stands for it all the same.
        let moved = self.dimensions.iter().zip(point).filter(|(d, x)| d.scale.coordinate(&d.current) != **x);
        let texts = moved.map(|(d, x)| (d, d.scale.text(*x)));
        texts.filter(|(d, text)| !d.is_current(text)).map(|(d, text)| (d.id.clone(), text)).collect()
    }

    /// A point anywhere, all alike likely.
    #[must_use]
    pub fn draw(&self, rng: &mut Rng) -> Point {
        let coordinate = |dimension: &Dimension| match dimension.scale.categories() {
            Some(n) => rng.below(n) as f64,
            None => rng.unit(),
        };
        self.dimensions.iter().map(coordinate).collect()
    }

    /// The dimension of a knob.
    #[must_use]
    pub fn dimension(&self, id: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.id == id)
    }
}

impl Dimension {
    /// A knob's dimension; none when its domain has fewer than two values.
    #[must_use]
    pub fn of(knob: &Knob) -> Option<Self> {
        let scale = Scale::of(knob.domain.as_ref()?)?;
        // What is in brackets says where the value is, not what it does.
        let why = knob.why.split(" (").next().unwrap_or_default().to_owned();
        Some(Self { id: knob.id.clone(), kind: knob.kind.clone(), current: knob.current.clone(), scale, why })
    }

    /// Whether a text is the author's value: `0.010` is `0.01`.
    #[must_use]
    pub fn is_current(&self, text: &str) -> bool {
        same(text, &self.current)
    }
}

/// Whether two source texts are the same value, as far as can be seen without running them.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace('"', "'");
    a == b || number(a).is_some_and(|x| number(b) == Some(x)) || bare(a) == bare(b)
}

/// A Python number; `(4,)` and `[4]` count as the number in them.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let open = |c: char| matches!(c, '(' | '[' | ' ');
    let close = |c: char| matches!(c, ')' | ']' | ',' | ' ');
    let text = text.trim_start_matches(open).trim_end_matches(close).replace('_', "");
    let digits = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    digits.then(|| text.parse().ok()).flatten()
}

/// The numbers of a tuple or list, `(64, 32)`.
fn numbers(text: &str) -> Option<Vec<f64>> {
    let inner = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']', ',', ' ']);
    inner.split(',').map(number).collect()
}

impl Scale {
    fn of(domain: &Domain) -> Option<Self> {
        if !domain.choices.is_empty() {
            let choices = domain.choices.clone();
            let ordered = choices.iter().all(|text| numbers(text).is_some());
            let scale = if ordered { Scale::Ordered(choices) } else { Scale::Categories(choices) };
            return (domain.choices.len() > 1).then_some(scale);
        }
        let Domain { low, high, log, integer, .. } = *domain;
        let template = if domain.template.is_empty() { "{}".to_owned() } else { domain.template.clone() };
        let sound = low.is_finite() && high.is_finite() && low < high && (!log || low > 0.0);
        sound.then_some(Scale::Number { low, high, log, integer, template })
    }

    /// Number of values; none where they are not counted.
    fn size(&self) -> Option<u64> {
        match self {
            Scale::Number { low, high, integer: true, .. } => Some((high - low) as u64 + 1),
            Scale::Number { .. } => None,
            Scale::Ordered(choices) | Scale::Categories(choices) => Some(choices.len() as u64),
        }
    }

    /// Where a text is. One that is no value of the scale is in the middle, or is the category after the last.
    #[must_use]
    pub fn coordinate(&self, text: &str) -> f64 {
        match self {
            Scale::Number { low, high, log, .. } => {
                let Some(value) = number(text) else { return 0.5 };
                let value = value.clamp(*low, *high);
                if *log {
                    libm::log(value / low) / libm::log(high / low)
                } else {
                    (value - low) / (high - low)
                }
            }
            Scale::Ordered(choices) => {
                let index = choices.iter().position(|choice| same(choice, text));
                index.map_or(0.5, |index| index as f64 / (choices.len() - 1) as f64)
            }
            Scale::Categories(choices) => {
                choices.iter().position(|choice| same(choice, text)).unwrap_or(choices.len()) as f64
            }
        }
    }

    /// The difference that is worth writing on a linear scale: a thousandth of the range.
    fn step(&self) -> f64 {
        match self {
            Scale::Number { low, high, log: false, .. } => (high - low) / 1000.0,
            _ => f64::INFINITY,
        }
    }

    /// The source text at a coordinate.
    #[must_use]
    pub fn text(&self, x: f64) -> String {
        match self {
            Scale::Number { low, high, log, integer, template } => {
                let x = x.clamp(0.0, 1.0);
                let value = if *log { low * libm::pow(high / low, x) } else { low + x * (high - low) };
                template.replacen("{}", &readable(value.clamp(*low, *high), *integer, self.step()), 1)
            }
            Scale::Ordered(choices) => {
                choices[((x.clamp(0.0, 1.0) * (choices.len() - 1) as f64).round()) as usize].clone()
            }
            Scale::Categories(choices) => choices[(x as usize).min(choices.len() - 1)].clone(),
        }
    }

    /// The text of a number on this scale, kept inside the bounds. None where the scale has no such value.
    #[must_use]
    pub fn text_of(&self, value: f64) -> Option<String> {
        match self {
            Scale::Number { low, high, integer, template, .. } => {
                Some(template.replacen("{}", &readable(value.clamp(*low, *high), *integer, self.step()), 1))
            }
            Scale::Ordered(choices) => {
                let far = |text: &str| number(text).map_or(f64::INFINITY, |x| (x - value).abs());
                let near = choices.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
                near.filter(|text| number(text).is_some()).cloned()
            }
            Scale::Categories(_) => None,
        }
    }

    /// Number of categories; none for a scale with an order.
    #[must_use]
    pub fn categories(&self) -> Option<usize> {
        if let Scale::Categories(choices) = self { Some(choices.len()) } else { None }
    }

    /// A text as the scale spells it; none where it is no value of the scale.
    #[must_use]
    pub fn spelled(&self, text: &str) -> Option<String> {
        match self {
            Scale::Number { low, high, .. } => {
                number(text).filter(|x| (*low..=*high).contains(x)).and_then(|x| self.text_of(x))
            }
            Scale::Ordered(choices) | Scale::Categories(choices) => {
                choices.iter().find(|c| same(c, text)).cloned()
            }
        }
    }
}

/// A number as a person would write it: three significant digits, more where `step` is finer, an exponent where it is
/// shorter.
fn readable(value: f64, integer: bool, step: f64) -> String {
    if integer {
        return format!("{}", value.round() as i64);
    }
    if value == 0.0 {
        return "0.0".to_owned();
    }
    let magnitude = libm::log10(value.abs()).floor() as i32;
    if (-4..6).contains(&magnitude) {
        let fine = if step < 1.0 { -libm::log10(step).floor() as i32 } else { 0 };
        let digits = usize::try_from((2 - magnitude).max(fine)).unwrap_or(0);
        let text = format!("{value:.digits$}");
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        return if short.contains('.') { short.to_owned() } else { format!("{short}.0") };
    }
    let text = format!("{value:.2e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
#[path = "space/tests.rs"]
mod tests;
