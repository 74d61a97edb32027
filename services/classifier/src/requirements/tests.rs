use super::*;

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let tree = SourceTree::of(files.iter().copied());
    let program = Program::read(&tree);
    let entry = program.id(files[0].0).expect("the entry");
    of(&tree, &program, entry, None)
        .into_iter()
        .map(|need| format!("{}{}", need.name, need.specifier))
        .collect()
}

#[test]
fn what_is_listed_and_what_is_imported_come_together() {
    let files = [
        (
            "train.py",
            "import os, sklearn, cv2, helper\ntry:\n    import cupy as np\nexcept ImportError:\n    import numpy as np\n",
        ),
        ("helper.py", "from google.cloud import storage\nimport google.colab\n"),
        (
            "requirements.txt",
            "# needs\nsklearn >= 1.0, < 2\n-r more.txt\nnumpy==1.26 ; python_version > '3'\ngit+https://x.y/z\ntorch[extra]==2.0 # cuda\n",
        ),
        ("more.txt", "pandas\n"),
    ];
    let expected = [
        "scikit-learn>=1.0,<2",
        "pandas",
        "numpy==1.26",
        "torch==2.0",
        "opencv-python-headless",
        "cupy",
        "google-cloud-storage",
    ];
    assert_eq!(found(&files), expected);
}

#[test]
fn lists_come_in_many_forms() {
    let poetry =
        "[tool.poetry.dependencies]\npython = \"^3.9\"\nkeras = \"^3.0\"\nnumpy = {version = \"1.2\"}\n";
    assert_eq!(found(&[("a.py", ""), ("pyproject.toml", poetry)]), ["keras>=3.0", "numpy==1.2"]);
    let standard = "[project]\ndependencies = [\"torch>=2\", \"x @ https://y\"]\n";
    assert_eq!(found(&[("src/a.py", ""), ("pyproject.toml", standard)]), ["torch>=2"]);
    let conda = "name: x\nchannels:\n  - pytorch\ndependencies:\n  - python=3.8\n  - conda-forge::numpy=1.20=py38\n  - pip:\n    - xgboost==1.5\n";
    assert_eq!(found(&[("a.py", ""), ("environment.yml", conda)]), ["numpy==1.20", "xgboost==1.5"]);
    let notebook = r#"{"cells": [{"cell_type": "code", "source": ["!pip install -q lightgbm==3 \n"]}]}"#;
    assert_eq!(found(&[("a.ipynb", notebook)]), ["lightgbm==3"]);
}

#[test]
fn bounds_are_read() {
    let need = |specifier: &str| {
        vec![Requirement {
            name: "tensorflow".to_owned(),
            specifier: specifier.to_owned(),
            location: String::new(),
        }]
    };
    assert_eq!(newest(&need("==2.10.1"), "tensorflow"), Some((2, 10)));
    assert_eq!(newest(&need(">=2.4,<2.16"), "tensorflow"), Some((2, 15)));
    assert_eq!(newest(&need("<3"), "tensorflow"), Some((2, u32::MAX)));
    assert_eq!(newest(&need(">=2.16"), "tensorflow"), None);
    assert_eq!(oldest(&need(">=2.16"), "tensorflow"), Some((2, 16)));
}
