"""joblib.dump: the usual way to save a scikit-learn model."""

import functools
import os
import sys

from .. import artifacts
from .. import session as sessions


def instrument(name, module):
    if name == "joblib.numpy_pickle":
        module.dump = _wrapped(module.dump)


def _wrapped(dump):
    @functools.wraps(dump)
    def wrapper(value, filename, *args, **kwargs):
        result = dump(value, filename, *args, **kwargs)
        session = sessions.current()
        if session is not None and sessions.is_user_file(sys._getframe(1).f_code.co_filename):
            sessions.guarded("joblib.dump", _saved, session, value, filename)
        return result

    return wrapper


def _saved(session, value, filename):
    if isinstance(filename, (str, os.PathLike)) and artifacts.is_model(value):
        session.saved_model(os.fspath(filename), "joblib")
