"""The trained model as a file: what the script saved, or else what it trained last."""

import os
import pickle
import sys


def save_last(session):
    """A script that saves no model still gives one: the last estimator or network it trained."""
    if session.models or not session.artifacts or session.last_model is None:
        return
    model, framework = session.last_model
    os.makedirs(session.artifacts, exist_ok=True)
    session.saving = True
    path, kind = _SAVERS[framework](model, session.artifacts)
    session.saved_model(path, kind)


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
