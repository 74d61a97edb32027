"""Where the training is: nested resumable units (loops, fits), steps counted over the whole script.

A script is resumed by running it again from its start. Units that the checkpoint holds are met again
in the same order and recognised by their key: a finished one gets its final state and is skipped, the
one that was interrupted gets the state of its last finished iteration and goes on. All else (imports,
data loading, building the model) simply runs again.
"""

import time

from . import checkpoint, metrics
from . import session as sessions

_QUIET = 0.005  # seconds between step lines of units whose iterations are not epochs


class Unit:
    """A resumable part of the script: one loop being run, one `fit`; or, as root, the whole script."""

    def __init__(self, key=None, unit="epoch", total=None, kind="loop-pickle", fit=0):
        self.key, self.unit, self.total, self.kind, self.fit = key, unit, total, kind, fit
        self.index = 0  # finished iterations
        self.state = None  # bytes: as of the last finished iteration
        self.children = []  # finished units within the current iteration
        self.counters = {}
        self.plan = {}  # key -> node of the checkpoint, for units within the current iteration
        self.metrics = []
        self.inner_steps = 0  # steps counted by units inside the current iteration
        self.last_line = 0.0
        self.unsaid, self.found = False, []  # the last step's line was left out; its metrics
        self.node = None  # what the checkpoint says about this unit itself
        self.leaf = True  # steps are counted here; a loop that is not named after epochs may hold such
        self.nested = False  # has held units that count steps
        self.state_index = 0  # `index` when `state` was taken
        self.owner = None  # whatever tells whether the unit is still running

    def next_key(self, key):
        count = self.counters[key] = self.counters.get(key, -1) + 1
        return "%s#%d" % (key, count)

    def begin_iteration(self):
        self.children, self.counters, self.metrics, self.inner_steps = [], {}, [], 0

    def to_node(self, step, complete, children):
        if not complete and self.state_index != self.index:
            children = []  # they belong to an iteration after the one whose state there is
        return {
            "key": self.key, "index": self.state_index, "state": self.state, "complete": complete,
            "children": children, "step": step, "fit": self.fit, "kind": self.kind,
        }


