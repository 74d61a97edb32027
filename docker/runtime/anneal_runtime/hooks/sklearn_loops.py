"""Loops inside scikit-learn that run for long: rewritten as the developer's own are, so that they resume exactly."""

import ast
import functools
import inspect
import itertools
import textwrap
import types

from .. import metrics
from .. import session as sessions

_numbers = itertools.count(1 << 20)  # apart from those of the developer's loops


def instrument(name, module):
    """`fit` of the multilayer perceptrons, by epochs; `partial_fit` is left to the loop around it."""
    kind = getattr(module, "BaseMultilayerPerceptron", None)
    if kind is not None and hasattr(kind, "_fit_stochastic"):
        kind._fit_stochastic = _by_epochs(kind._fit_stochastic, module)


def _by_epochs(function, module):
    from . import sklearn

    rewritten = _rewritten(function, module, "it", _perceptron)
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        incremental = signature.bind(*args, **kwargs).arguments.get("incremental")
        if incremental or sessions.current() is None or sklearn.crossing():
            return function(*args, **kwargs)
        return rewritten(*args, **kwargs)

    return wrapper


def _perceptron(frame):
    model = frame.f_locals["self"]
    found = [metrics.entry("loss", "train", model.loss_, type(model).__name__ + ".loss_")]
    scores = getattr(model, "validation_scores_", None)
    if scores:
        name = "accuracy" if hasattr(model, "classes_") else "r2"
        found.append(metrics.entry(name, "validation", scores[-1], type(model).__name__ + ".validation_scores_"))
    return [metric for metric in found if metric is not None]


def _rewritten(function, module, target, found):
    """`function` with the loop over `target` instrumented; its lines keep their numbers."""
    from ..loops import driver, names, tree
    from ..loops.rewrite import Rewriter

    lines, first = inspect.getsourcelines(function)
    parsed = ast.parse(textwrap.dedent("".join(lines)))
    ast.increment_lineno(parsed, first - 1)
    scope = parsed.body[0]
    scope.decorator_list = []
    node = next(n for n in ast.walk(scope) if isinstance(n, ast.For) and getattr(n.target, "id", None) == target)
    source = types.SimpleNamespace(path=function.__code__.co_filename, name=module.__name__)
    loop = tree.Loop(source, node, next(_numbers))
    loop.epochs, loop.found = True, found
    loop.kept = sorted(names.live(node, scope, None))
    read = set().union(*[names.loads(statement) for statement in node.body])
    loop.read = sorted(read - names.assigned([node]))
    driver.register(None, [loop])
    changed = ast.fix_missing_locations(Rewriter({id(node): loop}).visit(parsed))
    made = {}
    exec(compile(changed, function.__code__.co_filename, "exec", dont_inherit=True), vars(module), made)
    return made[scope.name]
