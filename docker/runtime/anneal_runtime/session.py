"""The one attempt this process belongs to: its environment, its channel, its swallowed failures."""

import atexit
import os
import sys
import threading
import time

from .channel import Channel

_ENVIRONMENT = (
    "CHANNEL", "TOKEN", "CHECKPOINTS", "RESUME", "RESUME_STEP", "SEED", "CHECKPOINT_SECONDS", "ARTIFACTS",
    "STACKS",
)
_MAX_PROBLEMS = 20
_current = None


def current():
    """The session, or None when this process is inert (no token, a forked child, a dead channel)."""
    return _current if _current is not None and _current.channel.mine() else None


def arm():
    """Take the attempt's settings out of the environment (children must not inherit them) and start."""
    global _current
    if _current is not None:
        return current()
    taken = {name: os.environ.pop("ANNEAL_" + name, None) for name in _ENVIRONMENT}
    if not taken["TOKEN"] or not taken["CHANNEL"]:
        return None
    try:
        _current = Session(taken)
    except OSError:
        return None
    _current.start()
    return _current


class Session:
    def __init__(self, taken):
        self.channel = Channel(taken["CHANNEL"], taken["TOKEN"])
        self.checkpoints = taken["CHECKPOINTS"]
        self.resume = taken["RESUME"]
        self.resume_step = _number(taken["RESUME_STEP"], int)
        self.seed = _number(taken["SEED"], int)
        self.checkpoint_seconds = _number(taken["CHECKPOINT_SECONDS"], float)
        self.artifacts = taken["ARTIFACTS"]
        self.stacks = taken["STACKS"]
        self.root = os.getcwd()
        self.began = time.time()
        self.exit_code = None  # known only where the launcher runs the script
        self.models = 0
        self.outside = {}  # models saved outside of the working directory: path -> format
        self.saving = False  # we are saving a model ourselves
        self.last_model = None  # (object, framework): what was trained last, saved at exit if the script does not
        self.at_exit = []
        self._problems = 0
        self._local = threading.local()
        from .progress import Progress
        from .results import Written

        self.progress = Progress(self)
        self.written = Written()

    def start(self):
        from . import artifacts, imports, stacks

        imports.install()
        self.written.install()
        artifacts.watch_pickle()
        guarded("stacks", stacks.listen, self.stacks)
        atexit.register(self._exit)

    def send(self, kind, **fields):
        return self.channel.send(kind, **fields)

    def problem(self, hook, error):
        """Report a failure of ours; only the first few, a broken hook may fail at every batch."""
        self._problems += 1
        if self._problems <= _MAX_PROBLEMS:
            self.send("problem", hook=hook, error="%s: %s" % (type(error).__name__, str(error)[:500]))

    def relative(self, path):
        """`path` as the developer knows it: relative to the source tree where it lies inside."""
        path = os.path.abspath(path)
        return os.path.relpath(path, self.root) if path.startswith(self.root + os.sep) else path

    def saved_model(self, path, kind):
        self.models += 1
        if os.path.isabs(self.relative(path)) and not path.startswith(self.artifacts or os.sep):
            self.outside[os.path.abspath(path)] = kind
        size = None
        if os.path.isdir(path):
            size = sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(path) for f in fs)
        elif os.path.exists(path):
            size = os.path.getsize(path)
        self.send("model", path=self.relative(path), format=kind, bytes=size)

    def _exit(self):
        """Registered first, so it runs after the script's own exit handlers."""
        if current() is not self:
            return
        for last in self.at_exit:
            guarded("exit", last)
        self.send("exit", code=self.exit_code)


def guarded(hook, function, *args, **kwargs):
    """Call something of ours; a failure is reported and gives None."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        session = current()
        if session is not None:
            session.problem(hook, error)
        return None


def _number(text, kind):
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def library_directories():
    """Where code that is not the developer's lies."""
    import sysconfig

    paths = sysconfig.get_paths()
    found = {paths[k] for k in ("stdlib", "platstdlib", "purelib", "platlib") if paths.get(k)}
    found.add(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return tuple(sorted(os.path.realpath(p) + os.sep for p in found))


_user_files = {}
_libraries = None


def is_user_file(filename):
    """Whether a code object's file is the developer's: not the standard library, a package or ours."""
    known = _user_files.get(filename)
    if known is None:
        global _libraries
        if _libraries is None:
            _libraries = library_directories()
        real = os.path.realpath(filename)
        parts = real.replace("\\", "/").split("/")
        known = not (
            filename.startswith("<frozen")
            or real.startswith(_libraries)
            or "site-packages" in parts
            or "dist-packages" in parts
        )
        _user_files[filename] = known
    return known


def user_location(depth):
    """`file:line` of the nearest user frame above the caller, or None."""
    frame = sys._getframe(depth)
    session = current()
    while frame is not None:
        if is_user_file(frame.f_code.co_filename):
            name = frame.f_code.co_filename
            return "%s:%d" % (session.relative(name) if session else name, frame.f_lineno)
        frame = frame.f_back
    return None
