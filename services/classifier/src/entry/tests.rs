use anneal_source::SourceTree;

use super::*;

const TRAINS: &str = "from sklearn.svm import SVC\nSVC().fit(X, y)\n";

fn choose_in(files: &[(&str, &str)]) -> Chosen {
    let tree = SourceTree::of(files.iter().copied());
    let program = Program::read(&tree);
    choose(&tree, &program, &Settings::default()).expect("an entry")
}

fn path(files: &[(&str, &str)]) -> String {
    let program = Program::read(&SourceTree::of(files.iter().copied()));
    program.file(choose_in(files).file).path.clone()
}

#[test]
fn the_one_that_others_do_not_import_is_run() {
    let files = [
        ("main.py", "from training import run\nrun()\n"),
        (
            "training.py",
            "from sklearn.svm import SVC\ndef run():\n    SVC().fit(X, y)\nif __name__ == '__main__':\n    run()\n",
        ),
    ];
    assert_eq!(path(&files), "main.py");
}

#[test]
fn what_uses_the_trained_model_is_not_run() {
    let train = format!("def net(): pass\n{TRAINS}");
    let files = [
        ("evaluate.py", "from train import net\n"),
        ("train.py", train.as_str()),
        ("app.py", "import flask\nimport train\n"),
    ];
    assert_eq!(path(&files), "train.py");
}

#[test]
fn names_are_weak_hints() {
    assert_eq!(path(&[("a_model.py", TRAINS), ("train.py", "import sklearn\n")]), "a_model.py");
    assert_eq!(path(&[("mnist.py", TRAINS), ("mnist_old.py", TRAINS)]), "mnist.py");
    assert_eq!(
        path(&[("one.py", TRAINS), ("two.py", TRAINS), ("README.md", "Run `python two.py`")]),
        "two.py"
    );
}

#[test]
fn arguments_come_from_the_documentation() {
    let script = format!(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--data', required=True)\n{TRAINS}"
    );
    let bare = choose_in(&[("train.py", &script)]);
    assert_eq!(bare.missing.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>(), ["--data"]);
    let told = choose_in(&[
        ("train.py", &script),
        ("README.md", "```\npython3 train.py --data data.csv && echo\n```\n"),
    ]);
    assert_eq!((told.args, told.missing.len()), (vec!["--data".to_owned(), "data.csv".to_owned()], 0));
    let placeholder = choose_in(&[("train.py", &script), ("README.md", "python train.py --data <file>\n")]);
    assert!(placeholder.args.is_empty());
}

#[test]
fn a_script_that_imports_from_around_itself_is_run_as_a_module() {
    let relative = format!("from .net import Net\n{TRAINS}");
    let absolute = format!("from pkg.net import Net\n{TRAINS}");
    let beside = format!("from net import Net\n{TRAINS}");
    for (text, kind) in [(relative, "module"), (absolute, "module"), (beside, "script")] {
        let chosen = choose_in(&[("pkg/train.py", &text), ("pkg/net.py", ""), ("pkg/__init__.py", "")]);
        assert_eq!(chosen.kind, kind, "{text}");
    }
}
