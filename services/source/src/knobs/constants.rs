//! Expressions that are a constant as they stand.

use ruff_python_ast::{Expr, Number, Operator, UnaryOp};

/// Numbers, strings, booleans, None, and tuples and lists of them.
pub(crate) fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => {
            true
        }
        Expr::UnaryOp(unary) => {
            matches!(unary.op, UnaryOp::USub | UnaryOp::UAdd)
                && matches!(&*unary.operand, Expr::NumberLiteral(_))
        }
        Expr::Tuple(tuple) => !tuple.elts.is_empty() && tuple.elts.iter().all(is_literal),
        Expr::List(list) => !list.elts.is_empty() && list.elts.iter().all(is_literal),
        _ => false,
    }
}

/// The value of arithmetic on numbers, as Python source text: `2 ** 5` is `32`, `10 ** -3` is `0.001`.
pub(crate) fn computed(expr: &Expr) -> Option<String> {
    if !matches!(expr, Expr::BinOp(_)) {
        return None;
    }
    let (value, whole) = number(expr)?;
    if !value.is_finite() || value.abs() > 1e15 {
        return None;
    }
    let text = format!("{value}");
    Some(if whole || text.contains('.') { text } else { format!("{text}.0") })
}

/// A number, and whether it is an `int`.
fn number(expr: &Expr) -> Option<(f64, bool)> {
    match expr {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(int) => Some((f64::from(u32::try_from(int.as_u64()?).ok()?), true)),
            Number::Float(float) => Some((*float, false)),
            Number::Complex { .. } => None,
        },
        Expr::UnaryOp(unary) => {
            let (value, whole) = number(&unary.operand)?;
            match unary.op {
                UnaryOp::USub => Some((-value, whole)),
                UnaryOp::UAdd => Some((value, whole)),
                _ => None,
            }
        }
        Expr::BinOp(operation) => {
            let ((a, a_whole), (b, b_whole)) = (number(&operation.left)?, number(&operation.right)?);
            let whole = a_whole && b_whole;
            match operation.op {
                Operator::Add => Some((a + b, whole)),
                Operator::Sub => Some((a - b, whole)),
                Operator::Mult => Some((a * b, whole)),
                Operator::Div => Some((a / b, false)),
                Operator::FloorDiv => Some(((a / b).floor(), whole)),
                Operator::Pow => Some((a.powf(b), whole && b >= 0.0)),
                _ => None,
            }
        }
        _ => None,
    }
}
