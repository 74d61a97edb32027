"""The trained model as a file: what the script saved, or else what it trained last."""

import functools
import os
import pickle
import shutil
import sys

from . import session as sessions

_LARGEST = 512 << 20  # bytes of a model that is kept


def save_last(session):
    """A script that saves no model still gives one: the last estimator or network it trained."""
    if session.models or not session.artifacts or session.last_model is None:
        return
    model, framework = session.last_model
    os.makedirs(session.artifacts, exist_ok=True)
    session.saving = True
    path, kind = _SAVERS[framework](model, session.artifacts)
    session.saved_model(path, kind)


def bring_in(session):
    """Models saved outside of the working directory are gone with the container: copy them to where they are kept."""
    for path, kind in session.outside.items():
        if session.artifacts and os.path.isfile(path) and os.path.getsize(path) <= _LARGEST:
            os.makedirs(session.artifacts, exist_ok=True)
            copy = os.path.join(session.artifacts, os.path.basename(path))
            shutil.copyfile(path, copy)
            session.saved_model(copy, kind)


def watch_pickle():
    """`pickle.dump` into an open file: the plain way to save a model."""
    original = pickle.dump

    @functools.wraps(original)
    def dump(value, file, *args, **kwargs):
        original(value, file, *args, **kwargs)
        session = sessions.current()
        user = session is not None and sessions.is_user_file(sys._getframe(1).f_code.co_filename)
        if user and isinstance(getattr(file, "name", None), str):
            sessions.guarded("pickle.dump", _pickled, session, value, file)

    pickle.dump = dump


def _pickled(session, value, file):
    if is_model(value):
        file.flush()  # its size is told
        session.saved_model(file.name, "pickle")


def is_model(value):
    """Whether something that is saved is, or holds under a name, what can be fitted or can predict."""
    if isinstance(value, dict):
        return any(is_model(v) for v in value.values())
    return not isinstance(value, type) and (hasattr(value, "fit") or hasattr(value, "predict"))


def _estimator(model, directory):
    path = os.path.join(directory, "model.joblib")
    joblib = sys.modules.get("joblib")
    if joblib is not None:
        joblib.dump(model, path)
    else:
        with open(path, "wb") as out:
            pickle.dump(model, out)
    return path, "joblib"


def _keras(model, directory):
    path = os.path.join(directory, "model.keras")
    try:
        model.save(path)
        return path, "keras"
    except Exception:  # Keras before 2.12 does not know the format
        path = os.path.join(directory, "model.h5")
        model.save(path)
        return path, "h5"


def _torch(model, directory):
    path = os.path.join(directory, "model.pt")
    sys.modules["torch"].save(model.state_dict(), path)
    return path, "torch-state-dict"


def _booster(name, kind):
    def save(model, directory):
        path = os.path.join(directory, name)
        model.save_model(path)
        return path, kind

    return save


_SAVERS = {
    "sklearn": _estimator, "keras": _keras, "torch": _torch, "xgboost": _booster("model.ubj", "xgboost"),
    "lightgbm": _booster("model.txt", "lightgbm"), "catboost": _booster("model.cbm", "catboost"),
}
