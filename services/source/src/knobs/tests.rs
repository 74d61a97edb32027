use std::collections::BTreeMap;

use anneal_proto::v1::KnobValues;

use super::*;
use crate::edit;

/// id → current, for one file.
fn found(source: &str) -> BTreeMap<String, String> {
    find_in(&[("train.py", source)]).into_iter().map(|knob| (knob.id, knob.current)).collect()
}

/// The source after setting these knobs.
fn edited(source: &str, values: &[(&str, &str)]) -> String {
    let knobs = find_in(&[("train.py", source)]);
    let values = values.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    let changed = edit::apply(|_| Some(source.as_bytes()), &knobs, &values).expect("applied");
    String::from_utf8(changed.into_iter().next().expect("a change").1).expect("text")
}

/// Asserts that a knob is found with this current value.
fn expect(source: &str, id: &str, current: &str) {
    let found = found(source);
    assert_eq!(found.get(id).map(String::as_str), Some(current), "{id} in {found:#?}");
}

#[test]
fn what_is_written_and_what_is_not() {
    let source = "from sklearn.neural_network import MLPClassifier as Net\n\
                  clf = Net(hidden_layer_sizes=(4,), max_iter=5, random_state=0)\n";
    expect(source, "MLPClassifier.hidden_layer_sizes", "(4,)");
    expect(source, "MLPClassifier.max_iter", "5");
    expect(source, "MLPClassifier.learning_rate_init", "0.001");
    let values =
        [("MLPClassifier.learning_rate_init", "0.01"), ("MLPClassifier.hidden_layer_sizes", "(128,)")];
    assert!(edited(source, &values).ends_with(
        "clf = Net(hidden_layer_sizes=(128,), max_iter=5, random_state=0, learning_rate_init=0.01)\n"
    ));
}

#[test]
fn a_call_without_arguments_takes_several_settings() {
    let source = "import sklearn.svm as svm\nm = svm.SVC()\n";
    let values = [("SVC.C", "10.0"), ("SVC.kernel", "'poly'")];
    assert!(edited(source, &values).ends_with("m = svm.SVC(C=10.0, kernel='poly')\n"));
}

#[test]
fn a_setting_goes_before_a_trailing_comma_and_its_comment() {
    let source = "from sklearn.svm import SVC\nm = SVC(\n    C=1.0,  # strong, (really)\n)\n";
    assert!(
        edited(source, &[("SVC.gamma", "'auto'")]).contains("C=1.0, gamma='auto',  # strong, (really)\n")
    );
}

#[test]
fn repeated_calls_are_numbered_and_other_frameworks_names_are_not_taken() {
    let source = "from sklearn.linear_model import Ridge\nfrom mine import SVC\na = Ridge()\nb = Ridge(alpha=3)\nc = SVC(C=1)\n";
    expect(source, "Ridge.alpha", "1.0");
    expect(source, "Ridge_2.alpha", "3");
    assert!(!found(source).keys().any(|id| id.starts_with("SVC")));
}

#[test]
fn values_are_followed_to_where_they_are_written() {
    let head = "from sklearn.svm import SVC\n";
    for (source, literal) in [
        ("PENALTY = 0.3\nSVC(C=PENALTY)\n", "0.3"),
        ("class Config:\n    c = 0.3\nSVC(C=Config.c)\n", "0.3"),
        ("class Config:\n    c = 0.3\ncfg = Config()\nSVC(C=cfg.c)\n", "0.3"),
        ("cfg = {'c': 0.3, 'd': 1}\nSVC(C=cfg['c'])\n", "0.3"),
        ("cfg = dict_of()\ncfg = {'C': 0.3}\nSVC(**cfg)\n", ""),
        ("cfg = {'C': 0.3}\nSVC(**cfg)\n", "0.3"),
        ("def build(c=0.3):\n    return SVC(C=c)\nbuild()\n", "0.3"),
        ("def build(c=0.5):\n    return SVC(C=c)\nbuild(0.3)\n", "0.3"),
        ("def build(c=0.5):\n    return SVC(C=c)\nbuild(0.3)\nbuild(0.4)\n", ""),
        ("class M:\n    def __init__(self, c):\n        self.m = SVC(C=c)\nM(0.3)\n", "0.3"),
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('--the-c', type=float, default=0.3)\n\
          args = p.parse_args()\nSVC(C=args.the_c)\n",
            "0.3",
        ),
        (
            "def main(args):\n    SVC(C=args.c)\np.add_argument('-c', default=0.3)\nmain(p.parse_args())\n",
            "0.3",
        ),
        ("c = 0.3\nc = c * 2\nSVC(C=c)\n", ""),
        ("a, c = 1, 0.3\nSVC(C=c)\n", "0.3"),
        ("for c in [1, 2]:\n    SVC(C=c)\n", ""),
    ] {
        let found = found(&format!("{head}{source}"));
        assert_eq!(found.get("SVC.C").map_or("", String::as_str), literal, "{source}");
    }
}

