use std::collections::BTreeMap;

use crate::{SourceTree, edit, knobs};

use super::*;

const NOTEBOOK: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "metadata": {}, "source": ["# Caf\u00e9 \"SVC(C=9)\""]},
  {
   "cell_type": "code",
   "source": [
    "%matplotlib inline\n",
    "!pip install scikit-learn\n",
    "from sklearn.svm import SVC  # \"\ud83d\ude00\u00e9\" é"
   ],
   "outputs": [{"text": ["SVC(C=0.01)"]}]
  },
  {"cell_type": "code", "source": "%%bash\nls"},
  {
   "cell_type": "code",
   "source": [
    "clf = SVC(C=0.01, kernel=\"rbf\")\n",
    "clf.fit(X, y)\n",
    "clf.score(X_test, y_test)"
   ]
  }
 ],
 "nbformat": 4
}
"##;

fn edited(values: &[(&str, &str)]) -> String {
    let tree = SourceTree::of([("a.ipynb", NOTEBOOK)]);
    let knobs = knobs::find(&tree, "a.ipynb");
    let values: BTreeMap<String, String> =
        values.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    let changed = edit::apply(|path| tree.bytes(path), &knobs, &values).expect("applied");
    String::from_utf8(changed.into_iter().next().expect("a change").1).expect("text")
}

#[test]
fn the_code_of_all_cells_is_one_program() {
    let notebook = Notebook::read(NOTEBOOK).expect("a notebook");
    let expected = "##################\n#########################\nfrom sklearn.svm import SVC  # \"\u{1f600}\u{e9}\" \u{e9}\n\
                    ######\n##\nclf = SVC(C=0.01, kernel=\"rbf\")\nclf.fit(X, y)\nclf.score(X_test, y_test)\n";
    assert_eq!(notebook.text, expected);
    assert_eq!(notebook.at.len(), notebook.text.len());
}

#[test]
fn a_value_changes_in_its_cell_and_nothing_else() {
    assert_eq!(edited(&[("SVC.C", "10.0")]), NOTEBOOK.replace("\"clf = SVC(C=0.01", "\"clf = SVC(C=10.0"));
    assert_eq!(edited(&[("SVC.kernel", "\"poly\"")]), NOTEBOOK.replace("\\\"rbf\\\"", "\\\"poly\\\""));
    assert_eq!(
        edited(&[("SVC.gamma", "'auto'")]),
        NOTEBOOK.replace("\\\"rbf\\\")", "\\\"rbf\\\", gamma='auto')")
    );
}

#[test]
fn what_comes_in_on_a_line_of_its_own_is_a_line_of_the_cell() {
    let scaled = edited(&[("SVC.scaling", "StandardScaler()")]);
    assert!(
        scaled.contains("make_pipeline(StandardScaler(), SVC(C=0.01, kernel=\\\"rbf\\\"))\\n\",\n"),
        "{scaled}"
    );
    let imports = "\u{e9}\\n\",\n    \"from sklearn.pipeline import make_pipeline\\n\",\n    \"from sklearn.preprocessing import StandardScaler\"\n";
    assert!(scaled.contains(imports), "{scaled}");
    assert!(Notebook::read(&scaled).is_some());
}

#[test]
fn what_is_no_notebook_has_no_program() {
    assert!(Notebook::read("{}").is_none());
    assert!(Notebook::read("x = 1\n").is_none());
    assert!(knobs::find(&SourceTree::of([("a.ipynb", "{\"cells\": [")]), "a.ipynb").is_empty());
}
