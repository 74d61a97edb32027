//! What the training reads and measures, and what is to be run before it.

use anneal_classifier::classify;
use anneal_proto::v1::{CodeClassified, Settings};
use anneal_source::SourceTree;

fn read(files: &[(&str, &str)]) -> CodeClassified {
    classify(&SourceTree::of(files.iter().copied()), &Settings::default()).expect("classified")
}

/// `kind name` of all data, in order.
fn data(files: &[(&str, &str)]) -> Vec<String> {
    read(files).data.iter().map(|data| format!("{} {}", data.kind, data.name)).collect()
}

/// `split name` of all measures, in order.
fn metrics(files: &[(&str, &str)]) -> Vec<String> {
    read(files).metrics.iter().map(|one| format!("{} {}", one.split, one.name)).collect()
}

const FIT: &str = "from sklearn.svm import SVC\nSVC().fit(X, y)\n";

#[test]
fn data_sets_say_where_they_come_from() {
    let code = format!(
        "import os\nimport pandas as pd\nfrom pathlib import Path\nfrom sklearn import datasets\nimport torchvision\n\
         datasets.load_iris()\ndatasets.make_blobs()\ndatasets.fetch_california_housing()\n\
         HERE = Path('data')\npd.read_csv(HERE / 'there.csv')\npd.read_csv(os.path.join('data', 'gone.csv'))\n\
         pd.read_csv('https://example.org/a.csv')\npd.read_csv('/home/ann/b.csv')\n\
         pd.DataFrame().to_csv('own.csv')\npd.read_csv('own.csv')\n{FIT}"
    );
    let files = [("train.py", code.as_str()), ("data/there.csv", "a,b\n")];
    assert_eq!(
        data(&files),
        [
            "built_in iris",
            "generated make_blobs",
            "downloaded california_housing",
            "file data/there.csv",
            "missing data/gone.csv",
            "downloaded https://example.org/a.csv",
            "missing /home/ann/b.csv",
            "written own.csv"
        ]
    );
}

#[test]
fn paths_go_through_options_parameters_and_callers() {
    let code = format!(
        "import argparse\nimport pandas as pd\nparser = argparse.ArgumentParser()\n\
         parser.add_argument('--folder', default='raw')\nargs = parser.parse_args()\n\
         def load(part):\n    return pd.read_csv(f'{{args.folder}}/{{part}}.csv')\n\
         load('train')\nload('test')\n{FIT}"
    );
    assert_eq!(data(&[("train.py", &code)]), ["missing raw/test.csv", "missing raw/train.csv"]);
    let given = [("train.py", code.as_str()), ("anneal.toml", "args = ['--folder', 'given']\n")];
    assert_eq!(data(&given), ["missing given/test.csv", "missing given/train.csv"]);
}

#[test]
fn models_and_settings_are_no_data() {
    let code = format!(
        "import joblib, yaml\nopen('config.yaml')\njoblib.load('scaler.joblib')\nopen('notes.txt', 'w')\n{FIT}"
    );
    assert!(data(&[("train.py", &code)]).is_empty());
}

#[test]
fn steps_come_in_the_order_of_what_they_write() {
    let train = format!("import pandas as pd\nX = pd.read_csv('clean/b.csv')\n{FIT}");
    let clean =
        "import pandas as pd\nfor part in parts():\n    pd.read_csv('a.csv').to_csv(f'clean/{part}.csv')\n";
    let fetch = "import urllib.request\nurllib.request.urlretrieve('https://example.org/x', 'a.csv')\n";
    let plot = "import pandas as pd\npd.read_csv('clean/b.csv').to_csv('out.csv')\n";
    let files = [("train.py", train.as_str()), ("a_clean.py", clean), ("get.py", fetch), ("plot.py", plot)];
    let code = read(&files);
    let steps: Vec<&str> =
        code.before.iter().filter_map(|step| step.entry.as_ref()).map(|entry| entry.path.as_str()).collect();
    assert_eq!(steps, ["get.py", "a_clean.py"]);
    assert_eq!(code.before[1].seen.as_ref().map(|seen| seen.line), Some(3));
    let why = &code.warnings[0].why;
    assert!(why.contains("not in the commit") && why.contains("a_clean.py writes it"), "{why}");
    // What is committed needs no step.
    let with_data = [files.as_slice(), &[("clean/b.csv", "1\n")]].concat();
    assert!(read(&with_data).before.is_empty());
}