class Progress:
    def __init__(self, session):
        self.session = session
        self.store = checkpoint.Store(session.checkpoints, session.checkpoint_seconds)
        self.root = Unit()
        self.stack = [self.root]
        self.step = 0
        self.fits = 0
        self._loaded = None  # the checkpoint's step while nothing of it has been used yet
        self._settled = False  # resumed or not_resumed has been said

    # -- resuming -------------------------------------------------------------------------------

    def load(self):
        """Read the checkpoint to resume from; an unusable one means starting over."""
        path = self.session.resume
        if not path:
            return
        try:
            content = checkpoint.read(path)
            self.root.plan = {node["key"]: node for node in content["units"]}
            self._loaded = content["step"]
        except (checkpoint.Unusable, KeyError, TypeError) as error:
            self._refuse(str(error), unusable=True)

    def _refuse(self, reason, unusable=False):
        """Start over. `unusable`: the checkpoint itself is at fault, and the one before it may be better."""
        self.root.plan, self._loaded = {}, None
        if not self._settled:
            self._settled = True
            self.session.send("not_resumed", reason=reason, unusable=unusable)

    def restored(self, unit):
        """A unit has been given its state back."""
        self.step = max(self.step, unit.node["step"])
        self.fits = max(self.fits, unit.node["fit"])
        for above in self.stack[: self.stack.index(unit)]:
            above.inner_steps += 1
        if not self._settled:
            self._settled = True
            self.session.send("resumed", step=self._loaded, format=unit.kind, fit=unit.fit)

    def rejected(self, unit, reason):
        """A unit's state did not fit: it and everything after it starts over."""
        for other in self.stack:
            other.plan = {}
        unit.node = None
        unit.plan, unit.index, unit.state_index, unit.state = {}, 0, 0, None
        self._refuse(reason)

    def finish(self):
        """The script has ended: say so if the checkpoint was never used."""
        if self._loaded is not None and not self._settled:
            self._refuse("no training loop of the script matches the checkpoint")

    # -- units ----------------------------------------------------------------------------------

    def enter(self, key, unit, total, kind, owner=None):
        """A unit starts; its `node` is what the checkpoint knows of it, `plan` what is inside."""
        self._drop_stale()
        scope = self.stack[-1]
        self.fits += 1
        new = Unit(scope.next_key(key), unit, total, kind, self.fits)
        new.owner = owner
        new.node = scope.plan.pop(new.key, None)
        if new.node is not None:
            new.index = new.state_index = new.node["index"]
            new.state = new.node["state"]
            new.plan = {child["key"]: child for child in new.node["children"]}
        self.stack.append(new)
        return new

    def leave(self, unit, state):
        """A unit is over; its final state lets a later checkpoint skip it."""
        if unit not in self.stack:
            return
        del self.stack[self.stack.index(unit):]
        if unit.unsaid:
            self._say(unit)
        unit.state, unit.state_index = state, unit.index
        if state is not None:
            self.stack[-1].children.append(unit.to_node(self.step, True, []))

    def _drop_stale(self):
        """Forget units that were left by an exception which the script has caught."""
        while len(self.stack) > 1 and self.stack[-1].owner is not None and not self.stack[-1].owner():
            self.stack.pop()

    def active(self):
        self._drop_stale()
        return self.stack[-1] if len(self.stack) > 1 else None

    # -- steps ----------------------------------------------------------------------------------

    def finished_iteration(self, unit, found, capture):
        """One more iteration done: count it, say so, and keep a checkpoint if it is time.

        `capture` gives the state as bytes; it is asked only when needed.
        """
        outer = unit.inner_steps > 0  # its steps were counted inside: it only moves the place
        unit.index += 1
        if not outer:
            self.step += 1
            for above in self.stack[: self.stack.index(unit)]:
                above.inner_steps += 1
            self._line(unit, metrics.merge(unit.metrics, found))
        unit.begin_iteration()
        unit.nested = unit.nested or outer
        if unit.nested or self.store.due():
            self._save(unit, capture, write=self.store.due())

    def _line(self, unit, found):
        now = time.monotonic()
        unit.unsaid = unit.unit != "epoch" and now - unit.last_line < _QUIET
        unit.found = found
        if not unit.unsaid:
            unit.last_line = now
            self._say(unit)

    def _say(self, unit):
        total, found = unit.total, unit.found
        if total is not None:
            total = self.step - unit.index + total if unit.index <= total else None
        self.session.send("step", step=self.step, total=total, unit=unit.unit, fit=unit.fit, metrics=found)

    def single_step(self, unit, found, often=False):
        """A training without iterations that we could see: one step in itself."""
        self.fits += 1
        self.step += 1
        for above in self.stack:
            above.inner_steps += 1
        now = time.monotonic()
        if not often or now - self.root.last_line >= _QUIET:
            self.root.last_line = now
            self.session.send("step", step=self.step, total=None, unit=unit, fit=self.fits, metrics=found)

    def metric(self, found, where):
        """A metric the script computed: part of the current iteration, or a line of its own."""
        unit = self.active()
        if unit is not None:
            unit.metrics.append(dict(found, where=where))
        else:
            self.session.send("metric", where=where, **found)

    # -- checkpoints ----------------------------------------------------------------------------

    def _save(self, unit, capture, write):
        began = time.monotonic()
        state = sessions.guarded("checkpoint", capture)
        if state is None:
            return
        unit.state, unit.state_index = state, unit.index
        if write:
            sessions.guarded("checkpoint", self._write, unit, began)

    def _write(self, unit, began):
        content = {"v": 1, "step": self.step, "units": self._tree(0)}
        try:
            path, digest, size = self.store.write(self.step, content)
        finally:
            seconds = self.store.took(began)
        self.session.send(
            "checkpoint", step=self.step, path=path, format=unit.kind, sha256=digest, bytes=size,
            seconds=round(seconds, 4),
        )

    def _tree(self, depth):
        """The finished units at this depth and, as the last one, the running unit."""
        nodes = list(self.stack[depth].children)
        if depth + 1 < len(self.stack):
            inner = self.stack[depth + 1]
            nodes.append(inner.to_node(self.step, False, self._tree(depth + 1)))
        return nodes
