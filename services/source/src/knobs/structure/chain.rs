//! Chains of layers: the list of a `Sequential`, its `.add` calls, functional blocks `x = Dense(8)(x)`, and the
//! arguments of `nn.Sequential`.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::Ranged;

use super::super::Found;
use super::super::facts::{Facts, method};
use super::super::values::keyword;
use super::{Insertion, removal};
use crate::edit::GONE;

/// Sized layers that may be followed by others.
const KERAS: &[&str] = &["Dense", "Conv1D", "Conv2D"];
const TORCH: &[&str] = &["Linear", "Conv1d", "Conv2d"];
/// Layers of torch without sizes that belong to the sized one before them.
const FOLLOWS: &[&str] = &[
    "ReLU",
    "Tanh",
    "Sigmoid",
    "LeakyReLU",
    "ELU",
    "GELU",
    "SiLU",
    "BatchNorm1d",
    "BatchNorm2d",
    "LayerNorm",
    "MaxPool1d",
    "MaxPool2d",
    "AvgPool2d",
    "BatchNormalization",
    "Activation",
    "MaxPooling1D",
    "MaxPooling2D",
];

const ACTIVATIONS: &[&str] = &["ReLU", "Tanh", "Sigmoid", "LeakyReLU", "ELU", "GELU", "SiLU"];

/// One layer of a chain.
pub(super) struct Link<'a> {
    call: &'a ExprCall,
    name: &'a str,
    /// Bytes of the statement or of the element that it is.
    start: usize,
    end: usize,
    /// What is around the layer: `{}` stands for it.
    around: String,
}

/// Adds what could be done to each chain of the file.
pub(crate) fn find<'a>(facts: &Facts<'a>, found: &mut Found) {
    let Some(parsed) = &facts.module.parsed else { return };
    let mut chains = Chains { facts, chains: Vec::new() };
    chains.block(parsed.suite());
    parsed.suite().iter().for_each(|statement| chains.visit_stmt(statement));
    for site in &facts.calls {
        chains.sequential(site.call);
    }
    for chain in chains.chains {
        Chain { facts, links: &chain }.find(found);
    }
}

struct Chains<'f, 'a> {
    facts: &'f Facts<'a>,
    chains: Vec<Vec<Link<'a>>>,
}

impl<'a> Visitor<'a> for Chains<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        walk_stmt(self, statement);
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        self.block(body);
        body.iter().for_each(|statement| self.visit_stmt(statement));
    }
}

impl<'a> Chains<'_, 'a> {
    /// Statements of one block: `model.add(...)` and `x = Dense(...)(x)`.
    fn block(&mut self, body: &'a [Stmt]) {
        let links: Vec<Link<'a>> = body.iter().filter_map(|statement| self.link(statement)).collect();
        if links.len() > 1 {
            self.chains.push(links);
        }
    }

    fn link(&self, statement: &'a Stmt) -> Option<Link<'a>> {
        let range = statement.range();
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let (layer, around) = match statement {
            Stmt::Expr(expression) => {
                let Expr::Call(add) = &*expression.value else { return None };
                let (Expr::Attribute(on), [Expr::Call(layer)]) = (&*add.func, &*add.arguments.args) else {
                    return None;
                };
                let Expr::Name(model) = &*on.value else { return None };
                (on.attr.as_str() == "add").then_some(())?;
                (layer, format!("{}.add({{}})", model.id.as_str()))
            }
            Stmt::Assign(assign) => {
                let (Expr::Call(applied), [Expr::Name(target)]) = (&*assign.value, &*assign.targets) else {
                    return None;
                };
                let Expr::Call(layer) = &*applied.func else { return None };
                // The next layer takes what this one gives under the name it has.
                (layer, format!("{0} = {{}}({0})", target.id.as_str()))
            }
            _ => return None,
        };
        let (root, name) = self.facts.callee(layer)?;
        matches!(root.as_str(), "keras" | "tensorflow").then_some(Link {
            call: layer,
            name,
            start,
            end,
            around,
        })
    }

    /// `Sequential([...])` and `nn.Sequential(...)`.
    fn sequential(&mut self, call: &'a ExprCall) {
        if method(call) != "Sequential" || !call.arguments.keywords.is_empty() {
            return;
        }
        let elements = match &*call.arguments.args {
            [Expr::List(list)] => &list.elts[..],
            several => several,
        };
        let link = |element: &'a Expr| {
            let Expr::Call(call) = element else { return None };
            Some(Link::of(call, self.facts.callee(call).map_or_else(|| method(call), |(_, name)| name)))
        };
        if let Some(links) =
            elements.iter().map(link).collect::<Option<Vec<_>>>().filter(|links| links.len() > 1)
        {
            self.chains.push(links);
        }
    }
}

