"""Searches and cross-validation of scikit-learn: each candidate and fold is a step, kept, not computed again.

Both hand their fits to a `Parallel`; ours takes the results one after another, in order, as they come, and gives
those that the checkpoint has instead of computing them. What is kept is tied to the candidate's parameters and the
fold's rows: a search whose candidates are drawn without a seed finds nothing of its own there, and starts over.
"""

import pickle
import zlib

from .. import metrics
from .. import session as sessions
from . import rounds

_LARGEST = 256 << 20  # bytes of a finished search that are kept


class Search:
    def __init__(self, session, key, label):
        self.rounds = rounds.Rounds(session, key, 0, "sklearn-search")
        self._label = label
        self._kept = list(self.rounds.saved["results"]) if self.rounds.saved is not None else []
        self.results = []
        self._pending = bool(self._kept)

    def final(self):
        """What was left at the end of one that the checkpoint knows to be over; None if it is not."""
        saved = self.rounds.saved
        if saved is None or not self.rounds.complete or saved.get("final") is None:
            return None
        final = sessions.guarded("search", pickle.loads, saved["final"])
        if final is not None:
            self.results, self._pending = self._kept, False
            self.rounds.restored()
        return final

    def compute(self, tasks, call):
        """Results of `tasks`, of which `call` computes those that are not kept, one after another."""
        tasks = list(tasks)
        self.rounds.unit.total += len(tasks)
        out = sessions.guarded("search", self._known, tasks) or []
        for task, result in zip(tasks[len(out):], call(tasks[len(out):])):
            out.append(result)
            self.results.append((_mark(task), result))
            self.rounds.round(self._found(result), lambda: {"results": self.results, "final": None})
        return out

    def _known(self, tasks):
        out = []
        for task in tasks:
            if len(self.results) >= len(self._kept):
                break
            mark, result = self._kept[len(self.results)]
            if mark != _mark(task):
                self._kept, self._pending = [], False
                self.rounds.refuse("its candidates or folds are other ones")
                return out
            self.results.append((mark, result))
            out.append(result)
        if self._pending and len(self.results) == len(self._kept):
            self._pending = False
            self.rounds.restored()
        return out

    def _found(self, result):
        scores = result.get("test_scores") if isinstance(result, dict) else None
        if isinstance(scores, dict):
            return [metrics.entry(name, "validation", score, "fold") for name, score in scores.items()]
        return [] if scores is None else [metrics.entry(self._label, "validation", scores, "fold")]

    def leave(self, final):
        content = pickle.dumps(final, 4)
        self.rounds.leave({"results": self.results, "final": content if len(content) <= _LARGEST else None})


def _mark(task):
    """Which candidate and fold a delayed call is about."""
    _function, args, kwargs = task
    words = [type(args[0]).__name__ if args else "", repr(kwargs.get("parameters"))]
    mark = zlib.crc32("\0".join(words).encode("utf-8", "replace"))
    for rows in [kwargs.get("train"), kwargs.get("test")] + [a for a in args[3:6] if hasattr(a, "tobytes")]:
        if hasattr(rows, "tobytes"):
            mark = zlib.crc32(rows.tobytes(), mark)
    return mark


def parallel(original, running):
    """The `Parallel` of a module, for the search that `running()` gives."""

    class Parallel(original):
        def __call__(self, iterable):
            search = running()
            if search is None or not hasattr(self, "return_generator") or self.return_generator:
                return super().__call__(iterable)
            return search.compute(iterable, self.__one_by_one)

        def __one_by_one(self, tasks):
            if not tasks:
                return iter(())
            self.return_generator, self.return_ordered = True, True
            try:
                return super().__call__(tasks)
            finally:
                self.return_generator = False

    Parallel.__name__, Parallel.__qualname__ = original.__name__, original.__qualname__
    return Parallel
