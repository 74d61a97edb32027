use super::*;

fn program(files: &[(&str, &str)]) -> Program {
    Program::read(&SourceTree::of(files.iter().copied()))
}

/// Names of library calls and methods that an entry reaches.
fn names(files: &[(&str, &str)]) -> Vec<String> {
    let program = program(files);
    let entry = program.id(files[0].0).expect("the entry");
    let name = |reached: &Reached<'_>| match reached.callee {
        Callee::Library(name) => Some(name.clone()),
        Callee::Method { name, .. } => Some(format!(".{name}")),
        _ => None,
    };
    program.reached(entry).iter().filter_map(name).collect()
}

/// What the receiver of the only `fit` is.
fn fitted(files: &[(&str, &str)]) -> Vec<String> {
    let program = program(files);
    let calls =
        program.files().flat_map(|(file, read)| (0..read.calls.len()).map(move |call| CallAt { file, call }));
    let mut found = Vec::new();
    for at in calls {
        if let Callee::Method { receiver, name } = program.callee_at(at)
            && name == "fit"
        {
            let place = Place { file: at.file, scope: program.call(at).scope };
            found.extend(program.kinds(place, receiver));
        }
    }
    let name = |kind| match kind {
        Kind::Library(name, _) | Kind::Text(name) => name,
        Kind::Local(place) => format!("class {}", program.file(place.file).scopes[place.scope].name),
    };
    found.into_iter().map(name).collect()
}

#[test]
fn what_an_entry_reaches_goes_through_functions_and_files() {
    let reached = names(&[
        ("main.py", "from lib import train\nif __name__ == '__main__':\n    train.run()\n"),
        ("lib/__init__.py", ""),
        (
            "lib/train.py",
            "from sklearn.svm import SVC\ndef run():\n    SVC().fit(X, y)\ndef unused():\n    f()\n\
             if __name__ == '__main__':\n    g()\n",
        ),
    ]);
    assert_eq!(reached, ["sklearn.svm.SVC", ".fit"]);
}

#[test]
fn functions_that_are_passed_on_and_methods_are_reached() {
    let text = "import threading\nclass Trainer:\n    def __init__(self, n):\n        self.n = n\n    def go(self):\n        self.step()\n\
        def step(self):\n        a()\n    def unused(self):\n        b()\ndef work():\n    c()\n\
        threading.Thread(target=work).start()\nTrainer(1).go()\n";
    let text = text.replace("\ndef step", "\n    def step");
    let reached = names(&[("a.py", &text)]);
    for (name, expected) in [("a", true), ("b", false), ("c", true)] {
        assert_eq!(reached.contains(&name.to_owned()), expected, "{name} in {reached:?}");
    }
}

#[test]
fn frameworks_call_back_what_is_made_for_them() {
    let text = "import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return f(x)\nNet()\n";
    assert!(names(&[("a.py", text)]).contains(&"f".to_owned()));
}

#[test]
fn names_are_followed_through_re_exports_and_stars() {
    let reached = names(&[
        (
            "run.py",
            "from pkg import Model, build\nimport pkg.deep.last\nfrom keras.layers import *\nbuild()\nModel()\npkg.deep.last.go()\nDense(3)\n",
        ),
        ("pkg/__init__.py", "from .inner import *\nfrom .inner import make as build\n"),
        ("pkg/inner.py", "from sklearn.svm import SVC as Model\ndef make():\n    made()\n"),
        ("pkg/deep/last.py", "def go():\n    gone()\n"),
    ]);
    for name in ["made", "sklearn.svm.SVC", "gone", "keras.layers.Dense"] {
        assert!(reached.contains(&name.to_owned()), "{name} in {reached:?}");
    }
}

#[test]
fn values_are_followed_to_what_made_them() {
    let through_function = "from sklearn.svm import SVC\ndef build():\n    m = SVC()\n    return m\n\
        def train(model, X):\n    model.fit(X)\ntrain(build(), 1)\n";
    assert_eq!(fitted(&[("a.py", through_function)]), ["sklearn.svm.SVC"]);
    let through_table = "from sklearn import svm, linear_model as lm\nmodels = {'a': svm.SVC(), 'b': lm.Ridge()}\n\
        for name, model in models.items():\n    model.fit(X)\n";
    assert_eq!(fitted(&[("a.py", through_table)]), ["sklearn.linear_model.Ridge", "sklearn.svm.SVC"]);
    let through_self = "from sklearn.svm import SVC\nclass T:\n    def __init__(self, m=None):\n        self.m = m or SVC()\n\
        \x20   def go(self):\n        self.m.fit(X)\nT().go()\n";
    assert_eq!(fitted(&[("a.py", through_self)]), ["sklearn.svm.SVC"]);
    let classes = "from sklearn.svm import SVC\nclass Own:\n    def fit(self, X): pass\nm = Own()\nm.fit(X)\nc = SVC\nc().fit(X)\n";
    assert_eq!(fitted(&[("a.py", classes)]), ["class Own", "sklearn.svm.SVC"]);
}

#[test]
fn settings_may_be_attributes_of_a_class_or_entries_of_a_table() {
    let text = "from sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge\nclass Config:\n    model = SVC\n\
        TABLE = {'ridge': Ridge}\nConfig.model(C=1).fit(X)\nTABLE['ridge']().fit(X)\n";
    assert_eq!(fitted(&[("a.py", text)]), ["sklearn.svm.SVC", "sklearn.linear_model.Ridge"]);
}

#[test]
fn circles_end() {
    let text = "from b import *\ndef f(x):\n    return f(g(x))\ndef g(x):\n    y = f(y)\n    return y\na = b\nb = a\na.fit(1)\nf(a).fit(b)\n";
    assert!(fitted(&[("a.py", text), ("b.py", "from a import *\nimport a\n")]).is_empty());
}

#[test]
fn a_large_tree_is_read_as_far_as_it_matters() {
    let mut tree = SourceTree::of([
        ("main.py", "from work.train import run\nrun()\n"),
        ("work/train.py", "from sklearn.svm import SVC\ndef run():\n    SVC().fit(X, y)\n"),
    ]);
    (0..300).for_each(|n| tree.insert(format!("other/m{n}.py"), "import os\n"));
    let program = Program::read(&tree);
    let paths: Vec<&str> = program.files().map(|(_, file)| file.path.as_str()).collect();
    assert_eq!(paths, ["main.py", "work/train.py"]);
}
