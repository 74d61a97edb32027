import os

import yaml

DEFAULT = {
    "estimator": "sklearn.tree.DecisionTreeClassifier",
    "parameters": {"max_depth": 6},
    "data": {"name": "breast_cancer", "test_size": 0.25},
}


def read(path="config.yaml"):
    if not os.path.exists(path):
        return DEFAULT
    with open(path) as f:
        return {**DEFAULT, **yaml.safe_load(f)}
