//! What single pieces of syntax say.

use ruff_python_ast::Expr;

/// Longer texts of arguments and literals tell no rule anything.
const LONGEST_TEXT: usize = 200;

/// Whether a line prints, executes or raises as Python 2 did, or has a name that is a keyword since Python 3.7.
pub(super) fn is_python2(line: &str) -> bool {
    let line = line.trim();
    let is = |word: &str| {
        line.strip_prefix(word).is_some_and(|rest| {
            rest.starts_with([' ', '"', '\'']) && !rest.trim_start().starts_with(['=', '('])
        })
    };
    is("print")
        || is("exec")
        || line.starts_with("except ") && line.contains(", ")
        || line.contains("<>")
        || ["async=", "async =", ".async("].iter().any(|old| line.contains(old))
}

/// `a.b.c` of names and attributes.
pub(super) fn dotted(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => {
            let mut name = dotted(&attribute.value)?;
            name.push('.');
            name.push_str(attribute.attr.as_str());
            Some(name)
        }
        _ => None,
    }
}

/// `__name__ == "__main__"`.
pub(super) fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let sides = [Some(&*compare.left), compare.comparators.first()];
    sides.into_iter().flatten().any(|side| matches!(side, Expr::Name(name) if name.id.as_str() == "__name__"))
}

pub(super) fn number_of(number: &ruff_python_ast::Number) -> Option<f64> {
    match number {
        ruff_python_ast::Number::Int(int) => int.as_i64().map(|int| int as f64),
        ruff_python_ast::Number::Float(float) => Some(*float),
        ruff_python_ast::Number::Complex { .. } => None,
    }
}

pub(super) fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
