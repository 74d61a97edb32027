use super::*;

fn imports(text: &str) -> Imports {
    Imports::of(&Syntax::parse(text).expect("parsed"))
}

#[test]
fn names_mean_what_was_imported() {
    let imports = imports(
        "import tensorflow.keras as K\nimport os.path\nimport numpy as np, pandas\nfrom sklearn.svm import SVC as S\n\
        def f():\n    from .model import build\n    import importlib\n    importlib.import_module('torch.nn')\n",
    );
    let means = |name| imports.resolve(name);
    assert_eq!(means("K.layers.Dense").as_deref(), Some("tensorflow.keras.layers.Dense"));
    assert_eq!(means("os.path.join").as_deref(), Some("os.path.join"));
    assert_eq!(means("np.load").as_deref(), Some("numpy.load"));
    assert_eq!(means("S").as_deref(), Some("sklearn.svm.SVC"));
    assert_eq!(means("build").as_deref(), Some(".model.build"));
    assert_eq!(means("unknown.name"), None);
    assert!(imports.iter().any(|import| import.module == "torch.nn"));
}

#[test]
fn what_stands_in_for_another_counts_only_where_nothing_else_does() {
    let imports = imports(
        "try:\n    from tensorflow.keras.layers import Dense\nexcept ImportError:\n    from keras.layers import Dense\n\
        try:\n    import x\nexcept ImportError:\n    import y as z\n",
    );
    assert_eq!(imports.resolve("Dense").as_deref(), Some("tensorflow.keras.layers.Dense"));
    assert_eq!(imports.resolve("z").as_deref(), Some("y"));
}

#[test]
fn modules_of_the_tree_are_found_as_python_finds_them() {
    let paths = [
        "train.py",
        "utils.py",
        "src/data.py",
        "pkg/__init__.py",
        "pkg/model.py",
        "pkg/sub/__init__.py",
        "pkg/sub/deep.py",
        "lib/loader.py",
        "keras/example.py",
        "xgboost.py",
        "a/twice.py",
        "b/twice.py",
    ];
    let layout = Layout::of(paths, &["keras", "xgboost"]);
    let local = |from, module| layout.local(from, module).map(|local| local.path);
    assert_eq!(local("train.py", "utils"), Some("utils.py"));
    assert_eq!(local("train.py", "data"), Some("src/data.py"));
    assert_eq!(local("train.py", "pkg.model"), Some("pkg/model.py"));
    assert_eq!(local("train.py", "pkg"), Some("pkg/__init__.py"));
    assert_eq!(local("pkg/sub/deep.py", "..model"), Some("pkg/model.py"));
    assert_eq!(local("pkg/sub/deep.py", "."), Some("pkg/sub/__init__.py"));
    assert_eq!(local("pkg/sub/deep.py", "pkg.model"), Some("pkg/model.py"));
    assert_eq!(local("train.py", "loader"), Some("lib/loader.py"));
    assert_eq!(local("train.py", "keras.example"), None);
    assert_eq!(local("xgboost.py", "xgboost"), None);
    assert_eq!(local("train.py", "twice"), None);
    assert_eq!(local("train.py", "....x"), None);
}
