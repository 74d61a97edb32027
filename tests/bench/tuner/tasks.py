"""What is searched: synthetic functions without prior knowledge, and scripts as careless authors leave them.

A task has knobs (as anneal finds them: id, kind, the author's value, its domain), a direction, and a score that
follows from the knobs' texts alone: every random state is fixed.

Start points are written as careless authors write them: each setting that matters is off by an order of magnitude or
at an end of its range. Targets follow one rule for all scripts: the 97th percentile of the scores of 200 uniform
draws from the space (so a random search needs about 23 trials), the lower of two neighbours; no search had a
part in it. For the digits network the target is given: 0.965.
"""

import math

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

DRAWS, QUANTILE = 200, 0.97


class Task:
    def __init__(self, name, knobs, score, direction="maximize", target=None):
        self.name, self.knobs, self.score = name, knobs, score
        self.direction, self.target = direction, target

    def start(self):
        return {knob["id"]: knob["current"] for knob in self.knobs}

    def draw(self, rng):
        return {knob["id"]: _drawn(knob, rng) for knob in self.knobs}


def _drawn(knob, rng):
    if "choices" in knob:
        return knob["choices"][rng.integers(len(knob["choices"]))]
    low, high = knob["low"], knob["high"]
    if knob.get("integer") and not knob.get("log"):
        value = int(rng.integers(low, high + 1))
    else:
        value = math.exp(rng.uniform(math.log(low), math.log(high))) if knob.get("log") else rng.uniform(low, high)
        value = round(value) if knob.get("integer") else float(value)
    return knob.get("template", "{}").replace("{}", repr(value))


def number(id, kind, low, high, current, log=False, integer=False, template="{}"):
    return {"id": id, "kind": kind, "low": low, "high": high, "log": log, "integer": integer,
            "template": template, "current": current}


def choice(id, kind, choices, current=None):
    return {"id": id, "kind": kind, "choices": choices, "current": current or choices[0]}


# Functions. Their knobs have names no table knows and no kind: there is nothing to know about them beforehand.

def branin(v):
    x, y = float(v["x"]), float(v["y"])
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


_A = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
_P = 1e-4 * np.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])


def hartmann6(v):
    x = np.array([float(v[f"x{i}"]) for i in range(6)])
    return float(-np.array([1, 1.2, 3, 3.2]) @ np.exp(-(_A * (x - _P) ** 2).sum(axis=1)))


def rosenbrock(v):
    """Rosenbrock's valley in three dimensions, bent and raised by two categories of which one pair is right."""
    x = [float(v[f"x{i}"]) for i in range(3)]
    raised = {"'a'": 0.0, "'b'": 3.0, "'c'": 10.0}[v["kind"]]
    sign = -1.0 if v["sign"] == "'minus'" else 1.0
    x[0] *= sign
    return raised + sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def functions(seed):
    """The functions from a start that the seed draws: the same for every search."""
    rng = np.random.default_rng(10_000 + seed)
    spaces = [
        ("branin", [number("x", "", -5.0, 10.0, "0"), number("y", "", 0.0, 15.0, "0")], branin),
        ("hartmann6", [number(f"x{i}", "", 0.0, 1.0, "0") for i in range(6)], hartmann6),
        ("rosenbrock-mixed", [number(f"x{i}", "", -2.0, 2.0, "0") for i in range(3)]
         + [choice("kind", "", ["'a'", "'b'", "'c'"]), choice("sign", "", ["'plus'", "'minus'"])], rosenbrock),
    ]
    tasks = []
    for name, knobs, score in spaces:
        task = Task(name, knobs, score, direction="minimize")
        for knob, text in zip(knobs, task.draw(rng).values()):
            knob["current"] = text
        tasks.append(task)
    return tasks


# Scripts.

def settings(values):
    """Keyword arguments of the estimator; `scaling` is a step before it."""
    arguments = {id.split(".", 1)[1]: eval(text) for id, text in values.items() if not id.endswith(".scaling")}
    scaled = any(id.endswith(".scaling") and text != "None" for id, text in values.items())
    return arguments, scaled


def digits_mlp(values):
    from sklearn.neural_network import MLPClassifier
    X, y = load_digits(return_X_y=True)
    X = X / 16.0
    train, test, y_train, y_test = train_test_split(X, y, test_size=0.5, stratify=y, random_state=0)
    arguments, _ = settings({k: v for k, v in values.items() if k != "layers"})
    (width,) = arguments.pop("hidden_layer_sizes")
    model = MLPClassifier(hidden_layer_sizes=(width,) * int(values["layers"]), random_state=0, **arguments)
    return float(model.fit(train, y_train).score(test, y_test)), {"epochs": int(model.n_iter_)}


def digits_task():
    m = "MLPClassifier."
    return Task("digits-mlp", [
        number(m + "hidden_layer_sizes", "width", 4, 256, "(4,)", log=True, integer=True, template="({},)"),
        number("layers", "depth", 1, 3, "1", integer=True),
        number(m + "learning_rate_init", "learning_rate", 1e-5, 1.0, "1e-4", log=True),
        number(m + "alpha", "regularisation", 1e-6, 1.0, "1e-4", log=True),
        choice(m + "activation", "activation", ["'relu'", "'tanh'", "'logistic'"]),
        choice(m + "solver", "optimizer", ["'adam'", "'sgd'"]),
        number(m + "max_iter", "epochs", 1, 40, "5", integer=True),
    ], digits_mlp, target=0.965)


