"""Checkpoint files: written whole or not at all, verified when read, the last two kept."""

import glob
import hashlib
import os
import pickle
import time

_MAGIC = b"anneal-checkpoint-1\n"
_LIMIT = 4 << 30


class Unusable(Exception):
    """A checkpoint that cannot be resumed from; the message says why."""


class Store:
    def __init__(self, directory, minimum=None):
        self.directory = directory
        self._minimum = minimum
        self._last = None  # when the last save ended
        self._took = 0.0
        self._previous = None

    def due(self, now=None):
        """Whether it is time: saving may cost about 3 % of a training, and never be more than 5 s apart."""
        if not self.directory:
            return False
        if self._last is None:
            return True
        pause = self._minimum if self._minimum is not None else max(0.2, min(5.0, 30 * self._took))
        return (now or time.monotonic()) - self._last >= pause

    def took(self, began):
        """Saving includes collecting the state: `began` is when that started."""
        self._took = time.monotonic() - began
        self._last = time.monotonic()
        return self._took

    def write(self, step, content):
        """Write atomically; returns (relative path, digest, size)."""
        payload = pickle.dumps(content, protocol=4)
        if len(payload) > _LIMIT:
            raise ValueError("a checkpoint of %d bytes is over the limit" % len(payload))
        os.makedirs(self.directory, exist_ok=True)
        name = "step-%08d.ckpt" % step
        path = os.path.join(self.directory, name)
        head = _MAGIC + hashlib.sha256(payload).digest()
        temporary = "%s.%d.tmp" % (path, os.getpid())
        try:
            with open(temporary, "wb") as out:
                out.write(head)
                out.write(payload)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, path)
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
        self._sync_directory()
        digest = hashlib.sha256(head)
        digest.update(payload)
        self._prune(path)
        return name, digest.hexdigest(), len(head) + len(payload)

    def _sync_directory(self):
        handle = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _prune(self, newest):
        """Keep the newest and the one before it: a reader may be copying that."""
        files = [f for f in glob.glob(os.path.join(glob.escape(self.directory), "step-*.ckpt")) if f != newest]
        files.sort(key=lambda f: (f == self._previous, os.stat(f).st_mtime))
        for path in files[:-1]:
            os.unlink(path)
        for path in glob.glob(os.path.join(glob.escape(self.directory), "step-*.tmp")):
            os.unlink(path)
        self._previous = newest


def read(path):
    """The content of a checkpoint file, or Unusable."""
    try:
        with open(path, "rb") as source:
            data = source.read()
    except OSError as error:
        raise Unusable("checkpoint cannot be read: %s" % error.strerror) from error
    head = len(_MAGIC) + 32
    if not data.startswith(_MAGIC) or len(data) < head:
        raise Unusable("not a checkpoint of this runtime")
    if hashlib.sha256(data[head:]).digest() != data[len(_MAGIC):head]:
        raise Unusable("checkpoint is corrupt: its digest does not match")
    try:
        return pickle.loads(data[head:])
    except Exception as error:
        raise Unusable("checkpoint cannot be decoded: %s" % error) from error
