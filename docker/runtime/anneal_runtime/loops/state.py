"""A loop's state as bytes, and back into the live objects.

Objects that live on in the script keep their identity (an optimizer holds its network's parameters):
what was saved is grafted into them. What cannot or need not be saved (modules, open files, data sets,
large arrays that have not changed) is left as the script made it anew.
"""

import collections
import io
import pickle
import random
import sys
import types

_BIG = 1 << 14  # bytes; smaller arrays are not worth the comparison
_LIMIT = 2 << 30
_SKIPPED = (
    types.ModuleType, types.GeneratorType, types.CoroutineType, types.FrameType, types.CodeType,
    types.TracebackType, io.IOBase, types.MappingProxyType, memoryview,
)
_SKIPPED_NAMES = {"lock", "RLock", "Thread", "Condition", "Event", "Popen", "SummaryWriter", "Pool"}
_SKIPPED_PACKAGES = {"keras", "tf_keras", "tensorflow", "tqdm", "tensorboard", "tensorboardX", "wandb", "mlflow", "logging", "argparse", "matplotlib"}


class Keep:
    """Stands in a restored state for what stays as it is."""

    def __repr__(self):
        return "<kept>"


KEEP = Keep()
MISSING = object()


class Snapshot:
    """Stands for an object that restores itself from a `state_dict` or the like."""

    def __init__(self, kind, state):
        self.kind, self.state = kind, state


def _snapshot(kind, state):
    return Snapshot(kind, state)


class Baseline:
    """Large arrays as they were when the loop began: unchanged ones need not be saved."""

    def __init__(self):
        self._marks = {}

    def add(self, value):
        self._marks[id(value)] = mark(value)

    def unchanged(self, value):
        known = self._marks.get(id(value))
        return known is not None and known == mark(value)


def mark(value):
    """Cheap proof that an array has not changed; exact for tensors, which count their changes."""
    if hasattr(value, "_version") and hasattr(value, "data_ptr"):
        return (value.data_ptr(), value._version, tuple(value.shape))
    if hasattr(value, "__array_interface__"):
        from .. import data

        return (value.__array_interface__["data"][0], data.fingerprint(value))
    return (type(value), len(value) if hasattr(value, "__len__") else 0)


def _size(value):
    if type(value).__name__ == "ndarray":
        return value.nbytes
    if hasattr(value, "element_size") and hasattr(value, "nelement"):
        return value.element_size() * value.nelement()
    if type(value).__name__ in ("DataFrame", "Series"):
        return value.size * 8
    if hasattr(value, "nnz") and hasattr(value, "indptr"):
        return value.nnz * 12
    return 0


class StatePickler(pickle.Pickler):
    def __init__(self, out, baseline, recording):
        super().__init__(out, 4)
        self._baseline, self._recording = baseline, recording
        numpy = sys.modules.get("numpy")
        self._global_numpy = getattr(getattr(numpy, "random", None), "mtrand", None)
        self._global_numpy = getattr(self._global_numpy, "_rand", None)
        self._torch = sys.modules.get("torch")

    def persistent_id(self, value):
        kind = type(value)
        if kind in (int, float, str, dict, list, tuple, bool, bytes, type(None)):
            return None
        if value is self._global_numpy:
            return ("numpy",)
        if value is getattr(random, "_inst", None):
            return ("python",)
        if isinstance(value, _SKIPPED) or kind.__name__ in _SKIPPED_NAMES:
            return ("keep",)
        if kind is types.FunctionType and not _importable(value):
            return ("keep",)
        if kind.__module__.partition(".")[0] in _SKIPPED_PACKAGES and not _plain(kind):
            return ("keep",)
        if self._torch is not None and _is_data(self._torch, value):
            return ("keep",)
        if _size(value) > _BIG:
            if self._recording:
                self._baseline.add(value)
                return ("keep",)
            if self._baseline.unchanged(value):
                return ("keep",)
        return None

    def reducer_override(self, value):
        if isinstance(value, type):
            return NotImplemented
        from . import snapshots

        found = snapshots.take(value)
        return NotImplemented if found is None else (_snapshot, found)


def _plain(kind):
    return kind.__name__ == "Namespace"


def _importable(function):
    found = sys.modules.get(function.__module__)
    for part in function.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is function


