//! Libraries that one call of a known object trains: a table.

use anneal_source::imports::root;

use super::{Found, Framework, families};
use crate::program::Kind;
use crate::view::{Site, View, is_below};

/// Libraries built on PyTorch.
pub(super) const ON_TORCH: Framework = Framework { roots: TORCH_ROOTS, recognise: on_torch };
/// Everything else.
pub(super) const OTHERS: Framework = Framework { roots: OTHER_ROOTS, recognise: others };

/// What a library trains.
struct Row {
    /// The library's name of what is made, or of a module it is in.
    made: &'static str,
    /// The methods that train it; none where making it does.
    methods: &'static [&'static str],
    framework: &'static str,
    image: &'static str,
    task: &'static str,
    family: &'static str,
}

const fn row(
    made: &'static str,
    methods: &'static [&'static str],
    framework: &'static str,
    image: &'static str,
    task: &'static str,
    family: &'static str,
) -> Row {
    Row { made, methods, framework, image, task, family }
}

const TORCH_ROOTS: &[&str] = &[
    "fastai",
    "ultralytics",
    "stable_baselines3",
    "sb3_contrib",
    "sentence_transformers",
    "simpletransformers",
    "flair",
    "pytorch_tabnet",
    "setfit",
];
const FASTAI: &[&str] = &["fit", "fit_one_cycle", "fine_tune", "fit_flat_cos", "fit_sgdr"];

const ON_TORCH_ROWS: &[Row] = &[
    row("fastai.text.all.language_model_learner", FASTAI, "fastai", "torch", "language_modeling", "rnn"),
    row("fastai.text.all.text_classifier_learner", FASTAI, "fastai", "torch", "classification", "rnn"),
    row("fastai.vision.all.unet_learner", FASTAI, "fastai", "torch", "segmentation", "cnn"),
    row("fastai.vision.all.vision_learner", FASTAI, "fastai", "torch", "classification", "cnn"),
    row("fastai.vision.all.cnn_learner", FASTAI, "fastai", "torch", "classification", "cnn"),
    row("fastai.tabular.all.tabular_learner", FASTAI, "fastai", "torch", "classification", "mlp"),
    row("fastai.collab.collab_learner", FASTAI, "fastai", "torch", "regression", "other"),
    row("fastai", FASTAI, "fastai", "torch", "classification", "other"),
    row("ultralytics", &["train"], "ultralytics", "torch", "other", "cnn"),
    row("stable_baselines3", &["learn"], "stable_baselines3", "torch", "reinforcement", "mlp"),
    row("sb3_contrib", &["learn"], "stable_baselines3", "torch", "reinforcement", "mlp"),
    row("sentence_transformers", &["fit", "train"], "sentence_transformers", "torch", "other", "transformer"),
    row("setfit", &["train"], "transformers", "torch", "classification", "transformer"),
    row(
        "simpletransformers.classification",
        &["train_model"],
        "transformers",
        "torch",
        "classification",
        "transformer",
    ),
    row(
        "simpletransformers.language_modeling",
        &["train_model"],
        "transformers",
        "torch",
        "language_modeling",
        "transformer",
    ),
    row("simpletransformers", &["train_model"], "transformers", "torch", "other", "transformer"),
    row("flair", &["train", "fine_tune"], "flair", "torch", "classification", "rnn"),
    row("pytorch_tabnet.tab_model.TabNetRegressor", &["fit"], "torch", "torch", "regression", "other"),
    row("pytorch_tabnet", &["fit"], "torch", "torch", "classification", "other"),
];

const OTHER_ROOTS: &[&str] = &[
    "statsmodels",
    "prophet",
    "fbprophet",
    "surprise",
    "gensim",
    "hmmlearn",
    "lifelines",
    "pmdarima",
    "implicit",
    "lightfm",
    "pycaret",
    "tpot",
    "autosklearn",
    "interpret",
    "ngboost",
    "sktime",
    "nltk",
    "kmodes",
    "hdbscan",
    "pyod",
    "fasttext",
];