#[test]
fn constants_of_other_files_are_followed() {
    let entry = "from config import *\nimport lib.settings as s\nfrom sklearn.svm import SVC\nSVC(C=PENALTY, gamma=s.G)\n";
    let files = [("train.py", entry), ("config.py", "PENALTY = 2.0\n"), ("lib/settings.py", "G = 0.1\n")];
    let knobs = find_in(&files);
    let place = |id: &str| knobs.iter().find(|knob| knob.id == id).map(|knob| knob.places[0].file.as_str());
    assert_eq!((place("SVC.C"), place("SVC.gamma")), (Some("config.py"), Some("lib/settings.py")));
    let circle =
        [("a.py", "from b import *\nfrom sklearn.svm import SVC\nSVC(C=X)\n"), ("b.py", "from a import X\n")];
    assert!(find_in(&circle).iter().all(|knob| knob.id != "SVC.C"));
}

#[test]
fn what_decides_about_data_split_or_seed_is_never_a_knob() {
    for source in [
        "N = 5\nX = X[:N]\nm = KNeighborsClassifier(n_neighbors=N)\n",
        "N = 5\ntrain_test_split(X, y, test_size=N)\nm = KNeighborsClassifier(n_neighbors=N)\n",
        "N = 5\nnp.random.seed(N)\nm = KNeighborsClassifier(N)\n",
        "m = KNeighborsClassifier(len(X))\n",
    ] {
        let source = format!("from sklearn.neighbors import KNeighborsClassifier\n{source}");
        assert!(!found(&source).contains_key("KNeighborsClassifier.n_neighbors"), "{source}");
    }
}

#[test]
fn keras_layers_but_not_the_output() {
    let source = "from tensorflow import keras\nfrom tensorflow.keras import layers\nhidden = 8\nmodel = keras.Sequential([\n\
                  layers.Conv2D(4, 3, activation='relu'),\n layers.Dense(hidden, activation='relu'),\n\
                  layers.Dropout(0.9),\n layers.Dense(hidden),\n layers.Dense(10, activation='softmax')])\n\
                  model.compile('sgd', loss='mse')\nmodel.fit(x, y, batch_size=64)\n";
    expect(source, "Conv2D.filters", "4");
    expect(source, "Dense.units", "8");
    expect(source, "Dropout.rate", "0.9");
    expect(source, "compile.optimizer", "'sgd'");
    expect(source, "fit.epochs", "1");
    expect(source, "fit.batch_size", "64");
    let found = found(source);
    assert!(!found.contains_key("Dense_2.units"), "one constant is one knob");
    assert!(!found.values().any(|current| current == "10" || current == "'softmax'"));
}

#[test]
fn torch_widths_change_with_the_layer_that_takes_them_in() {
    let source = "import torch.nn as nn\nimport torch.optim as optim\nclass Net(nn.Module):\n    def __init__(self):\n        \
                  self.a = nn.Linear(64, 4)\n        self.n = nn.BatchNorm1d(4)\n        self.b = nn.Linear(4, 10)\n\
                  net = Net()\nopt = optim.SGD(net.parameters(), lr=1e-5)\nfor epoch in range(2):\n    loss.backward()\n";
    expect(source, "SGD.lr", "1e-5");
    expect(source, "training.epochs", "2");
    let wide = edited(source, &[("Linear.out_features", "128")]);
    for line in ["nn.Linear(64, 128)", "nn.BatchNorm1d(128)", "nn.Linear(128, 10)"] {
        assert!(wide.contains(line), "{wide}");
    }
    assert!(!found(source).contains_key("Linear_2.out_features"));
}

