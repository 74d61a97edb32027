//! scikit-learn's trees and ensembles of trees. Ranges follow the user guide and auto-sklearn's search spaces.

use super::*;

const ROOTS: &[&str] = &["sklearn"];

const fn c(name: &'static str, params: &'static [Param]) -> Callee {
    Callee { name, roots: ROOTS, params }
}

const MAX_DEPTH: Param = p("max_depth", DEPTH, "questions a tree may ask: few underfit, many memorise")
    .default("None")
    .choices(&["1", "2", "3", "4", "6", "8", "12", "16", "24", "None"])
    .sane(6.0, 1e3)
    .good(&["None", "12", "8"]);
const LEAF: Param = p("min_samples_leaf", REGULARISATION, "samples a leaf must have: more smooth, and blur")
    .default("1")
    .integers(1.0, 50.0)
    .sane(1.0, 5.0)
    .good(&["1", "3"]);
const SPLIT: Param = p("min_samples_split", REGULARISATION, "samples a node must have to be split")
    .integers(2.0, 50.0)
    .sane(2.0, 10.0)
    .good(&["2"]);
const CRITERION: Param = p("criterion", SETTING, "how a split is judged")
    .default("'gini'")
    .choices(&["'gini'", "'entropy'"])
    .good(&["'entropy'", "'gini'"]);
const LEAVES: Param =
    p("max_leaf_nodes", DEPTH, "leaves a tree may have").integers(2.0, 1024.0).sane(31.0, 1e6).good(&["128"]);
const FEATURES: Param = p("max_features", SETTING, "features looked at for each split")
    .default("'sqrt'")
    .choices(&["'sqrt'", "'log2'", "0.5", "None"])
    .good(&["'sqrt'", "0.5"]);
const TREES: Param = p("n_estimators", SETTING, "trees that vote: more are steadier")
    .at(0)
    .default("100")
    .integers(10.0, 1000.0)
    .sane(50.0, 5000.0)
    .good(&["200", "500"]);
const RATE: Param = p("learning_rate", LEARNING_RATE, "how much each tree counts")
    .default("0.1")
    .log(1e-3, 1.0)
    .sane(0.03, 0.5)
    .good(&["0.1", "0.05"]);

const FOREST: &[Param] = &[TREES, MAX_DEPTH, LEAF, SPLIT, CRITERION, FEATURES, LEAVES];
const FOREST_REGRESSOR: &[Param] = &[
    TREES,
    MAX_DEPTH,
    LEAF,
    SPLIT,
    LEAVES,
    FEATURES.default("1.0").choices(&["1.0", "'sqrt'", "0.33", "0.5"]).good(&["0.5", "0.33", "'sqrt'"]),
];
const BOOSTING: &[Param] = &[
    TREES.at(1).good(&["200", "500"]),
    RATE,
    MAX_DEPTH
        .default("3")
        .choices(&["1", "2", "3", "4", "5", "6", "8"])
        .sane(2.0, 8.0)
        .good(&["3", "4", "2"]),
    p("subsample", REGULARISATION, "part of the samples each tree sees")
        .default("1.0")
        .linear(0.3, 1.0)
        .sane(0.5, 1.0)
        .good(&["0.8"]),
    LEAF,
    SPLIT,
];
const HISTOGRAM: &[Param] = &[
    p("max_iter", EPOCHS, "rounds of boosting")
        .default("100")
        .integers(10.0, 2000.0)
        .sane(50.0, 5000.0)
        .good(&["300", "600"]),
    RATE,
    p("max_leaf_nodes", DEPTH, "leaves of a tree")
        .default("31")
        .integers(3.0, 255.0)
        .sane(15.0, 255.0)
        .good(&["31", "15"]),
    MAX_DEPTH.default("None"),
    p("l2_regularization", REGULARISATION, "L2 penalty on the leaves")
        .default("0.0")
        .choices(&["0.0", "0.01", "0.1", "1.0", "10.0"])
        .good(&["0.1", "1.0"]),
];
const ADA: &[Param] = &[
    TREES.at(1).default("50").good(&["200", "400"]),
    RATE.default("1.0").log(1e-3, 3.0).sane(0.05, 2.0).good(&["0.5", "1.0"]),
];

pub(crate) const CALLEES: &[Callee] = &[
    c("RandomForestClassifier", FOREST),
    c("ExtraTreesClassifier", FOREST),
    c("RandomForestRegressor", FOREST_REGRESSOR),
    c("ExtraTreesRegressor", FOREST_REGRESSOR),
    c("DecisionTreeClassifier", &[MAX_DEPTH, LEAF, SPLIT, CRITERION, LEAVES]),
    c("DecisionTreeRegressor", &[MAX_DEPTH.good(&["None", "8", "4"]), LEAF.good(&["1", "5"]), SPLIT, LEAVES]),
    c("GradientBoostingClassifier", BOOSTING),
    c("GradientBoostingRegressor", BOOSTING),
    c("HistGradientBoostingClassifier", HISTOGRAM),
    c("HistGradientBoostingRegressor", HISTOGRAM),
    c("AdaBoostClassifier", ADA),
    c("AdaBoostRegressor", ADA),
    c("BaggingClassifier", &[TREES.at(1).default("10").good(&["100", "300"])]),
    c("BaggingRegressor", &[TREES.at(1).default("10").good(&["100", "300"])]),
];