const OTHER_ROWS: &[Row] = &[
    row(
        "statsmodels.api.Logit",
        &["fit", "fit_regularized"],
        "statsmodels",
        "sklearn",
        "classification",
        "linear",
    ),
    row("statsmodels.api.MNLogit", &["fit"], "statsmodels", "sklearn", "classification", "linear"),
    row("statsmodels.api.Probit", &["fit"], "statsmodels", "sklearn", "classification", "linear"),
    row("statsmodels.formula.api.logit", &["fit"], "statsmodels", "sklearn", "classification", "linear"),
    row("statsmodels.formula.api.probit", &["fit"], "statsmodels", "sklearn", "classification", "linear"),
    row("statsmodels.formula.api", &["fit"], "statsmodels", "sklearn", "regression", "linear"),
    row("statsmodels.api.tsa", &["fit"], "statsmodels", "sklearn", "regression", "other"),
    row("statsmodels.tsa", &["fit"], "statsmodels", "sklearn", "regression", "other"),
    row("statsmodels", &["fit", "fit_regularized"], "statsmodels", "sklearn", "regression", "linear"),
    row("prophet", &["fit"], "prophet", "sklearn", "regression", "other"),
    row("fbprophet", &["fit"], "prophet", "sklearn", "regression", "other"),
    row("pmdarima", &["fit"], "pmdarima", "sklearn", "regression", "other"),
    row("pmdarima.auto_arima", &[], "pmdarima", "sklearn", "regression", "other"),
    row("surprise", &["fit"], "surprise", "sklearn", "regression", "other"),
    row("surprise.model_selection.cross_validate", &[], "surprise", "sklearn", "regression", "other"),
    row("gensim.models", &["train"], "gensim", "sklearn", "other", "other"),
    row("gensim.models.Word2Vec", &[], "gensim", "sklearn", "other", "other"),
    row("gensim.models.word2vec.Word2Vec", &[], "gensim", "sklearn", "other", "other"),
    row("gensim.models.LdaModel", &[], "gensim", "sklearn", "other", "other"),
    row("gensim.models.ldamodel.LdaModel", &[], "gensim", "sklearn", "other", "other"),
    row("hmmlearn", &["fit"], "hmmlearn", "sklearn", "other", "other"),
    row("lifelines", &["fit"], "lifelines", "sklearn", "other", "other"),
    row("implicit", &["fit"], "implicit", "sklearn", "other", "other"),
    row("lightfm", &["fit", "fit_partial"], "lightfm", "sklearn", "other", "other"),
    row("pycaret.regression.compare_models", &[], "pycaret", "sklearn", "regression", "other"),
    row("pycaret.classification.compare_models", &[], "pycaret", "sklearn", "classification", "other"),
    row("pycaret.regression.create_model", &[], "pycaret", "sklearn", "regression", "other"),
    row("pycaret.classification.create_model", &[], "pycaret", "sklearn", "classification", "other"),
    row("tpot.TPOTRegressor", &["fit"], "tpot", "sklearn", "regression", "other"),
    row("tpot", &["fit"], "tpot", "sklearn", "classification", "other"),
    row("autosklearn.regression", &["fit"], "autosklearn", "sklearn", "regression", "other"),
    row("autosklearn", &["fit"], "autosklearn", "sklearn", "classification", "other"),
    row(
        "interpret.glassbox.ExplainableBoostingRegressor",
        &["fit"],
        "interpret",
        "sklearn",
        "regression",
        "gbm",
    ),
    row("interpret", &["fit"], "interpret", "sklearn", "classification", "gbm"),
    row("ngboost.NGBRegressor", &["fit"], "ngboost", "sklearn", "regression", "gbm"),
    row("ngboost", &["fit"], "ngboost", "sklearn", "classification", "gbm"),
    row("sktime.classification", &["fit"], "sktime", "sklearn", "classification", "other"),
    row("sktime", &["fit"], "sktime", "sklearn", "regression", "other"),
    row("nltk.NaiveBayesClassifier.train", &[], "nltk", "sklearn", "classification", "other"),
    row("nltk.classify.NaiveBayesClassifier.train", &[], "nltk", "sklearn", "classification", "other"),
    row("kmodes", &["fit", "fit_predict"], "kmodes", "sklearn", "clustering", "other"),
    row("hdbscan", &["fit", "fit_predict"], "hdbscan", "sklearn", "clustering", "other"),
    row("pyod", &["fit"], "pyod", "sklearn", "other", "other"),
    row("fasttext.train_supervised", &[], "fasttext", "sklearn", "classification", "linear"),
    row("fasttext.train_unsupervised", &[], "fasttext", "sklearn", "other", "other"),
];

fn on_torch(view: &View<'_>) -> Option<Found> {
    let mut found = by_table(view, ON_TORCH_ROWS)?;
    if found.framework == "fastai" {
        // An architecture is given by name or as a function.
        let made = view.of_library(&["fastai"]).find(|site| site.last().ends_with("learner"));
        let texts = made
            .into_iter()
            .flat_map(|site| site.call.args.iter().map(|arg| arg.text.clone()).collect::<Vec<_>>());
        let texts: Vec<String> = texts.collect();
        if found.family == "cnn" && texts.iter().any(|text| families::of_text(text) == Some("transformer")) {
            found.family = "transformer";
        }
        let measures = ["rmse", "mae", "mse", "r2_score", "R2Score", "RegressionBlock"];
        let regression = texts.iter().any(|text| measures.iter().any(|measure| text.contains(measure)));
        if found.task == "classification" && (regression || view.calls_any(&["fastai"], &["RegressionBlock"]))
        {
            found.task = "regression";
        }
    }
    Some(found)
}

fn others(view: &View<'_>) -> Option<Found> {
    by_table(view, OTHER_ROWS)
}

/// The first row that fits a call. `from fastai.vision.all import *` may have brought any of its names, so
/// the last part is enough for a name under the same root.
fn by_table(view: &View<'_>, rows: &[Row]) -> Option<Found> {
    view.sites().find_map(|site| {
        let names = trained(view, &site);
        let row = names.iter().find_map(|name| {
            let fits = |row: &&Row| {
                let whole = name == row.made || is_below(name, row.made);
                let same_end =
                    root(name) == root(row.made) && name.rsplit('.').next() == row.made.rsplit('.').next();
                let how = match site.method() {
                    Some(method) => row.methods.contains(&method),
                    None => row.methods.is_empty(),
                };
                how && (whole || same_end)
            };
            rows.iter().find(fits)
        })?;
        Some(Found {
            framework: row.framework,
            era: "",
            image: row.image,
            task: row.task,
            family: row.family,
            evidence: vec![site.evidence(format!("trains with {} of {}", site.name(), row.framework))],
            confidence: 0.9,
            unsupported: None,
        })
    })
}

/// Library names of what a call may train.
fn trained(view: &View<'_>, site: &Site<'_>) -> Vec<String> {
    if let Some(name) = site.library() {
        return vec![name.to_owned()];
    }
    let kinds = view.receivers(site).into_iter();
    let kinds = kinds.filter(|kind| matches!(kind, Kind::Library(..))).collect();
    view.libraries(&kinds)
}