#[test]
fn a_size_that_cannot_be_followed_is_not_touched() {
    let source =
        "import torch.nn as nn\nm = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(2704, 10))\n";
    assert!(!found(source).keys().any(|id| id.ends_with("channels") || id.ends_with("features")));
}

#[test]
fn lengths_of_loops_are_knobs_unless_they_count_something_else() {
    for (source, expected) in [
        (
            "N = 3\nfor epoch in range(1, N + 1):\n    for b in range(9):\n        loss.backward()\n",
            Some("3"),
        ),
        ("for i in tqdm(range(4)):\n    loss.backward()\n", Some("4")),
        ("for fold in range(5):\n    loss.backward()\n", None),
        ("for i in range(5):\n    print(i)\n", None),
        ("for epoch in range(len(x)):\n    loss.backward()\n", None),
    ] {
        assert_eq!(found(source).get("training.epochs").map(String::as_str), expected, "{source}");
    }
}

#[test]
fn boosting_settings_in_a_dictionary() {
    let source =
        "import xgboost as xgb\nparams = {'eta': 0.001, 'max_depth': 1}\nb = xgb.train(params, d, 5)\n";
    expect(source, "XGBClassifier.learning_rate", "0.001");
    expect(source, "XGBClassifier.max_depth", "1");
    expect(source, "train.num_boost_round", "5");
}

#[test]
fn scaling_wraps_the_estimator() {
    let source = "from sklearn.svm import SVC\nm = SVC(C=2)\nm.fit(X, y)\nprint(m.score(Xt, yt))\n";
    let scaled = edited(source, &[("SVC.scaling", "StandardScaler()"), ("SVC.C", "3.0")]);
    assert_eq!(
        scaled,
        "from sklearn.svm import SVC\nfrom sklearn.pipeline import make_pipeline\n\
         from sklearn.preprocessing import StandardScaler\nm = make_pipeline(StandardScaler(), SVC(C=3.0))\n\
         m.fit(X, y)\nprint(m.score(Xt, yt))\n"
    );
    assert!(!found(&format!("{source}print(m.support_)\n")).contains_key("SVC.scaling"));
    assert!(
        !found(&source.replace(
            "import SVC",
            "import SVC\nfrom sklearn.preprocessing import StandardScaler\nStandardScaler()"
        ))
        .contains_key("SVC.scaling")
    );
}

#[test]
fn the_files_that_the_entry_imports_are_read() {
    let tree = SourceTree::of([
        (
            "app/train.py",
            "from .model import build\nimport lib.tools\nfrom sklearn.svm import SVC\nSVC(C=0.5)\n",
        ),
        ("app/model.py", "from . import deeper\n"),
        ("app/deeper.py", "import sklearn.linear_model as lm\nr = lm.Ridge(alpha=3)\n"),
        ("lib/tools.py", "from sklearn.linear_model import Lasso\nLasso(alpha=4)\n"),
        ("app/other.py", "from sklearn.svm import SVC\nSVC(C=0.25)\n"),
    ]);
    let knobs = find(&tree, "app/train.py");
    let file = |id: &str| knobs.iter().find(|knob| knob.id == id).map(|knob| knob.places[0].file.as_str());
    assert_eq!(file("SVC.C"), Some("app/train.py"));
    assert_eq!(file("Ridge.alpha"), Some("app/deeper.py"));
    assert_eq!(file("Lasso.alpha"), Some("lib/tools.py"));
    assert_eq!(file("SVC_2.C"), None);
}

#[test]
fn a_broken_file_has_no_knobs() {
    assert!(found("from sklearn.svm import SVC\nSVC(C=1\n").is_empty());
}

