//! scikit-learn: everything but trees. Defaults are those of 1.0 to 1.9; ranges follow the user guide and
//! auto-sklearn's search spaces (Feurer et al. 2015).

use super::*;

const ROOTS: &[&str] = &["sklearn"];

const fn c(name: &'static str, params: &'static [Param]) -> Callee {
    Callee { name, roots: ROOTS, params }
}

/// `(4,)` and `(64, 32)` from narrow to wide; a single tuple keeps depth and width in one readable setting.
const LAYERS: &[&str] = &[
    "(8,)",
    "(16,)",
    "(32,)",
    "(64,)",
    "(64, 64)",
    "(100,)",
    "(128,)",
    "(128, 64)",
    "(128, 128)",
    "(256,)",
    "(256, 128)",
    "(256, 256)",
    "(128, 128, 128)",
    "(512,)",
];

// 100 units and at most 200 epochs are scikit-learn's own defaults (training ends earlier where the loss is flat). 0.01
// is the rate that Bengio (2012, "Practical recommendations for gradient-based training of deep architectures",
// section 3.1.1) starts multi-layer networks from; 0.001 is Adam's own (Kingma and Ba 2015) and scikit-learn's.
const MLP: &[Param] = &[
    p("hidden_layer_sizes", WIDTH, "too few units cannot separate the classes")
        .at(0)
        .default("(100,)")
        .choices(LAYERS)
        .sane(32.0, 1024.0)
        .good(&["(100,)", "(128, 128)", "(256, 128)"]),
    p("max_iter", EPOCHS, "the number of epochs: training stops there even when the loss still falls")
        .default("200")
        .integers(5.0, 1000.0)
        .sane(15.0, 2000.0)
        .good(&["200", "500"]),
    p(
        "learning_rate_init",
        LEARNING_RATE,
        "too small and it does not get there in the epochs it has, too large and it diverges",
    )
    .default("0.001")
    .log(1e-5, 1.0)
    .sane(8e-4, 0.03)
    .good(&["0.01", "0.001"]),
    p("alpha", REGULARISATION, "L2 penalty on the weights")
        .default("0.0001")
        .log(1e-6, 10.0)
        .sane(0.0, 0.1)
        .good(&["0.0001", "0.01"]),
    p("activation", ACTIVATION, "the hidden layers' non-linearity")
        .default("'relu'")
        .choices(&["'relu'", "'tanh'", "'logistic'"])
        .good(&["'relu'", "'tanh'"]),
    p("solver", OPTIMIZER, "how the weights are updated")
        .default("'adam'")
        .choices(&["'adam'", "'sgd'", "'lbfgs'"])
        .good(&["'adam'", "'lbfgs'"]),
    p("batch_size", BATCH_SIZE, "samples a step: smaller batches mean more steps an epoch")
        .integers(8.0, 512.0)
        .sane(8.0, 512.0)
        .good(&["32"]),
];

const C: Param = p("C", REGULARISATION, "inverse of the regularisation: small values underfit")
    .at(0)
    .default("1.0")
    .log(1e-3, 1e3)
    .sane(0.1, 1e3)
    .good(&["10.0", "100.0", "1.0"]);
const KERNEL: Param = p("kernel", SETTING, "the shape of the boundary")
    .at(1)
    .default("'rbf'")
    .choices(&["'rbf'", "'linear'", "'poly'"])
    .good(&["'rbf'", "'poly'", "'linear'"]);
const GAMMA: Param =
    p("gamma", SETTING, "how far one sample's influence reaches; too large memorises, too small is linear")
        .at(3)
        .default("'scale'")
        .choices(&["'scale'", "'auto'", "0.001", "0.01", "0.1", "1.0"])
        .sane(1e-4, 0.1)
        .good(&["'scale'", "'auto'", "0.01"]);
const ITERATIONS: Param = p("max_iter", EPOCHS, "iterations of the solver: too few and it has not converged")
    .integers(50.0, 10_000.0)
    .sane(100.0, 1e6)
    .good(&["1000", "5000"]);

