"""Metrics under one name each, as finite numbers, sent alone or with the step they belong to."""

import math
import re

_SAME = {
    "acc": "accuracy", "accuracy_score": "accuracy", "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy", "binary_accuracy": "accuracy",
    "r2_score": "r2", "r_squared": "r2", "r2_value": "r2", "f1_score": "f1", "f1_macro": "f1",
    "f1_weighted": "f1", "f1_micro": "f1", "mean_squared_error": "mse", "mean_absolute_error": "mae",
    "neg_mean_squared_error": "neg_mse", "neg_mean_absolute_error": "neg_mae",
    "root_mean_squared_error": "rmse", "roc_auc_score": "auc", "roc_auc": "auc",
    "balanced_accuracy_score": "balanced_accuracy", "log_loss": "log_loss",
    "precision_score": "precision", "recall_score": "recall", "explained_variance_score": "explained_variance",
    "matthews_corrcoef": "mcc", "cohen_kappa_score": "kappa", "median_absolute_error": "median_ae",
    "mean_absolute_percentage_error": "mape", "silhouette_score": "silhouette", "adjusted_rand_score": "ari",
    "average_precision_score": "average_precision",
}
_VARIABLE = re.compile(
    r"^(?:(?P<split>train|training|tr|val|valid|validation|dev|test|te|eval)_)?(?:epoch_|avg_|mean_|running_|total_)?"
    r"(?P<name>loss|acc|accuracy|f1|auc|mse|mae|rmse|r2|err|error)(?:_(?P<after>train|val|valid|test))?$"
)
_SPLITS = {
    "train": "train", "training": "train", "tr": "train", "val": "validation", "valid": "validation",
    "validation": "validation", "dev": "validation", "test": "test", "te": "test", "eval": "test",
}


def normal_name(name):
    name = str(name).strip().lower().replace(" ", "_").replace("-", "_")
    return _SAME.get(name, name)


def number(value):
    """A Python float out of what frameworks call a number; None if it is not a single one."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, bytes)):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if getattr(value, "ndim", 0) != 0 and getattr(value, "size", 0) != 1:
        return None
    try:
        return float(value.detach()) if hasattr(value, "detach") else float(value)
    except Exception:
        return None


def entry(name, split, value, source):
    """One metric as it is sent; None for what is no number. NaN has no place in JSON: null, not finite."""
    value = number(value)
    if value is None:
        return None
    metric = {"name": normal_name(name), "split": split, "value": value, "source": source}
    if not math.isfinite(value):
        metric.update(value=None, finite=False)
    return metric


def from_variables(variables, default_loss="unknown"):
    """Metrics by the names of a frame's variables: `loss`, `val_acc`, `test_loss` ..."""
    found = []
    for name, value in variables.items():
        match = _VARIABLE.match(name.lower()) if isinstance(name, str) else None
        if match is None or callable(value) and not hasattr(value, "item"):
            continue
        split = _SPLITS.get(match.group("split") or match.group("after") or "")
        kind = match.group("name")
        if split is None:
            split = default_loss if kind == "loss" else "unknown"
        metric = entry(kind, split, value, "variable " + name)
        if metric is not None:
            found.append(metric)
    return found


def merge(first, second):
    """`first`, and of `second` what says something new; the last of equal name and split wins within each."""
    kept = {}
    for metric in second:
        kept[metric["name"], metric["split"]] = metric
    names = {m["name"] for m in first if m["split"] != "train"}
    kept = {k: m for k, m in kept.items() if not (k[1] == "unknown" and k[0] in names)}
    for metric in first:
        kept[metric["name"], metric["split"]] = metric
    return list(kept.values())
