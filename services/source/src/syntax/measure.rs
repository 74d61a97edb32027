//! How deep a syntax tree is.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{Expr, Pattern, Stmt};

/// Whether statements and expressions are nested deeper than a limit. Looks no deeper itself.
pub(super) fn exceeds(suite: &[Stmt], limit: usize) -> bool {
    of(suite, limit) > limit
}

/// The depth, up to one more than the limit.
pub(super) fn of(suite: &[Stmt], limit: usize) -> usize {
    let mut measure = Measure { now: 0, deepest: 0, limit };
    suite.iter().for_each(|statement| measure.visit_stmt(statement));
    measure.deepest
}

struct Measure {
    now: usize,
    deepest: usize,
    limit: usize,
}

impl Measure {
    fn inside(&mut self, walk: impl FnOnce(&mut Self)) {
        self.now += 1;
        self.deepest = self.deepest.max(self.now);
        if self.deepest <= self.limit {
            walk(self);
        }
        self.now -= 1;
    }
}

impl<'a> Visitor<'a> for Measure {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.inside(|measure| walk_stmt(measure, statement));
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.inside(|measure| walk_expr(measure, expression));
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        self.inside(|measure| walk_pattern(measure, pattern));
    }
}
