"""scikit-learn: outermost fits, scores, metric functions, cross-validation.

Classes and functions are changed where they are defined, right after their module is executed, so
every later `from ... import` takes the changed one and pickles by reference stay consistent.
"""

import functools
import inspect
import sys
import threading

from .. import data, metrics
from .. import session as sessions
from . import sklearn_loops, sklearn_search

FUNCTIONS = {
    "sklearn.metrics._classification": (
        "accuracy_score", "f1_score", "balanced_accuracy_score", "log_loss", "precision_score",
        "recall_score", "matthews_corrcoef", "cohen_kappa_score",
    ),
    "sklearn.metrics._regression": (
        "r2_score", "mean_squared_error", "root_mean_squared_error", "mean_absolute_error",
        "mean_absolute_percentage_error", "median_absolute_error", "explained_variance_score",
    ),
    "sklearn.metrics._ranking": ("roc_auc_score", "average_precision_score"),
    "sklearn.metrics.classification": ("accuracy_score", "f1_score", "log_loss"),  # before 0.22
    "sklearn.metrics.regression": ("r2_score", "mean_squared_error", "mean_absolute_error"),
}
_CROSS = ("cross_val_score", "cross_validate", "cross_val_predict")
_INTERNAL = ("sklearn", "joblib")
_DONE = "__anneal_wrapped__"
_depth = threading.local()
fitted = data.fitted


def instrument(name, module):
    for function in FUNCTIONS.get(name, ()):
        if hasattr(module, function):
            setattr(module, function, _metric(getattr(module, function)))
    if name == "sklearn.model_selection._validation":
        for function in _CROSS:
            setattr(module, function, _cross(getattr(module, function)))
    if name in ("sklearn.model_selection._validation", "sklearn.model_selection._search"):
        module.Parallel = sklearn_search.parallel(module.Parallel, _search)
    if name == "sklearn.neural_network._multilayer_perceptron":
        sessions.guarded("sklearn", sklearn_loops.instrument, name, module)
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == name:
            sessions.guarded("sklearn", _class, value, name.startswith("sklearn.model_selection._search"))


def _class(kind, searches=False):
    fit = _search_fit if searches else _fit
    for method, wrap in (("fit", fit), ("partial_fit", _partial_fit), ("score", _score)):
        found = vars(kind).get(method)
        if inspect.isfunction(found) and not hasattr(found, _DONE):
            setattr(kind, method, wrap(found))
        elif inspect.isfunction(getattr(found, "fn", None)) and not hasattr(found.fn, _DONE):
            found.fn = wrap(found.fn)  # a method that exists only under a condition (available_if)


def crossing():
    """Whether this thread is inside a search or a cross-validation, whose fits are parts of its steps."""
    return getattr(_depth, "crossing", False)


def _search():
    """The search or cross-validation of this thread that has steps."""
    return getattr(_depth, "search", None)


def _outermost(frame):
    """Whether a call comes from outside scikit-learn and not from within another that we watch."""
    if getattr(_depth, "value", 0) or sessions.current() is None:
        return False
    return frame.f_globals.get("__name__", "").partition(".")[0] not in _INTERNAL


def _watched(function, after, hook):
    """`function`, with `after(frame, result, args, kwargs)` for its outermost calls."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        frame = sys._getframe(1)
        if not _outermost(frame):
            return function(*args, **kwargs)
        _depth.value = 1
        _depth.step = sessions.current().progress.step
        try:
            result = function(*args, **kwargs)
            sessions.guarded(hook, after, frame, result, args, kwargs)
        finally:
            _depth.value = 0
        return result

    setattr(wrapper, _DONE, True)
    return wrapper


def _argument(args, kwargs, position, *names):
    if len(args) > position:
        return args[position]
    return next((kwargs[n] for n in names if n in kwargs), None)


def _kind(estimator):
    """classifier, regressor, clusterer ... or None for what only transforms."""
    kind = getattr(estimator, "_estimator_type", None)
    if kind is None and hasattr(estimator, "__sklearn_tags__"):
        kind = estimator.__sklearn_tags__().estimator_type
    return kind


def _report(found, frame):
    session = sessions.current()
    if found is not None and session is not None:
        code = frame.f_code
        session.progress.metric(found, "%s:%d" % (session.relative(code.co_filename), frame.f_lineno))


# -- training -----------------------------------------------------------------------------------


def _trained(args, kwargs):
    """Remember the model and its data; None for transformers, whose `fit` trains nothing."""
    estimator = args[0]
    if _kind(estimator) is None:
        return None
    fitted.add(_argument(args, kwargs, 1, "X"), _argument(args, kwargs, 2, "y", "Y"))
    session = sessions.current()
    session.last_model = (estimator, "sklearn")
    return session


def _fit(function):
    def after(frame, result, args, kwargs):
        session = _trained(args, kwargs)
        if session is None:
            return
        found = _fit_metrics(args[0])
        if session.progress.active() is None and session.progress.step == _depth.step:
            session.progress.single_step("iteration", found)
        else:
            for metric in found:
                _report(metric, frame)

    return _watched(function, after, "sklearn.fit")


def _fit_metrics(estimator):
    name = type(estimator).__name__
    found = []
    if hasattr(estimator, "best_score_") and hasattr(estimator, "best_params_"):
        found.append(metrics.entry(_scorer_name(estimator), "validation", estimator.best_score_, name + ".best_score_"))
    if isinstance(vars(estimator).get("loss_"), float):
        found.append(metrics.entry("loss", "train", estimator.loss_, name + ".loss_"))
    if vars(estimator).get("best_validation_score_") is not None:
        found.append(
            metrics.entry(_score_name(estimator), "validation", estimator.best_validation_score_,
                          name + ".best_validation_score_"))
    return [m for m in found if m is not None]


def _partial_fit(function):
    def after(frame, result, args, kwargs):
        session = _trained(args, kwargs)
        if session is not None and session.progress.active() is None:
            session.progress.single_step("iteration", _fit_metrics(args[0]), often=True)

    return _watched(function, after, "sklearn.partial_fit")


# -- evaluation ---------------------------------------------------------------------------------


def _score_name(estimator):
    return {"classifier": "accuracy", "regressor": "r2"}.get(_kind(estimator), "score")


def _scorer_name(estimator):
    """What a search or cross-validation scores: `scoring` if it is a name, else the estimator's own."""
    scoring = getattr(estimator, "scoring", None)
    if isinstance(scoring, str):
        return scoring
    if scoring is not None:
        return getattr(scoring, "__name__", "score")
    return _score_name(getattr(estimator, "best_estimator_", estimator))


