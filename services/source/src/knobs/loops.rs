//! Lengths of training loops: `for epoch in range(N_EPOCHS)`.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Operator, StmtFor};
use ruff_text_size::Ranged;

use super::facts::{Facts, Scope, method};
use super::table::{BATCH_SIZE, EPOCHS, Param, p};
use super::{Found, Origin};

/// The length of a loop that trains.
pub(crate) const LENGTH: Param =
    p("epochs", EPOCHS, "passes over the data: too few and the loss still falls")
        .integers(1.0, 500.0)
        .sane(15.0, 1e6)
        .good(&["30", "100"]);

/// The step of a loop through the data.
pub(crate) const STEP: Param =
    p("batch_size", BATCH_SIZE, "samples a step: smaller batches mean more steps an epoch")
        .integers(4.0, 1024.0)
        .sane(8.0, 256.0)
        .good(&["32", "64"]);

/// What a loop counts where it does not count steps of one training.
const NOT_STEPS: &[&str] = &["fold", "split", "seed", "run", "trial", "repeat", "rep"];

/// Adds the length of each outermost loop that trains.
pub(crate) fn find(facts: &Facts<'_>, found: &mut Found) {
    let trains = |each: &StmtFor| {
        let Expr::Name(target) = &*each.target else { return false };
        let target = target.id.to_ascii_lowercase();
        let named = target.contains("epoch") || target == "ep";
        !NOT_STEPS.iter().any(|word| target.contains(word)) && (named || steps(each))
    };
    batches(facts, found);
    let mut covered = 0;
    let mut loops: Vec<&(&StmtFor, Scope)> = facts.loops.iter().collect();
    loops.sort_by_key(|(each, _)| each.range().start());
    for (each, scope) in loops {
        let start = each.range().start().to_usize();
        if start < covered || !trains(each) {
            continue;
        }
        covered = each.range().end().to_usize();
        if let Some(origin) = length(facts, &each.iter, *scope) {
            let call = found.number("training");
            found.written(&call, &LENGTH, &[origin]);
        }
    }
}

/// `for i in range(0, n, batch_size)` around training steps.
fn batches(facts: &Facts<'_>, found: &mut Found) {
    for (each, scope) in facts.loops.iter().filter(|(each, _)| steps(each)) {
        let Expr::Call(range) = &*each.iter else { continue };
        let step = range.arguments.args.get(2).filter(|_| matches!(method(range), "range" | "trange"));
        if let Some(origin) = step.and_then(|step| facts.origin(step, *scope)) {
            found.written("training", &STEP, &[origin]);
        }
    }
}

/// What decides how often `range(...)`, also inside `tqdm(...)` and its like, runs.
fn length<'a>(facts: &Facts<'a>, iter: &'a Expr, scope: Scope) -> Option<Origin<'a>> {
    let Expr::Call(call) = iter else { return None };
    let args = &call.arguments.args;
    match (method(call), args.len()) {
        ("range" | "trange", 1) => facts.origin(&args[0], scope),
        ("range" | "trange", 2) => facts.origin(plus_one(&args[1]), scope),
        ("tqdm" | "enumerate" | "track", _) => length(facts, args.first()?, scope),
        _ => None,
    }
    .filter(|origin| origin.text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `epochs` of `range(1, epochs + 1)`.
fn plus_one(expr: &Expr) -> &Expr {
    match expr {
        Expr::BinOp(sum) if sum.op == Operator::Add => &sum.left,
        other => other,
    }
}

/// Whether a loop's body takes training steps.
fn steps(each: &StmtFor) -> bool {
    struct Steps(bool);
    impl Visitor<'_> for Steps {
        fn visit_expr(&mut self, expr: &Expr) {
            if let Expr::Call(call) = expr {
                self.0 |=
                    matches!(method(call), "backward" | "partial_fit" | "train_on_batch" | "apply_gradients");
            }
            walk_expr(self, expr);
        }
    }
    let mut steps = Steps(false);
    each.body.iter().for_each(|statement| steps.visit_stmt(statement));
    steps.0
}
