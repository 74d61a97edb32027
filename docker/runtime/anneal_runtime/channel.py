"""The way out: one JSON object a line, appended to a file that the trainer reads by offset."""

import json
import os
import threading
import time

from . import VERSION


class Channel:
    """Writes lines with one `os.write` each, so that a kill leaves at most the last one incomplete.

    It belongs to the process that opened it: a forked child that inherits it stays silent. When it
    cannot be written it turns itself off for good; a full disk must not break a training.
    """

    def __init__(self, path, token):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self._fd = os.open(path, flags, 0o600)
        self._token = token
        self._pid = os.getpid()
        self._count = 0
        self._lock = threading.RLock()
        self.open = True

    def mine(self):
        """Whether this process may write: false after a fork, and after a failed write."""
        return self.open and os.getpid() == self._pid

    def send(self, kind, **fields):
        if not self.mine():
            return False
        with self._lock:
            line = {"v": VERSION, "token": self._token, "n": self._count, "time": time.time(), "kind": kind}
            line.update(fields)
            data = (json.dumps(line, default=str) + "\n").encode("utf-8", "replace")
            try:
                self.open = os.write(self._fd, data) == len(data)
            except OSError:
                self.open = False
            self._count += 1
            return self.open
