//! Where a setting is in a call or a dictionary, and where one goes that is not written.

use anneal_proto::v1::Place;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::facts::Facts;
use super::fields::entries;
use super::table::Param;

/// The argument of a parameter, by name or by position.
pub(crate) fn argument<'a>(call: &'a ExprCall, param: &Param) -> Option<&'a Expr> {
    let named = call
        .arguments
        .keywords
        .iter()
        .find(|k| k.arg.as_ref().is_some_and(|arg| param.is_named(arg.as_str())));
    let positional = || {
        let before = &call.arguments.args;
        let known = !before.iter().any(Expr::is_starred_expr);
        param.at.filter(|_| known).and_then(|at| before.get(at))
    };
    named.map(|k| &k.value).or_else(positional)
}

/// Where a setting goes that is not written: after the last argument, before a trailing comma.
pub(crate) fn in_call(facts: &Facts<'_>, call: &ExprCall, keyword: &str) -> Place {
    behind_last(facts, call.arguments.range(), &format!("{keyword}={{}}"))
}

/// Where a setting goes that a dictionary lacks. None for one that is empty or not written out.
pub(crate) fn in_dictionary(facts: &Facts<'_>, made: &Expr, param: &Param) -> Option<Place> {
    // A dictionary of another file has other offsets.
    let range = made.range().start().to_usize()..made.range().end().to_usize();
    let (first, _) = *entries(made).first()?;
    facts.module.text.get(range)?.contains(first).then_some(())?;
    match made {
        Expr::Call(call) => Some(in_call(facts, call, param.keyword())),
        Expr::Dict(dict) => {
            let key = dict.items.first()?.key.as_ref()?;
            let quote = facts.module.text.get(key.range().start().to_usize()..)?.chars().next()?;
            let item = format!("{quote}{}{quote}: {{}}", param.keyword());
            matches!(quote, '"' | '\'').then(|| behind_last(facts, dict.range(), &item))
        }
        _ => None,
    }
}

/// What goes before an item behind another that ends here: a new line, where the author begins one for each.
fn separator(facts: &Facts<'_>, bracket: usize, at: usize) -> String {
    let text = facts.module.text;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[start..at];
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let rest = text[at..end].trim();
    let indent = &line[..line.len() - line.trim_start().len()];
    // A comment behind the item stays on its line.
    let alone = bracket < start && !line.contains(',') && (rest.is_empty() || rest == ",");
    if alone { format!(",{}{indent}", facts.module.newline()) } else { ", ".to_owned() }
}

/// An insertion inside of brackets, behind what is last in them.
fn behind_last(facts: &Facts<'_>, brackets: TextRange, item: &str) -> Place {
    let inside = TextRange::new(brackets.start() + TextSize::from(1), brackets.end() - TextSize::from(1));
    let tokens = facts.module.parsed.as_ref().map_or(&[][..], |parsed| parsed.tokens().in_range(inside));
    let last =
        tokens.iter().rev().find(|token| !token.kind().is_trivia() && token.kind() != TokenKind::Comma);
    let at = last.map_or(inside.start(), |token| token.range().end()).to_usize();
    let template = match last {
        Some(_) => format!("{}{item}", separator(facts, brackets.start().to_usize(), at)),
        None => item.to_owned(),
    };
    facts.module.insertion(at, &template)
}