const LOGISTIC: &[Param] = &[
    p("C", REGULARISATION, "inverse of the regularisation: small values underfit")
        .default("1.0")
        .log(1e-4, 1e3)
        .sane(0.05, 1e3)
        .good(&["1.0", "10.0", "0.1"]),
    ITERATIONS.default("100").good(&["1000"]),
    p("solver", OPTIMIZER, "the optimiser")
        .choices(&["'lbfgs'", "'liblinear'", "'saga'", "'newton-cg'"])
        .good(&["'lbfgs'", "'liblinear'", "'saga'", "'newton-cg'"]),
];

const SGD: &[Param] =
    &[
        p("loss", SETTING, "what is minimised")
            .choices(&["'hinge'", "'log_loss'", "'modified_huber'"])
            .good(&["'log_loss'", "'hinge'", "'modified_huber'"]),
        SGD_ALPHA,
        SGD_EPOCHS,
        ETA,
    ];
const SGD_ALPHA: Param = p("alpha", REGULARISATION, "the penalty, and through it the step size")
    .default("0.0001")
    .log(1e-6, 1.0)
    .sane(1e-6, 0.01)
    .good(&["0.0001", "0.001"]);
const SGD_EPOCHS: Param = ITERATIONS.default("1000").integers(5.0, 10_000.0);
const ETA: Param =
    p("eta0", LEARNING_RATE, "the first step size").log(1e-5, 1.0).sane(1e-3, 0.5).good(&["0.01", "0.1"]);

const NEIGHBOURS: &[Param] = &[
    p("n_neighbors", SETTING, "neighbours that vote: few are noisy, many blur the classes")
        .at(0)
        .default("5")
        .integers(1.0, 50.0)
        .sane(1.0, 15.0)
        .good(&["5", "3", "10"]),
    p("weights", SETTING, "whether nearer neighbours count more")
        .at(1)
        .default("'uniform'")
        .choices(&["'uniform'", "'distance'"])
        .good(&["'distance'", "'uniform'"]),
    p("p", SETTING, "the distance: 1 is Manhattan, 2 Euclidean")
        .default("2")
        .choices(&["1", "2"])
        .good(&["1", "2"]),
];

const fn penalty(high_sane: f64, good: &'static [&'static str]) -> Param {
    p("alpha", REGULARISATION, "the penalty: large values shrink the model to nothing")
        .at(0)
        .default("1.0")
        .log(1e-5, 1e3)
        .sane(0.0, high_sane)
        .good(good)
}

const KERNEL_RIDGE: &[Param] = &[
    penalty(10.0, &["0.1", "1.0"]),
    p("kernel", SETTING, "the shape of the function")
        .default("'linear'")
        .choices(&["'linear'", "'rbf'", "'poly'"])
        .good(&["'rbf'"]),
];

const TEXT: &[Param] = &[
    p("ngram_range", PREPROCESSING, "pairs of words carry what single words do not")
        .default("(1, 1)")
        .choices(&["(1, 1)", "(1, 2)", "(1, 3)"])
        .good(&["(1, 2)"]),
    p("max_features", PREPROCESSING, "size of the vocabulary")
        .integers(100.0, 100_000.0)
        .sane(2000.0, 1e7)
        .good(&["20000"]),
    p("min_df", PREPROCESSING, "rarer words are dropped")
        .integers(1.0, 20.0)
        .sane(0.0, 5.0)
        .good(&["1", "2"]),
];

