"""Keras 2 and 3, tf.keras: `fit` with steps, checkpoints and resume; `evaluate`; `save`."""

import functools
import inspect
import os
import sys
import threading

from .. import data, metrics
from .. import session as sessions

_busy = threading.local()
_DONE = "__anneal_wrapped__"


def instrument(name, module):
    for kind in list(vars(module).values()):
        if isinstance(kind, type) and kind.__module__ == name:
            for method, wrap in (("fit", _fit), ("evaluate", _evaluate), ("fit_generator", _fit), ("save", _save)):
                found = vars(kind).get(method)
                if inspect.isfunction(found) and not hasattr(found, _DONE) and _trains(kind):
                    wrapped = wrap(found)
                    setattr(wrapped, _DONE, True)
                    setattr(kind, method, wrapped)


def _trains(kind):
    return hasattr(kind, "fit") and hasattr(kind, "evaluate")


def _fit(function):
    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        if getattr(_busy, "value", 0) or sessions.current() is None:
            return function(self, *args, **kwargs)
        run = sessions.guarded("keras.fit", _prepare, function, self, args, kwargs)
        _busy.value = 1
        try:
            if run is None:
                return function(self, *args, **kwargs)
            history = run.call(function)
        finally:
            _busy.value = 0
        return run.ended(history)

    return wrapper


def _prepare(function, model, args, kwargs):
    from . import keras_fit

    bound = inspect.signature(function).bind(model, *args, **kwargs)
    arguments = bound.arguments
    x, y = arguments.get("x", arguments.get("generator")), arguments.get("y")
    sessions.guarded("keras.fit", data.fitted.add, x, y)
    session = sessions.current()
    session.last_model = (model, "keras")
    return keras_fit.Fit(session, model, bound)


def _evaluate(function):
    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        if getattr(_busy, "value", 0) or sessions.current() is None:
            return function(self, *args, **kwargs)
        frame = sys._getframe(1)
        _busy.value = 1
        try:
            result = function(self, *args, **kwargs)
        finally:
            _busy.value = 0
        sessions.guarded("keras.evaluate", _evaluated, self, result, frame, args, kwargs)
        return result

    return wrapper


def _evaluated(model, result, frame, args, kwargs):
    while frame is not None and not sessions.is_user_file(frame.f_code.co_filename):
        frame = frame.f_back  # Keras wraps its methods to shorten tracebacks
    if frame is None:
        return
    x = args[0] if args else kwargs.get("x")
    y = args[1] if len(args) > 1 else kwargs.get("y")
    split = data.split_of(data.fitted, frame, x, y)
    session = sessions.current()
    where = "%s:%d" % (session.relative(frame.f_code.co_filename), frame.f_lineno)
    for name, value in named_results(model, result).items():
        found = metrics.entry(name, split, value, "keras.evaluate")
        if found is not None:
            session.progress.metric(found, where)


def named_results(model, result):
    """The result of `evaluate` by name, whatever form the script asked for."""
    if isinstance(result, dict):
        return result
    values = list(result) if isinstance(result, (list, tuple)) else [result]
    names = list(getattr(model, "metrics_names", None) or [])
    if len(names) != len(values) or "compile_metrics" in names:
        flat = {}
        if hasattr(model, "get_metrics_result"):
            flat = {k: v for k, v in model.get_metrics_result().items() if not isinstance(v, dict)}
        names = list(flat) if len(flat) == len(values) else ["loss"] if len(values) == 1 else []
    return dict(zip(names, values))


def _save(function):
    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        result = function(self, *args, **kwargs)
        session = sessions.current()
        path = args[0] if args else kwargs.get("filepath")
        if session is not None and not session.saving and isinstance(path, (str, os.PathLike)):
            kind = os.path.splitext(os.fspath(path))[1].lstrip(".") or "savedmodel"
            sessions.guarded("keras.save", session.saved_model, os.fspath(path), "h5" if kind == "hdf5" else kind)
        return result

    return wrapper
