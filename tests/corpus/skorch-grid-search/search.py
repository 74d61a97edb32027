import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from skorch import NeuralNetClassifier
from skorch.callbacks import EarlyStopping, EpochScoring

from net import ClassifierModule


def make_pipeline():
    net = NeuralNetClassifier(
        ClassifierModule,
        max_epochs=30,
        lr=0.05,
        batch_size=32,
        callbacks=[EpochScoring("roc_auc", lower_is_better=False), EarlyStopping(patience=5)],
        verbose=0,
    )
    return Pipeline([("scale", StandardScaler()), ("net", net)])


def main():
    X, y = load_breast_cancer(return_X_y=True)
    X, y = X.astype(np.float32), y.astype(np.int64)
    X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
    params = {
        "net__lr": [0.01, 0.05],
        "net__module__num_units": [10, 20, 50],
        "net__module__dropout": [0.0, 0.5],
    }
    gs = GridSearchCV(make_pipeline(), params, refit=True, cv=3, scoring="accuracy", verbose=1)
    gs.fit(X_train, y_train)
    print(gs.best_score_, gs.best_params_)
    print("test accuracy", gs.score(X_test, y_test))


if __name__ == "__main__":
    main()
