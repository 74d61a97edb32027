"""One `fit` of a Keras model: counted by epoch, checkpointed, resumed where it was."""

import pickle

from .. import metrics, seeds
from .. import session as sessions
from ..loops import state as states
from . import keras_state


class Restart(BaseException):
    """Breaks a `fit` off before its first batch, to begin it anew without the checkpoint."""


class Fit:
    def __init__(self, session, model, bound):
        self.session, self.model, self._bound = session, model, bound
        arguments = bound.arguments
        self._asked = dict(arguments)
        epochs = int(arguments.get("epochs") or arguments.get("kwargs", {}).get("nb_epoch") or 1)
        self._first = int(arguments.get("initial_epoch") or 0)
        self._history, self._epochs = {}, []
        self._restored = None
        self._complete = False
        key = "keras.fit:%s:%s" % (type(model).__name__, len(getattr(model, "layers", ())))
        self.unit = session.progress.enter(key, "epoch", max(0, epochs - self._first), "keras")
        self._users = _as_list(arguments.get("callbacks"))
        if self.unit.node is not None:
            self._plan(epochs)
        self._callback = _callback_class(model)(self)
        self._add_callback()

    def _add_callback(self):
        listed = self._bound.arguments.get("callbacks")
        if hasattr(listed, "append") and not isinstance(listed, list):
            listed.append(self._callback)  # a CallbackList of the developer's own
        else:
            self._bound.arguments["callbacks"] = self._users + [self._callback]

    def call(self, function):
        """The real `fit`; once more from the first epoch if the checkpoint turns out not to suit."""
        try:
            return function(*self._bound.args, **self._bound.kwargs)
        except Restart:
            self._complete = False
            self._bound.arguments.clear()
            self._bound.arguments.update(self._asked)
            self._users = _as_list(self._asked.get("callbacks"))
            self._add_callback()
            return function(*self._bound.args, **self._bound.kwargs)

    def _plan(self, epochs):
        """Ask Keras only for the epochs that are not done; their state is set when training begins."""
        node = self.unit.node
        try:
            self._restored = pickle.loads(node["state"])
        except Exception as error:
            self.session.progress.rejected(self.unit, "state of fit cannot be decoded: %s" % error)
            return
        self._complete = node["complete"] or self._restored["stopped"]
        done = epochs if self._complete else self._first + node["index"]
        if self._complete:
            self._bound.arguments["epochs"] = max(epochs, 1)
        self._bound.arguments["initial_epoch"] = max(done, self._bound.arguments.get("epochs", 1)) if self._complete else done
        if node["complete"]:
            self._users = []
            self._bound.arguments["callbacks"] = None
            self._bound.arguments["verbose"] = 0

    # -- called back by Keras ------------------------------------------------------------------------

    def train_begin(self):
        if self._restored is None:
            return
        saved = self._restored
        try:
            keras_state.restore(self.model, saved["model"], self._bound.arguments.get("x"))
            self._restore_callbacks(saved)
        except Exception as error:
            self._restored = None
            self.session.progress.rejected(self.unit, "state of fit does not suit the model: %s" % error)
            raise Restart() from None
        seeds.set_states(saved["random"])
        self._history, self._epochs = saved["history"], saved["epochs"]
        self.session.progress.restored(self.unit)

    def epoch_begin(self):
        if self._restored is not None:
            self._restored = None
            self._give_history(getattr(self.model, "history", None))

    def epoch_end(self, epoch, logs):
        logs = dict(logs or {})
        found = []
        for name, value in logs.items():
            split = "validation" if name.startswith("val_") else "train"
            plain = name[4:] if name.startswith("val_") else name
            metric = metrics.entry(plain, split, value, "keras.fit")
            if metric is not None and plain not in ("lr", "learning_rate"):
                found.append(metric)
        for name, value in logs.items():
            self._history.setdefault(name, []).append(metrics.number(value))
        self._epochs.append(epoch)
        self.session.progress.finished_iteration(self.unit, found, self.capture)

    # -- state ---------------------------------------------------------------------------------------

    def capture(self):
        return pickle.dumps({
            "model": keras_state.take(self.model), "random": seeds.get_states(), "history": self._history,
            "epochs": self._epochs, "callbacks": self._callback_states(),
            "stopped": bool(getattr(self.model, "stop_training", False)),
        }, 4)

    def _callback_states(self):
        """What the developer's callbacks remember: patience, best weights, counters of their own."""
        kept = []
        for callback in self._users:
            values = {k: v for k, v in vars(callback).items() if k not in ("model", "_model", "params", "validation_data")}
            kept.append(states.dump(values, states.Baseline())[0])
        return kept

    def _restore_callbacks(self, saved):
        self.model.stop_training = saved["stopped"]
        for callback, data in zip(self._users, saved["callbacks"]):
            grafter = states.Grafter()
            for name, value in states.load(data).items():
                value = grafter.graft(vars(callback).get(name, states.MISSING), value)
                if value is not states.MISSING and value is not states.KEEP:
                    vars(callback)[name] = value

    # -- the end ---------------------------------------------------------------------------------------

    def ended(self, history):
        sessions.guarded("keras.fit", self._give_history, history)
        state = self.unit.state if self._complete else sessions.guarded("keras.fit", self.capture)
        sessions.guarded("keras.fit", self.session.progress.leave, self.unit, state)
        return history

    def _give_history(self, history):
        """A resumed fit returns the history of all its epochs."""
        if history is not None and len(self._epochs) > len(getattr(history, "epoch", [])):
            history.history = dict((k, list(v)) for k, v in self._history.items())
            history.epoch = list(self._epochs)


def _as_list(callbacks):
    if callbacks is None:
        return []
    if isinstance(callbacks, (list, tuple)):
        return list(callbacks)
    if hasattr(callbacks, "callbacks"):
        return list(callbacks.callbacks)
    return [callbacks]


_classes = {}


def _callback_class(model):
    """A Callback of the Keras that the model is of; there may be more than one in a process."""
    package = keras_state.package_of(model)
    if package not in _classes:
        _classes[package] = _make_callback(keras_state.callback_base(package))
    return _classes[package]


def _make_callback(base):
    class Watcher(base):
        """Comes after the developer's callbacks, so that it sees what they did."""

        def __init__(self, fit):
            super().__init__()
            self._fit = fit

        def on_train_begin(self, logs=None):
            sessions.guarded("keras.fit", self._fit.train_begin)

        def on_epoch_begin(self, epoch, logs=None):
            sessions.guarded("keras.fit", self._fit.epoch_begin)

        def on_epoch_end(self, epoch, logs=None):
            sessions.guarded("keras.fit", self._fit.epoch_end, epoch, logs)

    return Watcher
