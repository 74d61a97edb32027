//! Small trees in the manner of their authors, and what they are.

use anneal_classifier::classify;
use anneal_proto::v1::{ClassificationFailed, CodeClassified, Settings};
use anneal_source::SourceTree;

fn read(files: &[(&str, &str)]) -> Result<CodeClassified, ClassificationFailed> {
    classify(&SourceTree::of(files.iter().copied()), &Settings::default())
}

/// `framework era image entry task family`.
fn summary(files: &[(&str, &str)]) -> String {
    let code = read(files).expect("classified");
    let w = code.workload.expect("a workload");
    format!(
        "{} {} {} {} {} {}",
        w.framework,
        w.era,
        w.image,
        w.entry.expect("an entry").path,
        w.task,
        w.family
    )
}

fn code_of(files: &[(&str, &str)]) -> String {
    read(files).expect_err("not classified").reason.expect("a reason").code
}

const KNN: &str = "from sklearn.neighbors import KNeighborsClassifier\nknn = KNeighborsClassifier()\nknn.fit(X, y)\nprint(knn.score(A, b))\n";

#[test]
fn scikit_learn() {
    assert_eq!(summary(&[("train.py", KNN)]), "sklearn  sklearn train.py classification knn");
    let pipeline = "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n\
        from sklearn.svm import SVR\ndef main():\n    m = make_pipeline(StandardScaler(), SVR())\n    m.fit(X, y)\n\
        if __name__ == '__main__':\n    main()\n";
    assert_eq!(summary(&[("model.py", pipeline)]), "sklearn  sklearn model.py regression svm");
    let pandas = "import pandas as pd\nfrom sklearn import ensemble\nrf = ensemble.RandomForestRegressor()\nrf.fit(X, y)\n";
    assert_eq!(summary(&[("a.py", pandas)]), "sklearn  sklearn a.py regression forest");
}

#[test]
fn keras_of_both_eras() {
    let old = "from keras.models import Sequential\nfrom keras.layers.convolutional import Conv2D\nfrom keras.utils import np_utils\n\
        model = Sequential()\nmodel.add(Conv2D(32, (3, 3)))\nmodel.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])\n\
        model.fit(X, y, epochs=1)\n";
    assert_eq!(summary(&[("mnist.py", old)]), "keras keras2 keras2 mnist.py classification cnn");
    let new = "import keras\nfrom keras import layers\nmodel = keras.Sequential([layers.Dense(8), layers.Dense(1)])\n\
        model.compile(optimizer='adam', loss='mse')\nmodel.fit(X, y)\n";
    assert_eq!(summary(&[("t.py", new)]), "keras keras3 keras t.py regression mlp");
    let keyword = "from tensorflow.keras.layers import LSTM, Dense\nfrom tensorflow.keras.models import Sequential\n\
        from tensorflow.keras.optimizers import Adam\nm = Sequential([LSTM(8), Dense(2)])\n\
        m.compile(loss='binary_crossentropy', optimizer=Adam(lr=0.01))\nm.fit(X, y)\n";
    assert_eq!(summary(&[("t.py", keyword)]), "keras keras2 keras2 t.py classification rnn");
}

#[test]
fn torch_loops() {
    let text = "import torch\nimport torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        self.fc = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))\n\
        def train(model):\n    loss = nn.CrossEntropyLoss()(model(x), y)\n    loss.backward()\n    opt.step()\n\
        if __name__ == '__main__':\n    train(Net())\n";
    assert_eq!(summary(&[("main.py", text)]), "torch  torch main.py classification mlp");
}

#[test]
fn boosting() {
    let text = "import xgboost as xgb\nbst = xgb.train({'objective': 'binary:logistic'}, d)\n";
    assert_eq!(summary(&[("x.py", text)]), "xgboost  gbm x.py classification gbm");
    let text = "from lightgbm import LGBMRegressor\nm = LGBMRegressor()\nm.fit(X, y)\n";
    assert_eq!(summary(&[("x.py", text)]), "lightgbm  gbm x.py regression gbm");
}

#[test]
fn the_file_that_trains_is_the_entry() {
    let files = [
        ("app.py", "from flask import Flask\nfrom train import knn\napp = Flask(__name__)\n"),
        ("predict.py", "import joblib\nmodel = joblib.load('m')\nprint(model.predict(X))\n"),
        ("tests/test_train.py", KNN),
        ("train.py", KNN),
    ];
    assert_eq!(summary(&files), "sklearn  sklearn train.py classification knn");
}

#[test]
fn a_notebook_is_an_entry_where_there_is_nothing_else() {
    let notebook = r#"{"cells": [{"cell_type": "code", "source": ["%matplotlib inline\n",
        "from sklearn.svm import SVC\n", "SVC().fit(X, y)"]}]}"#;
    let code = read(&[("a.ipynb", notebook)]).expect("classified");
    assert_eq!(code.workload.and_then(|w| w.entry).map(|e| e.kind).as_deref(), Some("notebook"));
}

