import numpy as np
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import QuantileTransformer
from skorch import NeuralNetClassifier
from skorch.callbacks import EarlyStopping, LRScheduler

from tumour_net import TumourNet


def pipeline():
    net = NeuralNetClassifier(
        TumourNet,
        criterion=torch.nn.CrossEntropyLoss,
        optimizer=torch.optim.AdamW,
        max_epochs=60,
        callbacks=[("stop", EarlyStopping(patience=8)), ("slow", LRScheduler("ReduceLROnPlateau"))],
        iterator_train__shuffle=True,
        verbose=0,
    )
    return Pipeline([("quantiles", QuantileTransformer(100, output_distribution="normal")), ("net", net)])


GRID = {
    "net__lr": [3e-4, 3e-3],
    "net__module__width": [8, 32],
    "net__module__depth": [1, 2, 3],
}

if __name__ == "__main__":
    X, y = load_breast_cancer(return_X_y=True)
    X, X_test, y, y_test = train_test_split(X.astype("float32"), y.astype(np.int64), random_state=33, stratify=y)
    search = GridSearchCV(pipeline(), GRID, cv=4, scoring="accuracy", n_jobs=2)
    search.fit(X, y)
    for params, score in zip(search.cv_results_["params"], search.cv_results_["mean_test_score"]):
        print("%.4f" % score, params)
    print("held out accuracy: %.4f" % search.score(X_test, y_test))
