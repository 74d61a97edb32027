//! What decides about data, shapes, splits, seeds or the evaluation, and so is never a knob.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};

/// Calls whose arguments decide what is trained on or measured; compared with the last part of the name.
pub(super) const FROZEN_CALLS: &[&str] = &[
    "train_test_split",
    "random_split",
    "KFold",
    "StratifiedKFold",
    "ShuffleSplit",
    "StratifiedShuffleSplit",
    "GroupKFold",
    "TimeSeriesSplit",
    "cross_val_score",
    "cross_validate",
    "seed",
    "manual_seed",
    "set_seed",
    "set_random_seed",
    "seed_everything",
    "default_rng",
    "RandomState",
    "reshape",
    "view",
    "Input",
    "InputLayer",
    "randint",
    "rand",
    "randn",
    "random",
    "choice",
    "sample",
    "zeros",
    "ones",
    "arange",
    "linspace",
    "Resize",
    "RandomCrop",
    "CenterCrop",
    "pad_sequences",
    "to_categorical",
    "one_hot",
    "Embedding",
    "Subset",
    "make_classification",
    "make_regression",
    "make_blobs",
    "make_moons",
    "make_circles",
    "load_data",
    "read_csv",
    "head",
    "take",
    "skip",
    "array_split",
];

/// Keywords of any call that do so.
pub(super) const FROZEN_KEYWORDS: &[&str] = &[
    "random_state",
    "test_size",
    "train_size",
    "seed",
    "input_shape",
    "input_dim",
    "shape",
    "num_classes",
    "n_classes",
    "n_samples",
    "validation_split",
    "maxlen",
    "target_size",
    "image_size",
    "n_splits",
    "cv",
    "subset",
    "nrows",
    "size",
    "in_features",
    "in_channels",
];

/// Collects every name in an expression, and `args.name` as `name`.
pub(super) struct Names<'n>(pub(super) &'n mut BTreeSet<String>);

impl Visitor<'_> for Names<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            // `config["seed"]` decides about nothing else in `config`.
            Expr::Subscript(subscript) => {
                if let Expr::StringLiteral(key) = &*subscript.slice {
                    self.0.insert(key.value.to_str().to_owned());
                    return;
                }
            }
            Expr::Call(call) => {
                if let (Expr::Attribute(get), Some(Expr::StringLiteral(key))) =
                    (&*call.func, call.arguments.args.first())
                    && get.attr.as_str() == "get"
                {
                    self.0.insert(key.value.to_str().to_owned());
                    return;
                }
            }
            Expr::Name(name) => drop(self.0.insert(name.id.to_string())),
            Expr::Attribute(attribute) => drop(self.0.insert(attribute.attr.to_string())),
            _ => {}
        }
        walk_expr(self, expr);
    }
}
