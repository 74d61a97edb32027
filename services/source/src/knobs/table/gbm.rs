//! XGBoost, LightGBM and CatBoost. Ranges follow their tuning guides.

use super::*;

const XGB_ROOTS: &[&str] = &["xgboost"];
const LGBM_ROOTS: &[&str] = &["lightgbm"];
const CAT_ROOTS: &[&str] = &["catboost"];

const ROUNDS: Param = p("n_estimators|num_boost_round|num_round", EPOCHS, "rounds of boosting: few underfit")
    .default("100")
    .integers(10.0, 3000.0)
    .sane(50.0, 1e5)
    .good(&["300", "800"]);
const RATE: Param = p("learning_rate|eta", LEARNING_RATE, "how much each tree counts")
    .default("0.3")
    .log(1e-3, 1.0)
    .sane(0.02, 0.5)
    .good(&["0.1", "0.05"]);
const TREE_DEPTH: Param = p("max_depth|depth", DEPTH, "questions a tree may ask")
    .default("6")
    .integers(1.0, 14.0)
    .sane(3.0, 12.0)
    .good(&["6", "4", "8"]);
const ROWS: Param = p("subsample|bagging_fraction", REGULARISATION, "part of the samples each tree sees")
    .default("1.0")
    .linear(0.3, 1.0)
    .sane(0.4, 1.0)
    .good(&["0.8"]);
const COLUMNS: Param =
    p("colsample_bytree|feature_fraction", REGULARISATION, "part of the features each tree sees")
        .default("1.0")
        .linear(0.2, 1.0)
        .sane(0.3, 1.0)
        .good(&["0.8", "0.5"]);
const LAMBDA: Param = p("reg_lambda|lambda|lambda_l2", REGULARISATION, "L2 penalty on the leaves")
    .default("1.0")
    .log(1e-3, 1e3)
    .sane(0.0, 20.0)
    .good(&["1.0", "5.0"]);
const CHILD: Param = p("min_child_weight", REGULARISATION, "weight a leaf must have")
    .default("1")
    .integers(1.0, 50.0)
    .sane(0.0, 10.0)
    .good(&["1", "3"]);

const XGB: &[Param] = &[ROUNDS, RATE, TREE_DEPTH, ROWS, COLUMNS, LAMBDA, CHILD];
const LGBM: &[Param] = &[
    ROUNDS,
    RATE.default("0.1"),
    p("num_leaves", DEPTH, "leaves of a tree")
        .default("31")
        .integers(4.0, 255.0)
        .sane(12.0, 255.0)
        .good(&["31", "15", "63"]),
    p("min_child_samples|min_data_in_leaf", REGULARISATION, "samples a leaf must have")
        .default("20")
        .integers(1.0, 100.0)
        .sane(1.0, 30.0)
        .good(&["20", "5", "10"]),
    ROWS,
    COLUMNS,
    LAMBDA.default("0.0").linear(0.0, 100.0),
    TREE_DEPTH.default("-1").choices(&["-1", "3", "5", "8", "12"]).sane(-1.0, 100.0).good(&["-1"]),
];
const CAT: &[Param] = &[
    p("iterations|n_estimators", EPOCHS, "rounds of boosting: few underfit")
        .at(0)
        .default("1000")
        .integers(10.0, 3000.0)
        .sane(100.0, 1e5)
        .good(&["500", "1000"]),
    p("learning_rate", LEARNING_RATE, "how much each tree counts")
        .log(1e-3, 1.0)
        .sane(0.02, 0.5)
        .good(&["0.1", "0.05"]),
    p("depth|max_depth", DEPTH, "questions a tree may ask")
        .default("6")
        .integers(1.0, 10.0)
        .sane(4.0, 10.0)
        .good(&["6", "8"]),
    p("l2_leaf_reg", REGULARISATION, "L2 penalty on the leaves")
        .default("3.0")
        .log(0.1, 100.0)
        .sane(0.0, 20.0)
        .good(&["3.0", "1.0"]),
];

const fn c(name: &'static str, roots: &'static [&'static str], params: &'static [Param]) -> Callee {
    Callee { name, roots, params }
}

pub(crate) const CALLEES: &[Callee] = &[
    c("XGBClassifier", XGB_ROOTS, XGB),
    c("XGBRegressor", XGB_ROOTS, XGB),
    c("LGBMClassifier", LGBM_ROOTS, LGBM),
    c("LGBMRegressor", LGBM_ROOTS, LGBM),
    c("CatBoostClassifier", CAT_ROOTS, CAT),
    c("CatBoostRegressor", CAT_ROOTS, CAT),
];

/// `xgboost.train(params, dtrain, num_boost_round)` and LightGBM's: the rounds; the rest is in a dictionary.
pub(crate) const TRAIN: &[Callee] =
    &[c("train", XGB_ROOTS, &[ROUNDS_OF_TRAIN]), c("train", LGBM_ROOTS, &[ROUNDS_OF_TRAIN])];

const ROUNDS_OF_TRAIN: Param = p("num_boost_round", EPOCHS, "rounds of boosting: few underfit")
    .at(2)
    .default("10")
    .integers(10.0, 3000.0)
    .sane(50.0, 1e5)
    .good(&["300", "800"]);
