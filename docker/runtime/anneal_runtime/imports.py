"""Sees modules being imported: frameworks get their hook afterwards, local modules their loops rewritten.

Frameworks are never imported by us. The finder lets the others find a module and only wraps the
`exec_module` of the loader they return, so `__loader__`, resources and sources stay the real ones.
"""

import importlib
import os
import sys
from importlib.machinery import SourceFileLoader

from . import seeds
from . import session as sessions

# root package -> (module of ours with `instrument(module)`, framework name reported or None)
HOOKS = {
    "numpy": (None, None),  # seeded when first imported
    "sklearn": ("sklearn", "sklearn"),
    "joblib": ("joblib", None),
    "keras": ("keras", "keras"),
    "tf_keras": ("keras", "tf_keras"),
    "tensorflow": ("keras", "tensorflow"),
    "torch": ("torch", "torch"),
    "xgboost": ("xgboost", "xgboost"),
    "lightgbm": ("lightgbm", "lightgbm"),
    "catboost": ("catboost", "catboost"),
}
# of these packages, which are large, only the root and these modules are looked at
_KERAS = (
    "keras.src.backend.tensorflow.trainer", "keras.src.backend.torch.trainer", "keras.src.backend.jax.trainer",
    "keras.src.models.model", "keras.src.engine.training", "keras.engine.training",
    "tf_keras.src.engine.training", "tensorflow.python.keras.engine.training",
)
_ONLY = {
    "keras": _KERAS, "tf_keras": _KERAS, "tensorflow": _KERAS, "numpy": (), "catboost": ("catboost.core",),
    "xgboost": ("xgboost.training", "xgboost.core", "xgboost.sklearn"),
    "lightgbm": ("lightgbm.engine", "lightgbm.basic", "lightgbm.sklearn", "lightgbm.callback"),
    "joblib": ("joblib.numpy_pickle",), "torch": ("torch.serialization",),
}
_reported = set()


class Finder:
    """First on `sys.meta_path`; silent (None) for everything that is not watched."""

    def __init__(self):
        self._busy = set()
        self.tree = None  # analysis of the developer's source, set by the launcher

    def find_spec(self, name, path=None, target=None):
        root = name.partition(".")[0]
        if name in self._busy or (root not in HOOKS and self.tree is None):
            return None
        self._busy.add(name)
        try:
            spec = _find(name, path, target, self)
            if spec is not None and spec.loader is not None:
                sessions.guarded("import", self._watch, name, root, spec)
            return spec
        finally:
            self._busy.discard(name)

    def _watch(self, name, root, spec):
        if root in HOOKS:
            if name != root and name not in _ONLY.get(root, (name,)):
                return
            _after_exec(spec.loader, name, root)
        elif type(spec.loader) is SourceFileLoader and self.tree.rewrites(spec.origin):
            spec.loader = LocalLoader(spec.loader.name, spec.loader.path, self.tree)


def _find(name, path, target, skip):
    for finder in list(sys.meta_path):
        find = getattr(finder, "find_spec", None)
        if finder is skip or find is None:
            continue
        spec = find(name, path, target)
        if spec is not None:
            return spec
    return None


def _after_exec(loader, name, root):
    original = loader.exec_module

    def exec_module(module):
        vars(loader).pop("exec_module", None)
        original(module)
        sessions.guarded("import", imported, name, root, module)

    if hasattr(loader, "__dict__"):
        loader.exec_module = exec_module


def imported(name, root, module):
    """A watched module has been executed: instrument it before anyone can take names out of it."""
    session = sessions.current()
    hook, framework = HOOKS[root]
    if session is None:
        return
    if name == root:
        sessions.guarded("seed", seeds.framework_imported, name, session.seed)
    if hook is not None:
        importlib.import_module("anneal_runtime.hooks." + hook).instrument(name, module)
    if name == root and framework and framework not in _reported:
        _reported.add(framework)
        session.send("framework", name=framework, version=version(module, root))


def version(module, distribution):
    found = getattr(module, "__version__", None)
    if isinstance(found, str):
        return found
    try:
        from importlib.metadata import version as installed

        return installed(distribution)
    except Exception:
        return None


class LocalLoader(SourceFileLoader):
    """Loads a module of the developer's with its training loops instrumented; leaves no .pyc of that."""

    def __init__(self, name, path, tree):
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname):
        code = sessions.guarded("loops", self._tree.compile, self.path, fullname)
        return code if code is not None else super().get_code(fullname)


finder = Finder()


def install():
    """Arm, once; frameworks that somebody imported before us are left alone."""
    if finder not in sys.meta_path:
        sys.meta_path.insert(0, finder)
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    ours = [p for p in sys.path if os.path.abspath(p or os.curdir) == here]
    if ours and os.getcwd() != here:
        # behind everything else: nothing of ours may hide a module of the developer's
        sys.path[:] = [p for p in sys.path if p not in ours] + ours[:1]