#[test]
fn measures_name_their_split() {
    let sklearn = "from sklearn.svm import SVC\nfrom sklearn.metrics import f1_score, mean_squared_error\nimport numpy as np\n\
        from sklearn.model_selection import cross_val_score\nm = SVC()\nm.fit(X_train, y_train)\n\
        print(m.score(X_test, y_test), m.score(X_train, y_train))\nf1_score(y_val, m.predict(X_val), average='macro')\n\
        cross_val_score(m, X, y, scoring='roc_auc')\nnp.sqrt(mean_squared_error(y_test, p))\n";
    let found = ["test accuracy", "train accuracy", "validation f1", "validation auc", "test rmse"];
    assert_eq!(metrics(&[("train.py", sklearn)]), found);
    let keras = "import keras\nm = keras.Sequential([keras.layers.Dense(1)])\n\
        m.compile(optimizer='adam', loss='mse', metrics=['mae', keras.metrics.RootMeanSquaredError()])\n\
        m.fit(x, y, validation_split=0.1)\nm.evaluate(x_test, y_test)\n";
    assert_eq!(
        metrics(&[("train.py", keras)]),
        ["validation rmse", "validation mae", "test rmse", "test mae"]
    );
}

#[test]
fn what_is_printed_beside_its_name_is_measured() {
    let torch = "import torch\nmodel = torch.nn.Linear(2, 2)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n\
        loss_fn = torch.nn.CrossEntropyLoss()\nfor epoch in range(3):\n    loss = loss_fn(model(x), y)\n    loss.backward()\n    opt.step()\n\
        \x20   print(f'epoch {epoch}: train loss {loss.item():.4f}, val acc {acc:.2%}')\nprint('loss is what counts')\n";
    assert_eq!(metrics(&[("train.py", torch)]), ["train loss", "validation accuracy"]);
}

#[test]
fn credentials_are_told_with_their_lines_and_not_with_their_text() {
    let code = format!(
        "import wandb\nx = 1\nAPI_KEY = 'abcdef0123456789'\nwandb.login(api_key='fedcba9876543210')\n{FIT}"
    );
    let warnings = read(&[("train.py", &code)]).warnings;
    let lines: Vec<u32> =
        warnings.iter().filter(|warning| warning.why.contains("credential")).map(|at| at.line).collect();
    assert_eq!(lines, [3, 4], "{warnings:?}");
    assert!(!warnings.iter().any(|warning| warning.why.contains("abcdef") || warning.why.contains("fedcba")));
}

#[test]
fn places_in_a_notebook_name_the_cell() {
    let cells = serde_json::json!([
        {"cell_type": "markdown", "source": "# A title"},
        {"cell_type": "code", "source": "!pip install seaborn==0.13\n%matplotlib inline\nimport pandas as pd"},
        {"cell_type": "code", "source": []},
        {"cell_type": "code", "source": ["from sklearn.svm import SVC\n", "data = pd.read_csv('a.csv')\n", "SVC().fit(data, y)"]},
    ]);
    let notebook = serde_json::json!({"cells": cells, "metadata": {}}).to_string();
    let code = read(&[("study.ipynb", &notebook)]);
    let place = |at: &anneal_proto::v1::Evidence| at.place().to_string();
    assert_eq!(place(&code.evidence[0]), "study.ipynb cell 2 line 3");
    assert_eq!(place(&code.warnings[0]), "study.ipynb cell 2 line 2");
    assert_eq!(code.data[0].seen.as_ref().map(place).as_deref(), Some("study.ipynb cell 2 line 2"));
    let seaborn = code.requirements.iter().find(|need| need.name == "seaborn").expect("installed");
    assert_eq!(seaborn.location, "study.ipynb cell 1 line 1");
    let broken = notebook.replace("SVC().fit", "SVC()).fit");
    let failed = classify(&SourceTree::of([("study.ipynb", broken.as_str())]), &Settings::default());
    let reason = failed.expect_err("broken").reason.expect("a reason");
    assert_eq!(reason.location, "study.ipynb cell 2 line 3", "{reason:?}");
}

#[test]
fn a_notebook_of_another_language_is_told() {
    let notebook = r#"{"metadata": {"kernelspec": {"name": "ir", "language": "R"}}, "cells": [
        {"cell_type": "code", "source": "library(caret)\nfit <- train(y ~ ., data)"}]}"#;
    let of = |files: &[(&str, &str)]| {
        let failed = classify(&SourceTree::of(files.iter().copied()), &Settings::default());
        failed.expect_err("no Python").reason.expect("a reason")
    };
    let reason = of(&[("model.ipynb", notebook)]);
    assert_eq!((reason.code.as_str(), reason.location.as_str()), ("no_python", "model.ipynb"));
    assert!(reason.what.contains("a notebook of R"), "{}", reason.what);
    let named =
        of(&[("model.ipynb", notebook), ("anneal.toml", "entry = 'model.ipynb'\n"), ("a.py", "x = 1\n")]);
    assert_eq!(named.code, "no_python");
    assert!(!named.remedy.is_empty());
}