pub(super) struct Chain<'f, 'a> {
    pub(super) facts: &'f Facts<'a>,
    pub(super) links: &'f [Link<'a>],
}

impl<'a> Chain<'_, 'a> {
    fn find(&self, found: &mut Found) {
        let sized = |link: &Link<'_>| is_sized(link.name);
        let Some(output) = self.links.iter().rposition(sized) else { return };
        let hidden: Vec<usize> = (0..output).filter(|n| sized(&self.links[*n])).collect();
        // One place of each kind is enough: the last layer that is not the output.
        if let Some(last) = hidden.last().copied() {
            self.after(last, found);
        }
        for n in hidden.into_iter().skip(1).filter(|n| KERAS.contains(&self.links[*n].name)) {
            self.remove(n, found);
        }
        let plain =
            |n: &usize| matches!(self.links[*n].name, "BatchNormalization" | "BatchNorm1d" | "BatchNorm2d");
        (1..output).filter(plain).for_each(|n| self.remove(n, found));
    }

    /// What could come behind a hidden layer and what belongs to it.
    fn after(&self, n: usize, found: &mut Found) {
        let link = &self.links[n];
        let rest = &self.links[n + 1..];
        let own = rest.iter().take_while(|link| FOLLOWS.contains(&link.name)).count();
        let Some(anchor) = self.links.get(n + own) else { return };
        let has = |name: &str| self.links[n..].iter().take(own + 2).any(|link| link.name.starts_with(name));
        let call = self.called(link, found);
        for insertion in Insertion::ALL {
            let there = match insertion {
                Insertion::Dropout => has("Dropout"),
                Insertion::Normalisation => has("BatchNorm"),
                Insertion::Again => link.name.starts_with("Conv"),
            };
            let Some(text) = (!there).then(|| self.text(insertion, n, own, found)).flatten() else {
                continue;
            };
            let Some(place) = self.behind(anchor, &text) else { continue };
            let line = self.facts.module.line(anchor.end);
            let imported = self.import(link, insertion);
            let Some(imported) = imported else { continue };
            found.push(insertion.knob(&call, line, [vec![place], imported].concat()));
        }
    }

    /// The layer's name in other knobs' ids, or the name of its call.
    pub(super) fn called(&self, link: &Link<'a>, found: &Found) -> String {
        let within = link.call.arguments.range();
        let (start, end) = (within.start().to_usize(), within.end().to_usize());
        // What a layer gives is behind what it takes, which belongs to the layer before.
        let known = (start..end).rev().find_map(|byte| found.at(self.facts.module.path, byte));
        let of = |id: &str| id.rsplit_once('.').map(|(call, _)| call.to_owned());
        let known = known.and_then(|knob| of(&knob.id)).filter(|call| call.starts_with(link.name));
        known.unwrap_or_else(|| format!("{}_line{}", link.name, self.facts.module.line(link.start)))
    }

    /// The layer that comes in, as source text. Where a width is a knob, the knob's id stands for it.
    pub(super) fn text(&self, insertion: Insertion, n: usize, own: usize, found: &Found) -> Option<String> {
        let link = &self.links[n];
        let torch = TORCH.contains(&link.name);
        let prefix = self.prefix(link);
        let dimensions = if link.name.ends_with("2d") { "2d" } else { "1d" };
        match insertion {
            Insertion::Dropout => Some(format!("{prefix}Dropout({{}})")),
            Insertion::Normalisation if torch => {
                Some(format!("{prefix}BatchNorm{dimensions}({})", self.width(link, found)?))
            }
            Insertion::Normalisation => Some(format!("{prefix}BatchNormalization()")),
            Insertion::Again if torch => {
                let width = self.width(link, found)?;
                let mut own = self.links[n + 1..].iter().take(own);
                let activation = own.find(|link| ACTIVATIONS.contains(&link.name))?;
                let activation = self.source(activation.call);
                Some(format!("{prefix}Linear({width}, {width}){}{activation}", self.between(link)))
            }
            Insertion::Again => self.repeated(link, found),
        }
    }

    /// A layer of the same size as what it is put behind.
    pub(super) fn same(&self, link: &Link<'a>, found: &Found) -> Option<String> {
        if TORCH.contains(&link.name) {
            let width = self.width(link, found)?;
            return Some(format!("{}Linear({width}, {width})", self.prefix(link)));
        }
        self.repeated(link, found)
    }

    /// The layer once more, without what it says about the input.
    fn repeated(&self, link: &Link<'a>, found: &Found) -> Option<String> {
        let given = |name: &str| keyword(link.call, name).is_some();
        if given("input_shape") || given("input_dim") || given("name") {
            return None;
        }
        let source = self.source(link.call);
        let units = keyword(link.call, "units").or(link.call.arguments.args.first())?;
        let at = units.range().start().to_usize() - link.start_of_call();
        if source.contains('{') {
            return None;
        }
        let text = self.size(units, found)?;
        Some(format!("{}{text}{}", &source[..at], &source[at + units.range().len().to_usize()..]))
    }

    /// What the layer gives, as text that is right wherever the width comes from.
    fn width(&self, link: &Link<'a>, found: &Found) -> Option<String> {
        let named = ["out_features", "out_channels"].iter().find_map(|name| keyword(link.call, name));
        self.size(link.call.arguments.args.get(1).or(named)?, found)
    }

    fn size(&self, size: &'a Expr, found: &Found) -> Option<String> {
        let range = size.range().start().to_usize()..size.range().end().to_usize();
        if matches!(size, Expr::NumberLiteral(_)) {
            let knob = found.at(self.facts.module.path, range.start);
            return Some(knob.map_or_else(
                || self.facts.module.text[range].to_owned(),
                |knob| format!("{{{}}}", knob.id),
            ));
        }
        let text = &self.facts.module.text[range];
        matches!(size, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_)).then(|| text.to_owned())
    }

    fn source(&self, call: &ExprCall) -> &'a str {
        &self.facts.module.text[call.range().start().to_usize()..call.range().end().to_usize()]
    }

    /// `layers.` of `layers.Dense(8)`.
    fn prefix(&self, link: &Link<'a>) -> &'a str {
        let Expr::Attribute(attribute) = &*link.call.func else { return "" };
        let range = attribute.value.range();
        &self.facts.module.text[range.start().to_usize()..range.end().to_usize() + 1]
    }

    /// Adds the layer's name to the import that the anchor's name comes from. None where it cannot be.
    pub(super) fn import(
        &self,
        link: &Link<'a>,
        insertion: Insertion,
    ) -> Option<Vec<anneal_proto::v1::Place>> {
        if !self.prefix(link).is_empty() || insertion == Insertion::Again && KERAS.contains(&link.name) {
            return Some(Vec::new());
        }
        let name = match (insertion, TORCH.contains(&link.name), link.name.ends_with("2d")) {
            (Insertion::Dropout, ..) => "Dropout",
            (Insertion::Normalisation, false, _) => "BatchNormalization",
            (Insertion::Normalisation, true, true) => "BatchNorm2d",
            (Insertion::Normalisation, true, false) => "BatchNorm1d",
            (Insertion::Again, ..) => return Some(Vec::new()),
        };
        self.facts.importing(link.name, name)
    }

    /// The space before what begins its line at a byte; none where it does not begin it.
    fn indent(&self, at: usize) -> Option<&'a str> {
        let text = self.facts.module.text;
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        text.get(start..at).filter(|before| before.trim().is_empty())
    }

    /// What is between an element and the next: a new line, where the author begins one for each.
    fn between(&self, link: &Link<'a>) -> String {
        match self.indent(link.start) {
            Some(indent) => format!(",{}{indent}", self.facts.module.newline()),
            None => ", ".to_owned(),
        }
    }

    /// The insertion of a layer behind another, in the author's layout.
    fn behind(&self, link: &Link<'a>, layer: &str) -> Option<anneal_proto::v1::Place> {
        let text = self.facts.module.text;
        let indent = self.indent(link.start);
        let line_end = text[link.end..].find(['\r', '\n']).map_or(text.len(), |at| link.end + at);
        if !link.around.is_empty() {
            let rest = text[link.end..line_end].trim_start();
            (rest.is_empty() || rest.starts_with('#')).then_some(())?;
            let statement = link.around.replacen("{}", layer, 1);
            let template = format!("{}{}{statement}", self.facts.module.newline(), indent?);
            return Some(self.facts.module.insertion(line_end, &template));
        }
        let comma =
            link.end + text[link.end..].find(',').filter(|at| text[link.end..][..*at].trim().is_empty())?;
        let rest = text[comma + 1..line_end.max(comma + 1)].trim_start();
        match indent {
            Some(indent) if rest.is_empty() || rest.starts_with('#') => {
                let template = format!("{}{indent}{layer},", self.facts.module.newline());
                Some(self.facts.module.insertion(line_end, &template))
            }
            _ => Some(self.facts.module.insertion(link.end, &format!(", {layer}"))),
        }
    }

    /// Takes a layer out that has its lines to itself.
    fn remove(&self, n: usize, found: &mut Found) {
        let link = &self.links[n];
        let text = self.facts.module.text;
        let Some(indent) = self.indent(link.start) else { return };
        let functional = link.around.contains(" = ");
        if functional && !self.applied_to_own_name(link) {
            return;
        }
        let start = link.start - indent.len();
        let rest = &text[link.end..];
        let rest = rest.strip_prefix(',').filter(|_| link.around.is_empty()).unwrap_or(rest);
        let Some(newline) = rest.find('\n').filter(|at| rest[..*at].trim().is_empty()) else { return };
        let end = text.len() - rest.len() + newline + 1;
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let place = self.facts.module.insertion(start, GONE);
        let call = self.called(link, found);
        let place = anneal_proto::v1::Place { end: at(end), line: self.facts.module.line(start), ..place };
        found.push(removal(&call, self.facts.module.line(link.start), place));
    }

    /// `x = Dense(8)(x)`: without it, `x` is what it was.
    fn applied_to_own_name(&self, link: &Link<'a>) -> bool {
        let target = link.around.split(' ').next().unwrap_or_default();
        let after = &self.facts.module.text[link.call.range().end().to_usize()..link.end];
        after.trim() == format!("({target})")
    }
}

/// Whether this is a layer with a size of its own.
pub(super) fn is_sized(name: &str) -> bool {
    KERAS.contains(&name) || TORCH.contains(&name)
}

impl<'a> Link<'a> {
    /// A layer by itself.
    pub(super) fn of(call: &'a ExprCall, name: &'a str) -> Self {
        let range = call.range();
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        Self { call, name, start, end, around: String::new() }
    }

    fn start_of_call(&self) -> usize {
        self.call.range().start().to_usize()
    }
}