#[test]
fn what_is_no_training_says_why() {
    let flask = "from flask import Flask\n# keras model is loaded elsewhere\napp = Flask(__name__)\nTEXT = 'model.fit(X)'\n";
    assert_eq!(code_of(&[("app.py", flask)]), "no_training_entry");
    assert_eq!(code_of(&[("README.md", "# keras")]), "no_python");
    assert_eq!(
        code_of(&[("train.py", "from sklearn.svm import SVC\nSVC(.fit(X, y)\n")]),
        "entry_syntax_error"
    );
    let scaling = "from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(X)\n";
    assert_eq!(code_of(&[("prepare.py", scaling)]), "no_training_entry");
    let first = "import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\ns = tf.Session()\nm.fit(X)\nDense(1)\n";
    assert_eq!(code_of(&[("old.py", first)]), "unsupported_framework");
    assert_eq!(code_of(&[("train.py", KNN), ("anneal.toml", "entry = \"x.py\"")]), "entry_missing");
    assert_eq!(code_of(&[("train.py", KNN), ("anneal.toml", "trails = 1")]), "manifest_unknown_key");
}

#[test]
fn what_may_go_wrong_is_told_before() {
    let text =
        format!("import pandas as pd\ndf = pd.read_csv('data/train.csv')\nname = input('who?')\n{KNN}");
    let code = read(&[("train.py", &text)]).expect("classified");
    let lines: Vec<u32> = code.warnings.iter().map(|warning| warning.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn knobs_come_with_it() {
    let code = read(&[("train.py", KNN)]).expect("classified");
    assert!(code.knobs.iter().any(|knob| knob.id.contains("n_neighbors")), "{:?}", code.knobs);
}

const LOOP: &str = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n";

#[test]
fn what_is_called_without_being_named_is_reached() {
    let returned = "from keras.models import Sequential\nfrom keras.layers import Dense, Conv2D\ndef block(n):\n    def add(m):\n        m.add(Conv2D(n, 3))\n    return add\n\
        m = Sequential()\nblock(8)(m)\nm.add(Dense(2, activation='softmax'))\nm.compile(loss='categorical_crossentropy')\nm.fit(X, y)\n";
    assert_eq!(summary(&[("t.py", returned)]), "keras keras3 keras t.py classification cnn");
    let held = "from xgboost import XGBRegressor\nfrom sklearn.pipeline import Pipeline\nclass Trainer:\n    def __init__(self, make=None):\n        self._make = make or self._default\n    def _default(self):\n        return XGBRegressor()\n\
        \x20   def run(self):\n        Pipeline([('m', self._make())]).fit(X, y)\nTrainer().run()\n";
    assert_eq!(summary(&[("t.py", held)]), "xgboost  gbm t.py regression gbm");
}

#[test]
fn boxes_and_what_they_hold_are_detection_also_in_registered_classes() {
    let files = [
        (
            "train.py",
            "import torch\nimport heads\nfrom registry import LOSSES\nnet = torch.nn.Conv2d(3, 8, 3)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\n\
             for x, y in data:\n    loss = LOSSES['box'](net(x), y)\n    loss.backward()\n    opt.step()\n",
        ),
        ("registry.py", "LOSSES = Registry()\n"),
        (
            "heads.py",
            "import torch\nimport torch.nn.functional as F\nfrom registry import LOSSES\n@LOSSES.register('box')\nclass BoxLoss(torch.nn.Module):\n    def forward(self, found, wanted):\n\
             \x20       return F.smooth_l1_loss(found[0], wanted[0]) + F.cross_entropy(found[1], wanted[1])\n",
        ),
    ];
    assert_eq!(summary(&files), "torch  torch train.py other cnn");
}

#[test]
fn adversaries_and_flows_generate() {
    let translate = format!(
        "{LOOP}G, D = nn.Conv2d(3, 3, 3), nn.Conv2d(3, 1, 3)\ng, d = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())\n\
         for x in data:\n    fake = G(x)\n    F.mse_loss(D(fake.detach()), zeros).backward()\n    d.step()\n    F.mse_loss(D(fake), ones).backward()\n    g.step()\n"
    );
    assert_eq!(summary(&[("train.py", &translate)]), "torch  torch train.py generative cnn");
    let flow = format!(
        "{LOOP}net = nn.Conv1d(4, 4, 1)\nopt = torch.optim.Adam(net.parameters())\nfor x in data:\n    z = net(x)\n\
         \x20   loss = (z * z).sum() - torch.logdet(net.weight.squeeze())\n    loss.backward()\n    opt.step()\n"
    );
    assert_eq!(summary(&[("train.py", &flow)]), "torch  torch train.py generative cnn");
    // A teacher's answer is cut off, too, and is what the student is to say.
    let distil = format!(
        "{LOOP}net, teacher = nn.Conv2d(3, 3, 3), load()\nopt = torch.optim.Adam(net.parameters())\nloss_fn = nn.MSELoss()\n\
         for x in data:\n    loss_fn(net(x), teacher(x).detach()).backward()\n    loss_fn(net(x), y).backward()\n    opt.step()\n"
    );
    assert_eq!(summary(&[("train.py", &distil)]), "torch  torch train.py regression cnn");
}

#[test]
fn of_two_trainings_the_one_that_python_3_runs_is_taken() {
    let old = format!("{KNN}print 'done'\n");
    assert_eq!(
        summary(&[("train.py", &old), ("zz_other.py", KNN)]),
        "sklearn  sklearn zz_other.py classification knn"
    );
}

#[test]
fn a_script_may_have_no_ending() {
    let script = format!("#!/usr/bin/env python3\n{KNN}");
    assert_eq!(summary(&[("train", &script)]), "sklearn  sklearn train classification knn");
    assert_eq!(code_of(&[("train", KNN)]), "no_python");
}
