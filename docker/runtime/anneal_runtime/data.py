"""Which data a model has been fitted on, so that a score on it is never taken for a held-out one."""

import re
import sys
import weakref
import zlib

_SAMPLES = 4096
_FULL = 1 << 20  # arrays up to this many bytes are hashed whole
_NAMES = (
    ("validation", re.compile(r"(^|_)(val|valid|validation|dev)\d*(_|$)|^[xy]v$", re.I)),
    ("test", re.compile(r"(^|_)(test|tst|te|holdout|eval)\d*(_|$)", re.I)),
    ("train", re.compile(r"(^|_)(train|training|trn|tr)\d*(_|$)", re.I)),
)


def fingerprint(data):
    """A short value, equal for equal data; None where that cannot be had cheaply."""
    if data is None:
        return None
    kind = type(data).__name__
    if kind in ("DataFrame", "Series", "Index") and hasattr(data, "to_numpy"):
        data = data.iloc[_picks(len(data))].to_numpy() if len(data) > _SAMPLES else data.to_numpy()
        return ("frame",) + _array(data)
    if hasattr(data, "nnz") and hasattr(data, "data"):  # scipy sparse
        return ("sparse", tuple(data.shape), int(data.nnz)) + _array(data.data)
    if isinstance(data, (list, tuple)):
        if len(data) > _SAMPLES:
            return ("list", len(data), zlib.crc32(repr([data[i] for i in _picks(len(data))]).encode()))
        return ("list", len(data), zlib.crc32(repr(data).encode()))
    if hasattr(data, "__array__") or hasattr(data, "dtype"):
        return ("array",) + _array(data)
    return None


def _picks(count):
    return list(range(0, count, max(1, count // _SAMPLES)))


def _array(data):
    numpy = sys.modules["numpy"]
    data = numpy.asarray(data)
    shape = tuple(data.shape)
    if data.nbytes > _FULL and data.size:
        data = data.reshape(-1)[:: max(1, data.size // _SAMPLES)] if data.flags.c_contiguous else data[:: max(1, len(data) // 64)]
    if data.dtype.hasobject:
        content = repr(data.ravel()[:_SAMPLES].tolist()).encode("utf-8", "replace")
    else:
        content = numpy.ascontiguousarray(data).tobytes()
    return shape, str(data.dtype), zlib.crc32(content)


class Fitted:
    """Everything models were fitted on so far: fingerprints, and weak references for overlap."""

    def __init__(self):
        self._seen = set()
        self._arrays = []
        self._crossed = set()
        self._objects = []
        self.any = False

    def add(self, *parts):
        self.any = True
        for part in parts:
            mark = fingerprint(part)
            if mark is None and hasattr(part, "__weakref__"):  # a data set object: known by identity
                self._objects.append(weakref.ref(part))
            if mark is None or mark in self._seen:
                continue
            self._seen.add(mark)
            if type(part).__name__ == "ndarray":
                self._arrays = [a for a in self._arrays[-31:] if a() is not None]
                self._arrays.append(weakref.ref(part))

    def add_crossed(self, predictions):
        """Predictions that cross-validation made: held out, though their truth was fitted on."""
        self._crossed.add(fingerprint(predictions))

    def crossed(self, predictions):
        return bool(self._crossed) and fingerprint(predictions) in self._crossed

    def holds(self, data):
        """Whether a model was fitted on these data, or on an array of which they are a part."""
        if data is None:
            return False
        if fingerprint(data) in self._seen or any(known() is data for known in self._objects):
            return True
        if type(data).__name__ != "ndarray":
            return False
        return any(_overlap(array(), data) for array in self._arrays)


fitted = Fitted()  # of this process


def _overlap(fitted, data):
    numpy = sys.modules["numpy"]
    if fitted is None or not numpy.may_share_memory(fitted, data):
        return False
    try:
        return bool(numpy.shares_memory(fitted, data, max_work=10000))
    except Exception:  # too hard to tell: not claimed to be training data
        return False


def split_of(fitted, frame, *parts):
    """train, validation, test or unknown, for data that a script evaluates on."""
    parts = [p for p in parts if p is not None]
    if any(fitted.holds(p) for p in parts):
        return "train"
    named = _split_by_name(frame, parts)
    if named is not None:
        return named
    return "test" if fitted.any else "unknown"


def _split_by_name(frame, parts):
    """What the script calls the data, looking at the variables of up to three callers."""
    for _ in range(3):
        if frame is None:
            return None
        for name, value in list(frame.f_locals.items()):
            if any(value is part for part in parts):
                split = split_of_name(name)
                if split is not None:
                    return split
        frame = frame.f_back
    return None


def split_of_name(name):
    for split, pattern in _NAMES:
        if pattern.search(name):
            return split
    return None