def _is_data(torch, value):
    loaded = getattr(getattr(torch, "utils", None), "data", None)
    if loaded is None:
        return False
    return isinstance(value, (loaded.DataLoader, loaded.Dataset))


class StateUnpickler(pickle.Unpickler):
    def persistent_load(self, kind):
        if kind[0] == "numpy":
            return sys.modules["numpy"].random.mtrand._rand
        if kind[0] == "python":
            return random._inst
        return KEEP


def dump(values, baseline, recording=False):
    """Bytes of a dictionary of values; names whose value cannot be pickled are left out and returned."""
    try:
        return _dump(values, baseline, recording), []
    except Exception:
        good, bad = {}, []
        for name, value in values.items():
            try:
                _dump({name: value}, baseline, recording)
                good[name] = value
            except Exception:
                bad.append(name)
        return _dump(good, baseline, recording), bad


def _dump(values, baseline, recording):
    out = io.BytesIO()
    StatePickler(out, baseline, recording).dump(values)
    if out.tell() > _LIMIT:
        raise ValueError("the loop's state is larger than %d bytes" % _LIMIT)
    return out.getvalue()


def load(data):
    return StateUnpickler(io.BytesIO(data)).load()


class Grafter:
    """Puts restored values into live ones. A live object takes one restored object, no other."""

    def __init__(self):
        self._done = {}
        self._claimed = {}

    def graft(self, live, saved):
        if saved is KEEP or saved is live:
            return live
        if id(saved) in self._done:
            return self._done[id(saved)]
        result = self._graft(live, saved)
        self._done[id(saved)] = result
        return result

    def _claim(self, live, saved):
        """Whether `live` may be changed in place to be `saved`; registers it, so that cycles end."""
        if live is MISSING or type(live) is not type(saved) and not isinstance(saved, Snapshot):
            return False
        if self._claimed.setdefault(id(live), id(saved)) != id(saved):
            return False
        self._done[id(saved)] = live
        return True

    def _graft(self, live, saved):
        if isinstance(saved, (int, float, complex, str, bytes, type, type(None), range)):
            return saved
        if isinstance(saved, tuple):
            parts = [self.graft(a, b) for a, b in _pairs(live if isinstance(live, tuple) else (), saved)]
            return type(saved)(*parts) if hasattr(saved, "_fields") else type(saved)(parts)
        if not self._claim(live, saved):
            return self._fresh(saved)
        return self._into(live, saved)

    def _fresh(self, saved):
        """No live object: the restored one is used, but kept things in it cannot be filled in."""
        if isinstance(saved, Snapshot):
            return MISSING
        self._done[id(saved)] = saved
        return saved

    def _into(self, live, saved):
        from . import snapshots

        if isinstance(saved, Snapshot):
            snapshots.give(live, saved)
        elif isinstance(saved, dict):
            items = [(k, self.graft(live.get(k, MISSING), v)) for k, v in saved.items()]
            live.clear()
            live.update((k, v) for k, v in items if v is not MISSING and v is not KEEP)
            self._attributes(live, saved)
        elif isinstance(saved, (list, collections.deque)):
            parts = [self.graft(a, b) for a, b in _pairs(live, saved)]
            live.clear()
            live.extend(parts)
        elif isinstance(saved, (set, bytearray)):
            live.clear()
            live.update(saved) if isinstance(saved, set) else live.extend(saved)
        elif not snapshots.into(live, saved):
            if not hasattr(saved, "__dict__") or not _ordinary(type(saved)):
                return saved
            self._attributes(live, saved)
        return live

    def _attributes(self, live, saved):
        if not hasattr(saved, "__dict__"):
            return
        new = vars(saved)
        old = vars(live)
        for name in [n for n in old if n not in new]:
            del old[name]
        for name, value in new.items():
            value = self.graft(old.get(name, MISSING), value)
            if value is not MISSING and value is not KEEP:
                old[name] = value


def _ordinary(kind):
    """Whether an object of the class is wholly described by its `__dict__`."""
    return not any("__slots__" in vars(k) and vars(k)["__slots__"] for k in kind.__mro__[:-1])


def _pairs(live, saved):
    live = list(live)
    return [(live[i] if i < len(live) else MISSING, value) for i, value in enumerate(saved)]
