//! PyTorch. Learning rates follow the optimisers' papers and PyTorch's own examples.

use super::*;

const ROOTS: &[&str] = &["torch"];

const fn c(name: &'static str, params: &'static [Param]) -> Callee {
    Callee { name, roots: ROOTS, params }
}

const fn rate(low: f64, high: f64, default: &'static str, good: &'static [&'static str]) -> Param {
    p(
        "lr",
        LEARNING_RATE,
        "too small and it does not get there in the epochs it has, too large and it diverges",
    )
    .at(1)
    .default(default)
    .log(1e-6, 1.0)
    .sane(low, high)
    .good(good)
}

const DECAY: Param = p("weight_decay", REGULARISATION, "L2 penalty on the weights")
    .default("0.0")
    .choices(&["0.0", "1e-5", "1e-4", "1e-3", "1e-2"])
    .sane(0.0, 0.02)
    .good(&["1e-4", "1e-3"]);
const MOMENTUM: Param = p("momentum", OPTIMIZER, "how much of the last steps is kept")
    .default("0.0")
    .choices(&["0.0", "0.5", "0.9", "0.95"])
    .sane(0.5, 0.99)
    .good(&["0.9"]);
const ADAPTIVE: &[Param] = &[rate(3e-4, 0.01, "0.001", &["0.003", "0.001", "0.01"]), DECAY];
const DROP: Param = p("p", DROPOUT, "part of the activations dropped: much of it starves a small network")
    .at(0)
    .default("0.5")
    .linear(0.0, 0.8)
    .sane(0.0, 0.6)
    .good(&["0.2", "0.4"]);

pub(crate) const CALLEES: &[Callee] = &[
    c("Adam", ADAPTIVE),
    c("AdamW", ADAPTIVE),
    c("NAdam", ADAPTIVE),
    c("RAdam", ADAPTIVE),
    c("Adamax", ADAPTIVE),
    c("Adadelta", &[rate(0.1, 2.0, "1.0", &["1.0", "0.5"]), DECAY]),
    c("RMSprop", &[rate(3e-4, 0.01, "0.01", &["0.001", "0.003"]), DECAY]),
    c("Adagrad", &[rate(5e-3, 0.5, "0.01", &["0.05", "0.01"]), DECAY]),
    c("SGD", &[rate(5e-3, 0.5, "0.001", &["0.05", "0.1"]), MOMENTUM, DECAY]),
    c("Dropout", &[DROP]),
    c("Dropout2d", &[DROP]),
    c(
        "DataLoader",
        &[p("batch_size", BATCH_SIZE, "samples a step: smaller batches mean more steps an epoch")
            .at(1)
            .integers(4.0, 1024.0)
            .sane(8.0, 256.0)
            .good(&["32", "64"])],
    ),
];

/// Lightning's loop.
pub(crate) const LIGHTNING: &[Callee] = &[Callee {
    name: "Trainer",
    roots: &["pytorch_lightning", "lightning"],
    params: &[p("max_epochs", EPOCHS, "passes over the data: too few and the loss still falls")
        .integers(1.0, 500.0)
        .sane(15.0, 1e6)
        .good(&["30", "100"])],
}];

/// Width of a layer that the next one takes in: see `knobs::layers`.
pub(crate) const HIDDEN: Param = p("out_features", WIDTH, "too few units cannot separate the classes")
    .integers(4.0, 1024.0)
    .sane(32.0, 4096.0)
    .good(&["128", "256"]);

/// Channels of a convolution that the next one takes in.
pub(crate) const CHANNELS: Param = p("out_channels", WIDTH, "features a convolution can see")
    .integers(4.0, 256.0)
    .sane(16.0, 1024.0)
    .good(&["32", "64"]);
