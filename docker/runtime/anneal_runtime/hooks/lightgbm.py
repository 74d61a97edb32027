"""lightgbm: `train`, which its estimators use too, with a step for each round, resumed by `init_model`; `cv`.

A booster says nothing of the generators that draw rows and columns: with bagging, `feature_fraction` below 1, GOSS or
dart, the rounds after a resume draw other ones. A `cv` that was interrupted starts over; a finished one does not.
"""

import collections
import copy
import dataclasses
import functools
import types

from .. import session as sessions
from . import rounds

_SOURCE = "lightgbm.train"


def instrument(name, module):
    if name == "lightgbm.callback":
        module.early_stopping = _early_stopping(module.early_stopping)
    elif name == "lightgbm.engine":
        Training.engine = module
        module.train = rounds.watched("lightgbm.train", _make_train)(module.train)
        module.cv = rounds.memo("lightgbm.cv", _cross_found)(module.cv)
    elif name == "lightgbm.basic":
        module.Booster.save_model = rounds.saving("lightgbm", "filename")(module.Booster.save_model)
    elif name == "lightgbm.sklearn":
        for kind in list(vars(module).values()):
            if isinstance(kind, type) and kind.__module__ == name and "fit" in vars(kind):
                kind.fit = rounds.fitting(kind.fit)


def _make_train(session, bound):
    return Training(session, bound)


def _cross_found(result):
    found = []
    for name, values in result.items():
        if not name.endswith("-mean"):
            continue
        split, _, metric = name[: -len("-mean")].rpartition(" ")
        found += rounds.found("train" if split == "train" else "validation", metric, values[-1], "lightgbm.cv")
    return found


class Proxy:
    """A callback that gets the number of the training's first round as if nothing had been interrupted."""

    def __init__(self, run, callback):
        self.run, self.callback = run, callback
        self.order = getattr(callback, "order", None)
        if self.order is None:
            del self.order
        self.before_iteration = getattr(callback, "before_iteration", False)

    def __call__(self, env):
        if self.run.rounds.done:
            env = copy.copy(env) if dataclasses.is_dataclass(env) else types.SimpleNamespace(**env._asdict())
            env.begin_iteration -= self.run.rounds.done
        try:
            return self.callback(env)
        except self.run.engine.callback.EarlyStopException as stop:
            sessions.guarded(_SOURCE, self.run.stopped, env, stop)
            raise


