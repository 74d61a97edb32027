"""PyTorch: `torch.save` tells where the model went. Training loops are found in the source instead."""

import functools
import os
import sys

from .. import session as sessions


def instrument(name, module):
    if name == "torch.serialization":
        module.save = _wrapped(module.save)


def _wrapped(save):
    @functools.wraps(save)
    def wrapper(obj, f, *args, **kwargs):
        result = save(obj, f, *args, **kwargs)
        session = sessions.current()
        user = session is not None and sessions.is_user_file(sys._getframe(1).f_code.co_filename)
        if user and isinstance(f, (str, os.PathLike)):
            sessions.guarded("torch.save", session.saved_model, os.fspath(f), "torch")
        return result

    return wrapper
