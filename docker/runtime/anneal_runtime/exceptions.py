"""Uncaught exceptions: what the developer is shown, and the fingerprint that tells a repeat."""

import hashlib
import linecache
import os
import re
import traceback
import types

from . import session as sessions

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_HIDDEN = ("<frozen runpy>",)
_LIMIT = 16000


def _ours(frame):
    name = frame.f_code.co_filename
    return name.startswith(_OURS) or name in _HIDDEN or os.path.basename(name) == "runpy.py"


def strip(error, seen=None):
    """Take our frames out of an exception and of those it was raised from."""
    seen = seen if seen is not None else set()
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    entries = []
    trace = error.__traceback__
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    kept = None
    for entry in reversed(entries):
        if not _ours(entry.tb_frame):
            kept = types.TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    error.__traceback__ = kept
    strip(error.__cause__, seen)
    strip(error.__context__, seen)


def normalised(message):
    """A message without what differs from one run to the next: addresses, numbers."""
    message = re.sub(r"0x[0-9a-fA-F]+", "0x", message)
    return re.sub(r"\d+(\.\d+)?(e[+-]?\d+)?", "#", message)[:2000]


def _place(session, frame):
    """The line to point at: the developer's own nearest to where it happened, else the last one."""
    own = [f for f in frame if sessions.is_user_file(f.filename)]
    return (own or frame or [None])[-1]


def fingerprint(session, error, frames):
    """Equal for two crashes of the same kind at the same source lines with the same kind of message."""
    digest = hashlib.sha256(type(error).__name__.encode())
    for entry in frames:
        name = session.relative(entry.filename)
        if os.path.isabs(name):
            name = os.path.basename(name)
        line = linecache.getline(entry.filename, entry.lineno or 0).strip()
        digest.update(("\0%s\0%s\0%s" % (name, entry.name, line)).encode("utf-8", "replace"))
    digest.update(normalised(str(error)).encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def report(session, error):
    frames = traceback.extract_tb(error.__traceback__)
    place = _place(session, frames)
    where, line = (place.filename, place.lineno) if place else (None, None)
    if isinstance(error, SyntaxError) and not frames:
        where, line = error.filename, error.lineno
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    fields = {
        "type": _name(type(error)),
        "message": str(error)[:4000],
        "traceback": text if len(text) <= _LIMIT else text[: _LIMIT // 4] + "\n[...]\n" + text[-_LIMIT * 3 // 4:],
        "file": session.relative(where) if where else None,
        "line": line,
        "fingerprint": fingerprint(session, error, frames),
    }
    hint = _hint(error, text)
    if hint:
        fields["hint"] = hint
    session.send("exception", **fields)


def _name(kind):
    return kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "." + kind.__qualname__


def _hint(error, text):
    if isinstance(error, EOFError) and "input(" in text:
        return "the script waits for keyboard input (input()), and a training has none: read it from arguments or a file"
    if isinstance(error, MemoryError):
        return "the script ran out of memory"
    return None