def _early_stopping(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        callback = function(*args, **kwargs)
        run = rounds.running()
        return run.proxied(callback) if isinstance(run, Training) else callback

    return wrapper


class Last:
    """Comes after all others, so that it sees what they did."""

    def __init__(self, run):
        self._run = run
        self.order, self.before_iteration = 1 << 30, False  # `train` looks at the object's own

    def __call__(self, env):
        sessions.guarded(_SOURCE, self._run.finished, env, None)


class Training:
    engine = None

    def __init__(self, session, bound):
        self._bound = bound
        arguments = bound.arguments
        self._asked = dict(arguments)
        self._total = self._rounds_asked()
        self.rounds = rounds.Rounds(session, "lightgbm.train", self._total, "lightgbm")
        self._callbacks, self._saved_callbacks = [], []
        self._train = arguments["train_set"]
        self._before = (getattr(self._train, "_predictor", None), self._train.init_score)
        self._valid = arguments.get("valid_sets") or []
        self._valid = list(self._valid) if isinstance(self._valid, (list, tuple)) else [self._valid]

    def _rounds_asked(self):
        """The number of rounds may be among the parameters, under many names; those come first."""
        params = self._bound.arguments["params"]
        aliases = self.engine._ConfigAliases.get("num_iterations") if hasattr(self.engine, "_ConfigAliases") else ()
        told = [params[name] for name in aliases if params.get(name) is not None]
        return int(told[0] if told else self._bound.arguments.get("num_boost_round", 100))

    def proxied(self, callback):
        """Also for the early stopping that `train` makes itself of a parameter."""
        proxy = Proxy(self, callback)
        self._callbacks.append(callback)
        if self._saved_callbacks:
            rounds.give([callback], [self._saved_callbacks.pop(0)])
        return proxy

    def call(self, function):
        saved = self.rounds.saved
        if saved is not None and (self.rounds.complete or saved["stopped"] or self.rounds.done >= self._total):
            return self._done(saved)
        if saved is not None and self._before[1] is not None:
            self.rounds.refuse("the data have an init_score of their own")
            saved = None
        if saved is not None:
            try:
                return self._resumed(function, saved)
            except rounds.Restart:
                self._bound.arguments.clear()
                self._bound.arguments.update(self._asked)
        return self._called(function)

    def _called(self, function):
        arguments = self._bound.arguments
        arguments["callbacks"] = [self._ordered(i, c) for i, c in enumerate(arguments.get("callbacks") or ())]
        arguments["callbacks"].append(Last(self))
        booster = function(*self._bound.args, **self._bound.kwargs)
        sessions.guarded(_SOURCE, self._left, booster)
        rounds.trained(booster, "lightgbm")
        return booster

    def _ordered(self, index, callback):
        """The order that `train` would have given it."""
        proxy = self.proxied(callback)
        if not hasattr(proxy, "order"):
            proxy.order = index - len(self._asked["callbacks"])
        return proxy

    def _resumed(self, function, saved):
        arguments = self._bound.arguments
        try:
            model = self.engine.Booster(model_str=saved["model"])
        except Exception as error:
            self.rounds.refuse(error)
            raise rounds.Restart() from None
        aliases = self.engine._ConfigAliases.get("num_iterations")
        arguments["params"] = {k: v for k, v in arguments["params"].items() if k not in aliases}
        arguments["params"].update(saved["changed"])
        arguments.update(num_boost_round=self._total - self.rounds.done, init_model=model)
        self._saved_callbacks = list(saved["callbacks"])
        self.rounds.restored()
        try:
            return self._called(function)
        finally:
            sessions.guarded(_SOURCE, self._clean)

    def _clean(self):
        """Leave the data sets as a training without `init_model` does: a later one may use them again."""
        for part in [self._train] + self._valid:
            part._predictor = self._before[0]
            part.init_score = None
            if part._handle is not None:
                part.set_field("init_score", None)

    def _done(self, saved):
        """The booster of a training that is over."""
        booster = self.engine.Booster(params=dict(self._bound.arguments["params"]), model_str=saved["model"])
        booster.best_iteration = saved["best_iteration"]
        booster.best_score = collections.defaultdict(collections.OrderedDict)
        for name, metric, value in saved["scores"]:
            booster.best_score[name][metric] = value
        callbacks = list(self._bound.arguments.get("callbacks") or ())
        sessions.guarded(_SOURCE, rounds.give, callbacks, saved["callbacks"])
        self.rounds.restored()
        sessions.guarded(_SOURCE, self.rounds.leave, {k: v for k, v in saved.items() if k != "random"})
        rounds.trained(booster, "lightgbm")
        return booster

    # -- called by the callbacks ------------------------------------------------------------------------

    def stopped(self, env, stop):
        self.finished(env, (stop.best_iteration + 1, stop.best_score))

    def finished(self, env, stop):
        results = list(env.evaluation_result_list or ())
        found = []
        for result in results:
            found += rounds.found(self._split(env, result[0]), result[1], result[2], _SOURCE)
        self._last = (env, stop, results)
        self.rounds.round(found, lambda: self._state(env.model))

    def _split(self, env, name):
        if name == getattr(env.model, "_train_data_name", "training") or name == "training":
            return "train"
        return rounds.split_of_name(name)

    def _state(self, booster):
        env, stop, results = self._last
        best, scores = stop if stop is not None else (0, results)
        asked = self._bound.arguments["params"]
        changed = {k: v for k, v in env.params.items() if k in ("learning_rate",) and asked.get(k) != v}
        return {
            "model": booster.model_to_string(num_iteration=-1), "stopped": stop is not None, "best_iteration": best,
            "scores": [tuple(score[:3]) for score in scores or ()], "callbacks": rounds.take(self._callbacks),
            "changed": changed,
        }

    def _left(self, booster):
        self.rounds.leave(self._state(booster))
