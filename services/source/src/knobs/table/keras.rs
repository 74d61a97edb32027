//! Keras, also as part of TensorFlow. Learning rates follow the optimisers' papers and Keras's own examples.

use super::*;

const ROOTS: &[&str] = &["keras", "tensorflow"];

const fn c(name: &'static str, params: &'static [Param]) -> Callee {
    Callee { name, roots: ROOTS, params }
}

const UNITS: Param = p("units", WIDTH, "too few units cannot separate the classes")
    .at(0)
    .integers(4.0, 1024.0)
    .sane(32.0, 4096.0)
    .good(&["128", "256"]);
const FILTERS: Param = p("filters", WIDTH, "features a convolution can see")
    .at(0)
    .integers(4.0, 256.0)
    .sane(16.0, 1024.0)
    .good(&["32", "64"]);
const HIDDEN_ACTIVATION: Param = p("activation", ACTIVATION, "the layer's non-linearity")
    .choices(&["'relu'", "'tanh'", "'elu'", "'gelu'"])
    .good(&["'relu'", "'elu'"]);
const DROPOUT_RATE: Param =
    p("rate", DROPOUT, "part of the activations dropped: much of it starves a small network")
        .at(0)
        .linear(0.0, 0.8)
        .sane(0.0, 0.6)
        .good(&["0.2", "0.4"]);

const fn rate(low: f64, high: f64, default: &'static str, good: &'static [&'static str]) -> Param {
    p(
        "learning_rate|lr",
        LEARNING_RATE,
        "too small and it does not get there in the epochs it has, too large and it diverges",
    )
    .at(0)
    .default(default)
    .log(1e-6, 1.0)
    .sane(low, high)
    .good(good)
}

const ADAPTIVE: &[Param] = &[rate(3e-4, 0.01, "0.001", &["0.001", "0.003"])];
const MOMENTUM: Param = p("momentum", OPTIMIZER, "how much of the last steps is kept")
    .at(1)
    .default("0.0")
    .choices(&["0.0", "0.5", "0.9", "0.95"])
    .sane(0.5, 0.99)
    .good(&["0.9"]);

/// Layers and optimisers. `Dense` and its like are knobs only where they are not the output.
pub(crate) const CALLEES: &[Callee] = &[
    c("Dense", &[UNITS, HIDDEN_ACTIVATION.at(1)]),
    c("Conv1D", &[FILTERS, HIDDEN_ACTIVATION]),
    c("Conv2D", &[FILTERS, HIDDEN_ACTIVATION]),
    c("Convolution2D", &[FILTERS, HIDDEN_ACTIVATION]),
    c("LSTM", &[UNITS]),
    c("GRU", &[UNITS]),
    c("SimpleRNN", &[UNITS]),
    c("Dropout", &[DROPOUT_RATE]),
    c("SpatialDropout1D", &[DROPOUT_RATE]),
    c("SpatialDropout2D", &[DROPOUT_RATE]),
    c("Adam", ADAPTIVE),
    c("AdamW", ADAPTIVE),
    c("Nadam", ADAPTIVE),
    c("Adamax", ADAPTIVE),
    c("RMSprop", ADAPTIVE),
    c("Adagrad", &[rate(5e-3, 0.5, "0.001", &["0.05", "0.01"])]),
    c("Adadelta", &[rate(0.1, 2.0, "0.001", &["1.0"])]),
    c("SGD", &[rate(5e-3, 0.5, "0.01", &["0.05", "0.1"]), MOMENTUM]),
];

/// `model.fit`: found by its method's name on a model that was compiled.
pub(crate) const FIT: &[Param] = &[
    p("epochs|nb_epoch", EPOCHS, "passes over the data: too few and the loss still falls")
        .default("1")
        .integers(1.0, 500.0)
        .sane(15.0, 2000.0)
        .good(&["20", "50", "100"]),
    p("batch_size", BATCH_SIZE, "samples a step: smaller batches mean more steps an epoch")
        .default("32")
        .integers(4.0, 1024.0)
        .sane(8.0, 256.0)
        .good(&["32", "64"]),
];

/// `model.compile`: the optimiser where it is named by a string.
pub(crate) const COMPILE: &[Param] = &[p("optimizer", OPTIMIZER, "how the weights are updated")
    .at(0)
    .choices(&["'adam'", "'rmsprop'", "'nadam'", "'sgd'"])
    .good(&["'adam'", "'nadam'"])];
