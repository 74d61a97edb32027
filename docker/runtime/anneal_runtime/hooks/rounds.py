"""What the gradient boosting libraries have in common: a training is rounds, each may be a step of a unit."""

import functools
import os
import pickle
import sys
import threading
import weakref

from .. import data, metrics, seeds
from .. import session as sessions
from ..loops import state as states

_local = threading.local()
_ERRORS = ("error", "merror", "binary_error", "multi_error")
_SAME = {
    "logloss": "log_loss", "mlogloss": "log_loss", "binary_logloss": "log_loss", "multi_logloss": "log_loss",
    "crossentropy": "log_loss", "multiclass": "log_loss", "l2": "mse", "l1": "mae", "aucpr": "average_precision",
    "totalf1": "f1", "r2": "r2",
}


class Restart(BaseException):
    """Breaks a resumed training off before its first round, to begin it anew without the checkpoint."""


def busy():
    """Whether a call is part of something larger that is watched as a whole: a search, another training."""
    from . import sklearn

    return getattr(_local, "busy", False) or sessions.current() is None or sklearn.crossing()


class Rounds:
    """One training: a unit that is entered, may be resumed, and gets a step for each round."""

    def __init__(self, session, key, total, kind):
        alive = weakref.ref(self)
        self.session = session
        self.unit = session.progress.enter(key, "round", total, kind, lambda: alive() is not None)
        self.saved, self.complete, self.done = None, False, 0
        node = self.unit.node
        if node is None or node["state"] is None:
            return
        try:
            self.saved = pickle.loads(node["state"])
            self.done, self.complete = node["index"], node["complete"]
        except Exception as error:
            self.refuse(error)

    def refuse(self, error):
        """The checkpoint does not suit: this training begins anew."""
        self.saved, self.complete, self.done = None, False, 0
        self.session.progress.rejected(self.unit, "state of the training does not suit it: %s" % error)

    def restored(self):
        if self.saved is not None:
            seeds.set_states(self.saved["random"])
            self.session.progress.restored(self.unit)

    def round(self, found, capture):
        self.session.progress.finished_iteration(
            self.unit, [m for m in found if m is not None], lambda: self._bytes(capture()))

    def leave(self, state):
        self.session.progress.leave(self.unit, self._bytes(state))

    @staticmethod
    def _bytes(state):
        return None if state is None else pickle.dumps(dict(state, random=seeds.get_states()), 4)


def watched(hook, make):
    """A wrapper of a training function; `make(session, bound)` gives a run with `call(function)`, or None."""
    import inspect

    def wrap(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if busy():
                return function(*args, **kwargs)
            run = sessions.guarded(hook, lambda: make(sessions.current(), inspect.signature(function).bind(*args, **kwargs)))
            if run is None:
                return function(*args, **kwargs)
            _local.busy, _local.run = True, run
            try:
                return run.call(function)
            finally:
                _local.busy, _local.run = False, None

        return wrapper

    return wrap


def running():
    """The run of this thread that is being called."""
    return getattr(_local, "run", None)


def memo(hook, unit):
    """A wrapper of a function whose result is one step, kept in the checkpoint and not computed again."""

    def make(session, bound):
        return Memo(session, hook, bound, unit)

    return watched(hook, make)


class Memo:
    def __init__(self, session, hook, bound, found):
        self._bound, self._found = bound, found
        self._rounds = Rounds(session, hook, 1, "result")

    def call(self, function):
        rounds = self._rounds
        if rounds.complete:
            rounds.restored()
            sessions.guarded("rounds", rounds.leave, {"result": rounds.saved["result"]})
            return rounds.saved["result"]
        result = function(*self._bound.args, **self._bound.kwargs)
        sessions.guarded("rounds", self._ended, result)
        return result

    def _ended(self, result):
        self._rounds.round(self._found(result), lambda: {"result": result})
        self._rounds.leave({"result": result})


# -- metrics ----------------------------------------------------------------------------------------


def found(split, name, value, source):
    """A library's metric under the field's name; a share of errors also as the accuracy that it is."""
    plain = str(name).split(":")[0].partition("@")[0].lower()
    if plain in _ERRORS:
        value = metrics.number(value)
        right = None if value is None else 1 - value
        return [metrics.entry("error", split, value, source), metrics.entry("accuracy", split, right, source)]
    return [metrics.entry(_SAME.get(plain, plain), split, value, source)]


def split_of_name(name):
    """Of data that is evaluated while training; `eval` is the libraries' own word for validation."""
    return data.split_of_name(str(name).replace("eval", "")) or "validation"


# -- callbacks --------------------------------------------------------------------------------------


def take(callbacks):
    """What the developer's and the library's callbacks remember: patience, best scores."""
    return [states.dump(dict(vars(c)), states.Baseline())[0] if hasattr(c, "__dict__") else None for c in callbacks]


def give(callbacks, saved):
    for callback, content in zip(callbacks, saved):
        if content is None:
            continue
        grafter = states.Grafter()
        for name, value in states.load(content).items():
            value = grafter.graft(vars(callback).get(name, states.MISSING), value)
            if value is not states.MISSING and value is not states.KEEP:
                vars(callback)[name] = value


# -- models -----------------------------------------------------------------------------------------


def fitting(function):
    """`fit` of an estimator: what it is given is training data, and it is a model to keep."""

    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        result = function(self, *args, **kwargs)
        session = sessions.current()
        if session is not None and not busy():
            x = args[0] if args else kwargs.get("X")
            y = args[1] if len(args) > 1 else kwargs.get("y")
            sessions.guarded("fit", data.fitted.add, x, y)
            session.last_model = (self, "sklearn")
        return result

    return wrapper


def trained(booster, framework):
    session = sessions.current()
    if session is not None:
        data.fitted.any = True
        session.last_model = (booster, framework)


def saving(kind, argument):
    """`save_model` of a booster, which tells where the model went."""

    def wrap(function):
        @functools.wraps(function)
        def wrapper(self, *args, **kwargs):
            result = function(self, *args, **kwargs)
            session = sessions.current()
            path = args[0] if args else kwargs.get(argument)
            user = session is not None and not session.saving and _from_user(sys._getframe(1))
            if user and isinstance(path, (str, os.PathLike)):
                sessions.guarded(kind + ".save_model", session.saved_model, os.fspath(path), kind)
            return result

        return wrapper

    return wrap


def _from_user(frame):
    """Called by the developer, maybe through the library's own `fit`-like classes."""
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in ("xgboost", "lightgbm", "catboost"):
        frame = frame.f_back
    return frame is not None and sessions.is_user_file(frame.f_code.co_filename)