#[test]
fn the_developers_space_wins() {
    let source = "from sklearn.svm import SVC\nPENALTY = 1.0\nBINS = 5\nSVC(C=PENALTY)\n";
    let files = [("train.py", source)];
    let mut knobs = find_in(&files);
    let values =
        |texts: &[&str]| KnobValues { values: texts.iter().map(|text| (*text).to_owned()).collect() };
    let space = BTreeMap::from([
        ("PENALTY".to_owned(), values(&["1.0", "5.0"])),
        ("gamma".to_owned(), values(&["0.5"])),
        ("BINS".to_owned(), values(&["5", "9"])),
        ("NOTHING".to_owned(), values(&["1"])),
    ]);
    assert_eq!(constrain(&files, &mut knobs, &space), ["NOTHING"]);
    let choices =
        |id: &str| knobs.iter().find(|k| k.id == id).and_then(|k| k.domain.clone()).expect(id).choices;
    assert_eq!(choices("SVC.C"), ["1.0", "5.0"]);
    assert_eq!(choices("SVC.gamma"), ["0.5"]);
    assert_eq!(choices("BINS"), ["5", "9"]);
}

#[test]
fn the_tables_know_their_own_knobs() {
    assert_eq!(advice("MLPClassifier_2.max_iter").expect("known").good[0], "200");
    assert_eq!(advice("Conv2D.filters").expect("known").good[0], "32");
    assert_eq!(advice("Conv2d_3.out_channels").expect("known").good[0], "32");
    assert_eq!(advice("training.epochs").expect("known").good[0], "30");
    assert_eq!(advice("PENALTY"), None);
}

/// Sources of every style, to be edited at random.
const CORPUS: &[&str] = &[
    "from sklearn.neural_network import MLPClassifier\r\nm = MLPClassifier(\r\n    max_iter=5,\r\n)\r\nm.fit(X, y)\r\n",
    "from sklearn.ensemble import RandomForestClassifier as RF\n# \u{fc}ml\u{e4}ut\nm = RF(); n = RF(10, max_depth=None)",
    "import torch, torch.nn as nn\nH = 4\nm = nn.Sequential(nn.Linear(8, H), nn.ReLU(), nn.Linear(H, 2))\n\
     o = torch.optim.SGD(m.parameters(), 1e-5)\nfor epoch in range(3): loss.backward()\n",
    "from keras.layers import *\nfrom keras.models import Sequential\nm = Sequential()\nm.add(Dense(5, 'relu'))\nm.add(Dense(2))\n\
     m.compile(optimizer=\"sgd\")\nm.fit(X, y)\n",
    "import lightgbm as lgb\np = dict(a=1)\nm = lgb.LGBMClassifier(**p)\nk = lgb.train({'num_leaves': 3}, d)\n",
];

/// A value of a domain: a choice, or a number at a place between 0 and 1.
fn drawn(domain: &anneal_proto::v1::Domain, at: f64) -> String {
    if let Some(last) = domain.choices.len().checked_sub(1) {
        return domain.choices[(at * last as f64).round() as usize].clone();
    }
    let value = domain.low + at * (domain.high - domain.low);
    let text = if domain.integer { format!("{value:.0}") } else { format!("{value}") };
    domain.template.replace("{}", &text)
}

proptest::proptest! {
    #[test]
    fn any_proposal_parses_and_can_be_undone(n in 0..CORPUS.len(), draws in proptest::collection::vec((proptest::bool::ANY, 0.0..1.0f64), 40)) {
        let source = CORPUS[n];
        let knobs = find_in(&[("train.py", source)]);
        proptest::prop_assert!(!knobs.is_empty());
        let picked = knobs.iter().zip(&draws).filter(|(_, (picked, _))| *picked);
        let values: BTreeMap<String, String> = picked
            .map(|(knob, (_, at))| (knob.id.clone(), drawn(knob.domain.as_ref().expect("a domain"), *at)))
            .collect();
        let changed = edit::apply(|_| Some(source.as_bytes()), &knobs, &values).expect("parses");
        let edits = edit::edits(&knobs, &values).expect("known").remove("train.py").unwrap_or_default();
        let (edited, back) = edit::splice("train.py", source.as_bytes(), edits).expect("spliced");
        if let Some((_, bytes)) = changed.first() {
            proptest::prop_assert_eq!(bytes, &edited);
        }
        let (original, _) = edit::splice("train.py", &edited, back).expect("spliced back");
        proptest::prop_assert_eq!(original, source.as_bytes());
    }
}
