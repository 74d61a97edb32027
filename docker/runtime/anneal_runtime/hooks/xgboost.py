"""xgboost: `train` and `cv`, which its estimators use too, with a step for each round, resumed by the booster.

The library's own loop runs over all rounds; those that are done are passed over, so that schedules, callbacks and
histories see the round's true number. A booster says nothing of the generator that draws rows and columns: with
`subsample` or `colsample_*` below 1, or `booster="dart"`, the rounds after a resume draw other ones.
"""

import collections
import functools

from .. import session as sessions
from . import rounds

_SOURCE = "xgboost.train"


def instrument(name, module):
    if name == "xgboost.training" and hasattr(module, "CallbackContainer"):
        module.CallbackContainer = _container(module.CallbackContainer)
        module.train = rounds.watched("xgboost.train", _make_train)(module.train)
        module.cv = rounds.watched("xgboost.cv", _make_cv)(module.cv)
    elif name == "xgboost.core":
        module.Booster.set_param = _set_param(module.Booster.set_param)
        module.Booster.save_model = rounds.saving("xgboost", "fname")(module.Booster.save_model)
    elif name == "xgboost.sklearn":
        for kind in list(vars(module).values()):
            if isinstance(kind, type) and kind.__module__ == name and "fit" in vars(kind):
                kind.fit = rounds.fitting(kind.fit)


def _set_param(function):
    """What callbacks set while training, such as the learning rate, is not in a saved model."""

    @functools.wraps(function)
    def wrapper(self, params, value=None):
        result = function(self, params, value)
        run = rounds.running()
        if isinstance(run, Training) and run.booster is self:
            run.changed.update({params: value} if isinstance(params, str) else dict(params))
        return result

    return wrapper


def _make_train(session, bound):
    if bound.arguments["params"].get("process_type") == "update":
        return None  # its rounds change the trees that there are
    return Training(session, bound, False)


def _make_cv(session, bound):
    return Training(session, bound, True)


class Training:
    def __init__(self, session, bound, cross):
        self._bound, self._cross = bound, cross
        self._asked = dict(bound.arguments)
        key = "xgboost.cv" if cross else "xgboost.train"
        self.rounds = rounds.Rounds(session, key, int(bound.arguments.get("num_boost_round", 10)), "xgboost")
        self.booster, self.changed = None, {}
        self._train = bound.arguments["dtrain"]
        self._evals = list(bound.arguments.get("evals") or ())

    def call(self, function):
        if self.rounds.saved is not None and not self._cross:
            self._bound.arguments["xgb_model"] = bytearray(self.rounds.saved["models"][0])
        try:
            result = function(*self._bound.args, **self._bound.kwargs)
        except rounds.Restart:
            self._bound.arguments.clear()
            self._bound.arguments.update(self._asked)
            result = function(*self._bound.args, **self._bound.kwargs)
        if not self._cross:
            rounds.trained(result, "xgboost")
        return result

    # -- called by the container ----------------------------------------------------------------------

    def begin(self, container, model):
        saved, self.booster = self.rounds.saved, None if self._cross else model
        if saved is None:
            return
        try:
            if self._cross:
                for fold, content in zip(model.cvfolds, saved["models"]):
                    fold.bst.load_model(bytearray(content))
            container.history = saved["history"]
            rounds.give(container.callbacks, saved["callbacks"])
            if saved["changed"]:
                model.set_param(saved["changed"])
        except Exception as error:
            self.rounds.refuse(error)
            raise rounds.Restart() from None
        self.rounds.restored()
        model.update = lambda *args, **kwargs: None  # until the first round that is not done

    def passes(self, model, epoch):
        """Whether a round is done; the first that is not gets the real `update` back."""
        if epoch < self.rounds.done:
            return True
        vars(model).pop("update", None)
        return False

    def passed(self, container, epoch):
        """What the loop expects after a round; true to end where early stopping had ended."""
        if self._cross:
            container.aggregated_cv = [
                ("%s-%s" % (name, metric),) + tuple(values[epoch])
                for name, all_metrics in container.history.items() for metric, values in all_metrics.items()
            ]
        return self.rounds.saved["stopped"] and epoch == self.rounds.done - 1

    def finished(self, container, model, stopped):
        self.rounds.round(self._found(container.history), lambda: self._state(container, model, stopped))

    def end(self, container, model):
        vars(model).pop("update", None)
        saved = self.rounds.saved if self.rounds.complete else None
        self.rounds.leave(saved or self._state(container, model, True))

    def _found(self, history):
        found = []
        for name, all_metrics in history.items():
            for metric, values in all_metrics.items():
                value = values[-1][0] if self._cross else values[-1]
                found += rounds.found(self._split(name), metric, value, _SOURCE)
        return found

    def _split(self, name):
        if self._cross:
            return "train" if name == "train" else "validation"
        if any(told == name and matrix is self._train for matrix, told in self._evals):
            return "train"
        return rounds.split_of_name(name)

    def _state(self, container, model, stopped):
        boosters = [fold.bst for fold in model.cvfolds] if self._cross else [model]
        history = collections.OrderedDict(
            (name, collections.OrderedDict((metric, list(values)) for metric, values in all_metrics.items()))
            for name, all_metrics in container.history.items())
        return {
            "models": [bytes(_raw(booster)) for booster in boosters], "history": history,
            "callbacks": rounds.take(container.callbacks), "stopped": bool(stopped),
            "changed": dict(self.changed),
        }


def _raw(booster):
    try:
        return booster.save_raw(raw_format="ubj")
    except TypeError:  # before 1.6
        return booster.save_raw()


def _container(original):
    class Container(original):
        """The library's own list of callbacks, with ours after them, so that it sees what they did."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            run = rounds.running()
            self.__run = run if isinstance(run, Training) else None

        def before_training(self, model):
            if self.__run is not None and self.__run.rounds.complete:
                sessions.guarded(_SOURCE, self.__run.begin, self, model)
                return model
            model = super().before_training(model)
            if self.__run is not None:
                sessions.guarded(_SOURCE, self.__run.begin, self, model)
            return model

        def before_iteration(self, model, epoch, *args):
            if self.__run is not None and self.__run.passes(model, epoch):
                return False
            return super().before_iteration(model, epoch, *args)

        def after_iteration(self, model, epoch, *args):
            if self.__run is not None and self.__run.passes(model, epoch):
                return self.__run.passed(self, epoch)
            stopped = super().after_iteration(model, epoch, *args)
            if self.__run is not None:
                sessions.guarded(_SOURCE, self.__run.finished, self, model, stopped)
            return stopped

        def after_training(self, model):
            if self.__run is None or not self.__run.rounds.complete:
                model = super().after_training(model)
            if self.__run is not None:
                sessions.guarded(_SOURCE, self.__run.end, self, model)
            return model

    Container.__name__, Container.__qualname__ = original.__name__, original.__qualname__
    return Container
