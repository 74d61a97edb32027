//! Trees that nobody wrote to be trained: an answer or a reason, and never a panic.

use std::fs;

use anneal_classifier::classify;
use anneal_proto::v1::Settings;
use anneal_source::SourceTree;
use proptest::prelude::*;

const TRAINS: &str = "from sklearn.svm import SVC\nSVC().fit(X, y)\n";

/// The entry or the reason's code. A rule that panics is told as a fault of ours.
fn answer(tree: &SourceTree) -> String {
    match classify(tree, &Settings::default()) {
        Ok(code) => code.workload.and_then(|w| w.entry).map(|entry| entry.path).unwrap_or_default(),
        Err(failed) => {
            let reason = failed.reason.expect("a reason");
            assert_ne!(reason.code, "classifier_fault", "{}", reason.what);
            reason.code
        }
    }
}

fn one(text: impl Into<Vec<u8>>) -> String {
    let mut tree = SourceTree::default();
    tree.insert("train.py", text);
    answer(&tree)
}

#[test]
fn what_is_too_deep_or_too_large_is_told_and_does_not_sink_the_rest() {
    let deep = |part: &str| format!("{TRAINS}{}", part.repeat(60_000));
    for part in ["(", "[", "-", "not ", "f(", "a.b(", "x if y else ", "lambda: ", "f'{", "a[", "a**"] {
        let text = deep(part);
        assert_eq!(one(text.clone()), "no_training_entry", "{part}");
        let mut tree = SourceTree::of([("train.py", TRAINS), ("broken.py", "import broken_too\n")]);
        tree.insert("helper.py", text);
        assert_eq!(answer(&tree), "train.py", "{part}");
    }
    let blocks: String = (0..5_000).map(|n| format!("{}if x:\n", " ".repeat(n % 1_500))).collect();
    one(blocks);
    assert_eq!(one("x = 1\n".repeat(1_000_000)), "no_training_entry");
}

#[test]
fn an_entry_that_imports_what_is_refused_is_still_read() {
    let mut tree =
        SourceTree::of([("train.py", "import deep\nfrom sklearn.svm import SVC\nSVC().fit(X, y)\n")]);
    tree.insert("deep.py", "x = ".to_owned() + &"(".repeat(100_000));
    assert_eq!(answer(&tree), "train.py");
}

#[test]
fn what_is_no_text_is_no_entry() {
    assert_eq!(one(b"\x7fELF\0\0\0".to_vec()), "no_training_entry");
    assert_eq!(one(format!("{TRAINS}\0").into_bytes()), "no_training_entry");
    assert_eq!(one([TRAINS.as_bytes(), b"# caf\xe9 \xff\xfe\n"].concat()), "train.py");
    assert_eq!(one([b"\xef\xbb\xbf", TRAINS.as_bytes()].concat()), "train.py");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(TRAINS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(one(wide), "train.py");
    assert_eq!(one(TRAINS.replace('\n', "\r")), "train.py");
}

#[test]
fn broken_notebooks_and_settings_are_told() {
    for text in
        ["", "{", "[]", r#"{"cells": 1}"#, r#"{"cells": [{"cell_type": "code", "source": [1, null]}]}"#]
    {
        assert_eq!(answer(&SourceTree::of([("a.ipynb", text)])), "no_training_entry");
    }
    let nested = "[".repeat(100_000);
    assert_eq!(answer(&SourceTree::of([("a.ipynb", nested.as_str())])), "no_training_entry");
    let settings = format!("entry = {nested}");
    assert_eq!(answer(&SourceTree::of([("anneal.toml", settings.as_str())])), "manifest_syntax");
}

#[test]
fn circles_of_imports_classes_and_names_end() {
    let tree = SourceTree::of([
        (
            "a.py",
            "from b import *\nfrom . import a\nimport a\nclass A(A): pass\nclass B(C): pass\nclass C(B): pass\nA().fit(B().fit(C()))\n",
        ),
        ("b.py", "from a import *\nx = y\ny = x\nx.fit(y)\nf = lambda: f()\nf().fit(f)\n"),
        ("pkg/__init__.py", "from pkg import *\nfrom .pkg import pkg\nfrom .. import pkg\n"),
    ]);
    assert_eq!(answer(&tree), "no_training_entry");
}

#[test]
fn links_are_not_followed() {
    let dir = tempfile::tempdir().expect("temporary directory");
    fs::write(dir.path().join("train.py"), TRAINS).expect("written");
    std::os::unix::fs::symlink("..", dir.path().join("up")).expect("linked");
    std::os::unix::fs::symlink("loop.py", dir.path().join("loop.py")).expect("linked");
    assert_eq!(answer(&SourceTree::from_dir(dir.path()).expect("readable")), "train.py");
}

#[test]
fn a_large_tree_is_read_in_the_time_of_its_relevant_files() {
    let mut tree = SourceTree::of([("train.py", TRAINS)]);
    let text = "import os\n\n\ndef handler(event):\n    return os.environ.get(event['name'], 'nothing')\n"
        .repeat(20);
    (0..10_000).for_each(|n| tree.insert(format!("service{}/part{n}.py", n % 50), text.clone()));
    let start = std::time::Instant::now();
    assert_eq!(answer(&tree), "train.py");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// What rules look for, and what breaks it.
const PIECES: &[&str] = &[
    "from sklearn.svm import SVC\n",
    "import torch\n",
    "from keras.layers import *\n",
    "import tensorflow as tf\n",
    "import xgboost as xgb\n",
    "model",
    " = ",
    "SVC(",
    "Dense(1",
    ")",
    ".fit(",
    "x, x",
    "\n",
    "\n    ",
    "def f(a, b=1):\n    ",
    "class A(torch.nn.Module):\n    ",
    "return ",
    "self.m",
    "for i in ",
    "if __name__ == '__main__':\n    ",
    ".backward()",
    ".step()",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "lambda x: ",
    "'text'",
    "\"\"\"",
    "f'{",
    "#",
    "\\",
    "**",
    "*",
    ", ",
    "import ",
    "from . ",
    "try:\n  ",
    "except:\n  ",
    "with x as y:\n  ",
    "@",
    "print 1\n",
    "%magic\n",
    "!pip install ",
    "\u{e9}",
    "\t",
    "await ",
    "loss=",
    "A()",
    "f(f)",
];

/// Lines of Python by pieces that rules look for, in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(PIECES);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_an_answer(a in soup(), b in soup(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let notebook = serde_json::json!({"cells": [{"cell_type": "code", "source": a}]}).to_string();
        let mut tree = SourceTree::of([("a.py", a.as_str()), ("b.py", b.as_str()), ("n.ipynb", notebook.as_str())]);
        tree.insert("c.py", bytes.clone());
        tree.insert("requirements.txt", bytes.clone());
        tree.insert("README.md", b.into_bytes());
        answer(&tree);
        tree.insert("anneal.toml", bytes);
        answer(&tree);
    }
}