pub(crate) const CALLEES: &[Callee] = &[
    c("MLPClassifier", MLP),
    c("MLPRegressor", MLP),
    c(
        "SVC",
        &[
            C,
            KERNEL,
            GAMMA,
            p("degree", SETTING, "degree of the polynomial kernel").choices(&["2", "3", "4"]),
        ],
    ),
    c(
        "SVR",
        &[
            p("C", REGULARISATION, "inverse of the regularisation: small values underfit")
                .default("1.0")
                .log(1e-2, 1e4)
                .sane(0.5, 1e4)
                .good(&["100.0", "10.0", "1000.0"]),
            p("kernel", SETTING, "the shape of the function")
                .at(0)
                .default("'rbf'")
                .choices(&["'rbf'", "'linear'", "'poly'"])
                .good(&["'rbf'", "'linear'"]),
            p("epsilon", SETTING, "errors below this do not count")
                .default("0.1")
                .log(1e-4, 10.0)
                .sane(0.0, 1.0)
                .good(&["0.1", "0.01"]),
        ],
    ),
    c(
        "NuSVC",
        &[
            p("nu", REGULARISATION, "part of the samples that may be on the wrong side")
                .at(0)
                .default("0.5")
                .linear(0.01, 0.8)
                .sane(0.01, 0.5)
                .good(&["0.1", "0.3"]),
            KERNEL,
            GAMMA,
        ],
    ),
    c(
        "LinearSVC",
        &[
            p("C", REGULARISATION, "inverse of the regularisation: small values underfit")
                .default("1.0")
                .log(1e-4, 1e3)
                .sane(0.01, 100.0)
                .good(&["1.0", "0.1", "10.0"]),
            ITERATIONS.default("1000").good(&["5000"]),
        ],
    ),
    c("LogisticRegression", LOGISTIC),
    c("SGDClassifier", SGD),
    c("SGDRegressor", &[SGD_ALPHA, SGD_EPOCHS, ETA]),
    c("Perceptron", &[SGD_ALPHA, SGD_EPOCHS]),
    c("PassiveAggressiveClassifier", &[SGD_EPOCHS]),
    c("KNeighborsClassifier", NEIGHBOURS),
    c("KNeighborsRegressor", NEIGHBOURS),
    c("Ridge", &[penalty(10.0, &["1.0", "0.1", "0.01"])]),
    c("RidgeClassifier", &[penalty(10.0, &["1.0", "0.1"])]),
    c("Lasso", &[penalty(0.2, &["0.1", "0.01", "0.001"]), ITERATIONS.default("1000")]),
    c(
        "ElasticNet",
        &[
            penalty(0.2, &["0.01", "0.001"]),
            ITERATIONS.default("1000"),
            p("l1_ratio", REGULARISATION, "how much of the penalty is L1")
                .default("0.5")
                .linear(0.0, 1.0)
                .good(&["0.5", "0.9"]),
        ],
    ),
    c("KernelRidge", KERNEL_RIDGE),
    c(
        "GaussianNB",
        &[p("var_smoothing", REGULARISATION, "what is added to each variance")
            .default("1e-09")
            .log(1e-12, 1.0)
            .sane(0.0, 0.01)
            .good(&["1e-09", "0.01", "0.001"])],
    ),
    c(
        "MultinomialNB",
        &[p("alpha", REGULARISATION, "additive smoothing of the counts")
            .default("1.0")
            .log(1e-4, 100.0)
            .sane(1e-4, 5.0)
            .good(&["0.1", "0.01"])],
    ),
    c(
        "BernoulliNB",
        &[p("alpha", REGULARISATION, "additive smoothing of the counts")
            .default("1.0")
            .log(1e-4, 100.0)
            .sane(1e-4, 5.0)
            .good(&["0.1", "0.01"])],
    ),
    c(
        "PCA",
        &[p("n_components", PREPROCESSING, "components kept: the rest of the data is thrown away")
            .at(0)
            .integers(2.0, 512.0)
            .sane(15.0, 1e6)
            .good(&["30", "60"])],
    ),
    c(
        "SelectKBest",
        &[p("k", PREPROCESSING, "features kept: the rest is thrown away")
            .integers(2.0, 512.0)
            .sane(15.0, 1e6)
            .good(&["30", "60"])],
    ),
    c(
        "PolynomialFeatures",
        &[p("degree", PREPROCESSING, "degree of the combined features")
            .at(0)
            .default("2")
            .choices(&["1", "2", "3"])
            .good(&["2", "3"])],
    ),
    c("TfidfVectorizer", TEXT),
    c("CountVectorizer", TEXT),
];
