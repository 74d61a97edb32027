//! Repositories that tests push, for trainings that are simulated.

use std::fs;
use std::path::{Path, PathBuf};

use crate::simulated::Script;

/// A source tree on disk.
pub struct Repository {
    path: PathBuf,
}

/// An MLP as it is pushed.
pub(crate) const TRAIN: &str = r#"from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

model = MLPClassifier(hidden_layer_sizes=(4,), max_iter=10, random_state=0)
model.fit(X_train, y_train)
print("accuracy:", accuracy_score(y_test, model.predict(X_test)))
"#;

impl Repository {
    /// A training of an MLP whose simulation follows `script`.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn training(parent: &Path, name: &str, script: &Script) -> Self {
        let repository = Self::with(parent, name, &[("train.py", TRAIN)]);
        let json = serde_json::to_string(script).expect("a script in JSON");
        fs::write(repository.path.join("simulation.json"), json).expect("written");
        repository
    }

    /// A tree of these files.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn with(parent: &Path, name: &str, files: &[(&str, &str)]) -> Self {
        let path = parent.join(name);
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap_or(&path)).expect("directory");
            fs::write(file, text).expect("written");
        }
        Self { path }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}