def _score(function):
    def after(frame, result, args, kwargs):
        x, y = _argument(args, kwargs, 1, "X"), _argument(args, kwargs, 2, "y")
        name = _scorer_name(args[0])
        split = data.split_of(fitted, frame, x, y)
        _report(metrics.entry(name, split, result, "estimator.score"), frame)

    return _watched(function, after, "sklearn.score")


def _metric(function):
    name = function.__name__

    def after(frame, result, args, kwargs):
        if not sessions.is_user_file(frame.f_code.co_filename):
            return
        truth = _argument(args, kwargs, 0, "y_true")
        predicted = _argument(args, kwargs, 1, "y_pred", "y_score")
        if fitted.crossed(predicted):
            split = "validation"
        else:
            split = data.split_of(fitted, frame, truth)
        kind = name
        if name == "mean_squared_error" and kwargs.get("squared") is False:
            kind = "rmse"
        if name == "accuracy_score" and kwargs.get("normalize") is False:
            return
        _report(metrics.entry(kind, split, result, "sklearn.metrics." + name), frame)

    return _watched(function, after, "sklearn.metrics")


# -- searches and cross-validation ----------------------------------------------------------------


def _crossed(function, begin, give, take, after):
    """`function` as a unit whose steps are candidates and folds; `begin(args, kwargs)` gives the metric's name.

    `take(args, result)` is what to keep of a finished one, and `give(args, kept)` its result made of that.
    """
    name = function.__qualname__

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        frame = sys._getframe(1)
        if not _outermost(frame):
            return function(*args, **kwargs)
        session = sessions.current()
        search = None
        if session.progress.active() is None and take is not None:
            search = sessions.guarded(name, sklearn_search.Search, session, "sklearn." + name, begin(args, kwargs))
        _depth.value, _depth.crossing, _depth.search = 1, True, search
        _depth.step = session.progress.step
        try:
            kept = search.final() if search is not None else None
            result = give(args, kept) if kept is not None else function(*args, **kwargs)
            if search is not None:
                sessions.guarded(name, lambda: search.leave(kept if kept is not None else take(args, result)))
            sessions.guarded(name, after, frame, result, args, kwargs)
        finally:
            _depth.value, _depth.crossing, _depth.search = 0, False, None
        return result

    setattr(wrapper, _DONE, True)
    return wrapper


def _summary(found, frame):
    """What a whole search or cross-validation found: a step, unless its candidates and folds were some."""
    progress = sessions.current().progress
    found = [metric for metric in found if metric is not None]
    if progress.active() is None and progress.step == _depth.step and _depth.search is None:
        progress.single_step("iteration", found)
        return
    for metric in found:
        _report(metric, frame)


def _search_fit(function):
    def label(args, kwargs):
        scoring = args[0].scoring
        return scoring if isinstance(scoring, str) else _score_name(args[0].estimator)

    def give(args, kept):
        vars(args[0]).update(kept)
        return args[0]

    def take(args, result):
        return {k: v for k, v in vars(args[0]).items() if k not in args[0].get_params(deep=False)}

    def after(frame, result, args, kwargs):
        _trained(args, kwargs)
        _summary(_fit_metrics(args[0]), frame)

    return _crossed(function, label, give, take, after)


def _cross(function):
    name = function.__name__

    def label(args, kwargs):
        scoring = kwargs.get("scoring")
        return scoring if isinstance(scoring, str) else _score_name(_argument(args, kwargs, 0, "estimator"))

    def after(frame, result, args, kwargs):
        if name == "cross_val_predict":
            fitted.add_crossed(result)
            return _summary([], frame)
        scores = result.get("test_score") if isinstance(result, dict) else result
        found = [] if scores is None else [
            metrics.entry(label(args, kwargs), "validation", scores.mean(), "sklearn." + name)]
        _summary(found, frame)

    take = None if name == "cross_val_predict" else lambda args, result: {"result": result}
    return _crossed(function, label, lambda args, kept: kept["result"], take, after)