def validated(load, estimator, folds, **fixed):
    """Mean score over the folds of one data set."""
    def score(values):
        X, y = load(return_X_y=True)
        arguments, scaled = settings(values)
        model = estimator(**arguments, **fixed)
        if scaled:
            model = make_pipeline(StandardScaler(), model)
        classes = len(set(y)) < 20
        split = (StratifiedKFold if classes else KFold)(folds, shuffle=True, random_state=0)
        return float(cross_val_score(model, X, y, cv=split, error_score="raise").mean()), {}
    return score


TREE_DEPTHS = ["1", "2", "3", "4", "6", "8", "12", "16", "24", "None"]
GAMMAS = ["'scale'", "'auto'", "0.001", "0.01", "0.1", "1.0"]


def svc(name, load, folds, scaling):
    from sklearn.svm import SVC
    knobs = [number("SVC.C", "regularisation", 1e-3, 1e3, "0.01", log=True),
             choice("SVC.kernel", "estimator_setting", ["'rbf'", "'linear'", "'poly'"], "'poly'"),
             choice("SVC.gamma", "estimator_setting", GAMMAS, "0.001"),
             choice("SVC.degree", "estimator_setting", ["2", "3", "4"], "4")]
    if scaling:
        knobs.append(choice("SVC.scaling", "preprocessing", ["None", "StandardScaler()"]))
    return Task(name, knobs, validated(load, SVC, folds, max_iter=100_000))


def forest(name, load, folds):
    from sklearn.ensemble import RandomForestClassifier
    f = "RandomForestClassifier."
    return Task(name, [
        number(f + "n_estimators", "estimator_setting", 5, 120, "5", integer=True),
        choice(f + "max_depth", "depth", TREE_DEPTHS, "2"),
        number(f + "min_samples_leaf", "regularisation", 1, 50, "30", integer=True),
        choice(f + "criterion", "estimator_setting", ["'gini'", "'entropy'"]),
        choice(f + "max_features", "estimator_setting", ["'sqrt'", "'log2'", "0.5", "None"], "None"),
    ], validated(load, RandomForestClassifier, folds, random_state=0))


def boosting(name, load, folds, estimator):
    b = estimator.__name__ + "."
    return Task(name, [
        number(b + "n_estimators", "estimator_setting", 5, 150, "10", integer=True),
        number(b + "learning_rate", "learning_rate", 1e-3, 1.0, "0.01", log=True),
        choice(b + "max_depth", "depth", ["1", "2", "3", "4", "5", "6", "8"], "1"),
        number(b + "subsample", "regularisation", 0.3, 1.0, "1.0"),
        number(b + "min_samples_leaf", "regularisation", 1, 50, "40", integer=True),
    ], validated(load, estimator, folds, random_state=0))


def scripts():
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    k, l, s, m = "KNeighborsClassifier.", "LogisticRegression.", "SGDClassifier.", "MLPClassifier."
    scaling = ["None", "StandardScaler()"]
    return [
        svc("digits-svm", load_digits, 2, scaling=False),
        svc("cancer-svm", load_breast_cancer, 3, scaling=True),
        forest("digits-forest", load_digits, 2),
        forest("wine-forest", load_wine, 5),
        boosting("cancer-boosting", load_breast_cancer, 3, GradientBoostingClassifier),
        boosting("diabetes-boosting", load_diabetes, 3, GradientBoostingRegressor),
        Task("wine-knn", [
            number(k + "n_neighbors", "estimator_setting", 1, 50, "50", integer=True),
            choice(k + "weights", "estimator_setting", ["'uniform'", "'distance'"]),
            choice(k + "p", "estimator_setting", ["1", "2"], "2"),
            choice(k + "scaling", "preprocessing", scaling),
        ], validated(load_wine, KNeighborsClassifier, 5)),
        Task("digits-logistic", [
            number(l + "C", "regularisation", 1e-4, 1e3, "1e3", log=True),
            number(l + "max_iter", "epochs", 5, 200, "5", integer=True),
            choice(l + "solver", "optimizer", ["'lbfgs'", "'newton-cg'"]),
            choice(l + "scaling", "preprocessing", scaling),
        ], validated(load_digits, LogisticRegression, 2)),
        Task("cancer-linear", [
            choice(s + "loss", "estimator_setting", ["'hinge'", "'log_loss'", "'modified_huber'"]),
            number(s + "alpha", "regularisation", 1e-6, 1.0, "0.5", log=True),
            number(s + "max_iter", "epochs", 5, 300, "5", integer=True),
            choice(s + "penalty", "regularisation", ["'l2'", "'l1'", "'elasticnet'"]),
            choice(s + "scaling", "preprocessing", scaling),
        ], validated(load_breast_cancer, SGDClassifier, 5, random_state=0)),
        Task("wine-mlp", [
            choice(m + "hidden_layer_sizes", "width", ["(4,)", "(8,)", "(16,)", "(32,)", "(64,)", "(64, 64)", "(100,)", "(128,)"]),
            number(m + "learning_rate_init", "learning_rate", 1e-5, 1.0, "1e-4", log=True),
            number(m + "alpha", "regularisation", 1e-6, 10.0, "1e-4", log=True),
            choice(m + "activation", "activation", ["'relu'", "'tanh'", "'logistic'"], "'logistic'"),
            number(m + "max_iter", "epochs", 2, 100, "5", integer=True),
            choice(m + "scaling", "preprocessing", scaling),
        ], validated(load_wine, MLPClassifier, 5, random_state=0)),
    ]
