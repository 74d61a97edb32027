"""What an instrumented loop iterates over: counts, checkpoints, and on resume skips what is done."""

import builtins
import operator
import pickle
import sys
import types
import weakref

from .. import metrics, seeds
from .. import session as sessions
from . import state

_loops = {}
_NOT_STATE = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType, types.MethodType)


def register(tree, loops):
    """Make loops known by their number to the code that was compiled for them."""
    for loop in loops:
        _loops[loop.number] = loop
    builtins.__anneal_loop__ = start


def start(number, iterable):
    """Called by the rewritten source with what the loop would have iterated over."""
    session = sessions.current()
    if session is None:
        return iterable
    frame = sys._getframe(1)
    running = sessions.guarded("loop", _start, session, _loops[number], iterable, frame)
    return iterable if running is None else running


def _start(session, loop, iterable, frame):
    above = session.progress.active()
    if above is not None and (above.leaf or not loop.epochs):
        return None  # the batches of an epoch
    return Running(session, loop, iterable, frame)


class Running:
    """One execution of an instrumented loop."""

    def __init__(self, session, loop, iterable, frame):
        self.__anneal_values__ = {}
        self._session, self._loop = session, loop
        self._baseline = state.Baseline()
        self._ended = False
        self._in_flight = False
        self._bad = set()
        self._complete = False
        alive = weakref.ref(self)
        key = "%s:%d:%s" % (session.relative(loop.source.path), loop.line, loop.digest)
        unit = loop.unit()
        self.unit = session.progress.enter(
            key, unit, _length(iterable), "torch-loop" if loop.torch else "loop-pickle", lambda: alive() is not None)
        self.unit.leaf = loop.epochs
        self._iterable, self._iterator = iterable, None
        sessions.guarded("loop", self._capture, frame, True)
        if self.unit.node is not None:
            self._resume(frame)

    # -- iterating --------------------------------------------------------------------------------

    def __iter__(self):
        """Through C only, so that an exception of the developer's iterator shows no frame of ours."""
        iterator = self._iterator if self._iterator is not None else iter(self._iterable)
        self._iterable = None
        return map(operator.itemgetter(1), zip(self._ticks(), iterator, self._begun()))

    def __len__(self):
        return self.unit.total or 0

    def _ticks(self):
        while True:
            frame = sys._getframe(1)
            if self._in_flight:
                sessions.guarded("loop", self._finished, frame)
            yield

    def _begun(self):
        """Asked only once the developer's iterator has given an item: an iteration is running."""
        while True:
            self._in_flight = True
            yield

    def _finished(self, frame):
        if sessions.current() is None:
            return
        self._in_flight = False
        if self._loop.found is not None:
            found = self._loop.found(frame)
        else:
            found = metrics.from_variables(frame.f_locals, "train" if self._loop.torch else "unknown")
        self._session.progress.finished_iteration(self.unit, found, lambda: self._capture(frame))

    def __anneal_end__(self):
        """The loop is over, by exhaustion or `break`; not called when it is left by an exception."""
        if self._ended or sessions.current() is None:
            return
        self._ended = True
        frame = sys._getframe(1)
        sessions.guarded("loop", self._end, frame)

    def _end(self, frame):
        if self._in_flight:  # left by `break`
            self._finished(frame)
        final = self.unit.state if self._complete else self._capture(frame)
        self._session.progress.leave(self.unit, final)
        self._remember_model(frame)

    def _remember_model(self, frame):
        torch = sys.modules.get("torch")
        if torch is None or not self._loop.torch:
            return
        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
            if isinstance(value, torch.nn.Module) and next(value.parameters(), None) is not None:
                self._session.last_model = (value, "torch")
                return

    # -- state ------------------------------------------------------------------------------------

    def _collect(self, frame):
        """The values to keep: (where, name) -> value, those changed in place before those assigned."""
        values = {}
        for path, name in self._loop.shared:
            space = _module_space(self._loop, path, frame)
            if space is not None and _is_state(space.get(name, state.MISSING)):
                values[path, name] = space[name]
        for name in self._loop.read + self._loop.kept:
            value = frame.f_locals.get(name, frame.f_globals.get(name, state.MISSING))
            if _is_state(value):
                values["", name] = value
        return {k: v for k, v in values.items() if k not in self._bad}

    def _capture(self, frame, recording=False):
        data, bad = state.dump(self._collect(frame), self._baseline, recording)
        for where in bad:
            self._bad.add(where)
            self._session.problem("checkpoint", ValueError("variable %r cannot be saved" % (where[1],)))
        if recording:
            return None
        return pickle.dumps({"values": data, "random": seeds.get_states()}, 4)

    def _resume(self, frame):
        node = self.unit.node
        try:
            saved = pickle.loads(node["state"]) if node["state"] is not None else None
            values = state.load(saved["values"]) if saved else {}
        except Exception as error:
            self._session.progress.rejected(self.unit, "state of the loop cannot be restored: %s" % error)
            return
        self._complete = node["complete"]
        if not self._complete and saved:
            self._iterator = _skip(self._iterable, node["index"])
        elif self._complete:
            self._iterator = iter(())
        self._restore(frame, values)
        if saved:
            seeds.set_states(saved["random"])
            self._session.progress.restored(self.unit)

    def _restore(self, frame, values):
        grafter = state.Grafter()
        kept = set(self._loop.kept)
        order = sorted(values, key=lambda where: where[0] == "" and where[1] in kept)
        for where in order:
            path, name = where
            space = _module_space(self._loop, path, frame) if path else None
            live = space.get(name, state.MISSING) if path else frame.f_locals.get(
                name, frame.f_globals.get(name, state.MISSING))
            value = grafter.graft(live, values[where])
            if value is state.MISSING or value is state.KEEP or value is live:
                continue
            if path:
                space[name] = value
            elif name in kept:
                self.__anneal_values__[name] = value
            elif frame.f_locals is frame.f_globals:
                frame.f_globals[name] = value


def _is_state(value):
    return value is not state.MISSING and not isinstance(value, _NOT_STATE) and not isinstance(value, Running)


def _module_space(loop, path, frame):
    """The variables of the module at `path`."""
    if path == loop.source.path:
        return frame.f_globals
    for other in _loops.values():
        if other.source.path == path and other.source.name in sys.modules:
            return vars(sys.modules[other.source.name])
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == path:
            return vars(module)
    return None


def _skip(iterable, count):
    """An iterator past the iterations that are done; they are drawn, so that generators keep in step."""
    iterator = iter(iterable)
    for _ in range(count):
        next(iterator, None)
    return iterator


def _length(iterable):
    try:
        return len(iterable)
    except Exception:
        return None
