//! Length and depth of every function in a Rust file.

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// One function.
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// Where it begins.
    pub(crate) line: usize,
    /// Lines from its signature to its closing brace.
    pub(crate) lines: usize,
    /// Blocks inside of each other, its own body not counted.
    pub(crate) depth: usize,
}

/// All functions of a file, nested ones too.
pub(crate) fn functions(text: &str) -> syn::Result<Vec<Function>> {
    let mut finder = Finder::default();
    finder.visit_file(&syn::parse_file(text)?);
    Ok(finder.functions)
}

#[derive(Default)]
struct Finder {
    functions: Vec<Function>,
}

impl Finder {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let start = signature.span().start().line;
        let mut nesting = Nesting::default();
        block.stmts.iter().for_each(|statement| nesting.visit_stmt(statement));
        self.functions.push(Function {
            name: signature.ident.to_string(),
            line: start,
            lines: block.span().end().line - start + 1,
            depth: nesting.deepest,
        });
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

/// Counts control flow inside of control flow.
#[derive(Default)]
struct Nesting {
    depth: usize,
    deepest: usize,
}

impl Nesting {
    fn inside(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        walk(self);
        self.depth -= 1;
    }
}

impl<'ast> Visit<'ast> for Nesting {
    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        use syn::Expr::{Async, Closure, ForLoop, If, Loop, Match, While};
        match expression {
            // `else if` is the same level, not one deeper.
            If(branch) => {
                self.inside(|this| {
                    this.visit_expr(&branch.cond);
                    this.visit_block(&branch.then_branch);
                });
                if let Some((_, otherwise)) = &branch.else_branch {
                    match otherwise.as_ref() {
                        If(_) => self.visit_expr(otherwise),
                        other => self.inside(|this| this.visit_expr(other)),
                    }
                }
            }
            Match(_) | ForLoop(_) | While(_) | Loop(_) | Closure(_) | Async(_) => {
                self.inside(|this| visit::visit_expr(this, expression));
            }
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_item(&mut self, _item: &'ast syn::Item) {
        // A function inside of a function is counted as its own.
    }
}
