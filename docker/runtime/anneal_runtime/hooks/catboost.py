"""catboost: every training, with a step for each iteration; its own snapshots are the checkpoints, and exact.

A snapshot that is there in the callback of an iteration holds those before it, so steps are told one late. Trainings
on a GPU take no callbacks and are left alone; `cv` is one step.
"""

import os
import shutil
import sys
import tempfile

from .. import data, metrics
from .. import session as sessions
from . import rounds

_SOURCE = "catboost.fit"
_SECONDS = 5  # between snapshots


def instrument(name, module):
    if name != "catboost.core":
        return
    base = next(k for k in module.CatBoost.__mro__ if "_train" in vars(k))
    base._train = rounds.watched("catboost.fit", _make(module))(base._train)
    module.CatBoost.save_model = rounds.saving("catboost", "fname")(module.CatBoost.save_model)
    for kind in (module.CatBoost, module.CatBoostClassifier, module.CatBoostRegressor, module.CatBoostRanker):
        if "fit" in vars(kind):
            kind.fit = rounds.fitting(kind.fit)
    module.cv = rounds.memo("catboost.cv", _cross_found)(module.cv)
    for kind in (module.CatBoostClassifier, module.CatBoostRegressor):
        kind.score = _score(kind.score, "accuracy" if kind is module.CatBoostClassifier else "r2")


def _make(module):
    def make(session, bound):
        params = bound.arguments["params"]
        if str(params.get("task_type", "CPU")).upper() == "GPU":
            return None
        return Training(session, bound, module._TrainCallbacksWrapper)

    return make


def _score(function, name):
    """Its estimators are not scikit-learn's: their `score` is their own."""
    import functools

    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        result = function(self, *args, **kwargs)
        if not rounds.busy():
            sessions.guarded("catboost.score", _scored, name, result, args, kwargs, sys._getframe(1))
        return result

    return wrapper


def _scored(name, result, args, kwargs, frame):
    x = args[0] if args else kwargs.get("X")
    y = args[1] if len(args) > 1 else kwargs.get("y")
    session = sessions.current()
    found = metrics.entry(name, data.split_of(data.fitted, frame, x, y), result, "estimator.score")
    session.progress.metric(found, "%s:%d" % (session.relative(frame.f_code.co_filename), frame.f_lineno))


def _cross_found(result):
    columns = result[0] if isinstance(result, tuple) else result
    found = []
    for name in list(columns):
        split, _, metric = name.partition("-")
        if metric.endswith("-mean"):
            values = list(columns[name])
            found += rounds.found(
                "train" if split == "train" else "validation", metric[: -len("-mean")], values[-1], "catboost.cv")
    return found


class Training:
    def __init__(self, session, bound, wrapper):
        self._bound, self._wrapper = bound, wrapper
        self._params = dict(bound.arguments["params"])
        total = self._params.get("iterations", 1000)
        self.rounds = rounds.Rounds(session, "catboost.fit", int(total), "catboost")
        self._directory = tempfile.mkdtemp(prefix="anneal-")
        self._late = None  # metrics of the last iteration, not told yet
        self._seen = None  # the snapshot that was read last
        self._begun = self.rounds.saved is None
        self._set_params(session)

    def _set_params(self, session):
        params = dict(self._params)
        theirs = params.get("save_snapshot") and params.get("allow_writing_files", True)
        if theirs:
            name = os.fspath(params.get("snapshot_file") or "experiment.cbsnapshot")
            self._path = os.path.join(os.fspath(params.get("train_dir") or "catboost_info"), name)
        else:
            self._path = os.path.join(self._directory, "snapshot")
            seconds = session.checkpoint_seconds
            params.update(
                save_snapshot=True, snapshot_file=self._path,
                snapshot_interval=_SECONDS if seconds is None else int(seconds))
            if params.get("allow_writing_files") is False:
                params.update(allow_writing_files=True, train_dir=self._directory)
        users = params.get("callbacks")
        params["callbacks"] = self._wrapper(([users] if users is not None else []) + [self])
        self._bound.arguments["params"] = params

    def call(self, function):
        if self.rounds.saved is not None:
            os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)
            with open(self._path, "wb") as out:
                out.write(self.rounds.saved["snapshot"])
            self.rounds.restored()
        try:
            result = function(*self._bound.args, **self._bound.kwargs)
            sessions.guarded(_SOURCE, self._left)
        finally:
            shutil.rmtree(self._directory, ignore_errors=True)
        rounds.trained(self._bound.arguments["self"], "catboost")
        return result

    # -- called by the library ----------------------------------------------------------------------------

    def after_iteration(self, info):
        sessions.guarded(_SOURCE, self._finished, info)
        return True

    def _finished(self, info):
        self._tell()
        found = []
        for name, all_metrics in info.metrics.items():
            split = "train" if name == "learn" else "validation"
            for metric, values in all_metrics.items():
                found += rounds.found(split, metric, values[-1], _SOURCE)
        self._late = found

    def _tell(self):
        if self._late is not None:
            found, self._late = self._late, None
            self.rounds.round(found, self._state)

    def _state(self):
        """The snapshot, if there is one that has not been kept yet."""
        try:
            stat = os.stat(self._path)
        except OSError:
            return None
        seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if seen == self._seen:
            return None
        self._seen = seen
        with open(self._path, "rb") as source:
            return {"snapshot": source.read()}

    def _left(self):
        self._seen = None
        last, self._late = self._late, None
        state = self._state()
        if last is not None:
            self.rounds.round(last, lambda: None)
        self.rounds.leave(state if not self.rounds.complete else {"snapshot": self.rounds.saved["snapshot"]})
