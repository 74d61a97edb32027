"""Finds the training loops of a source: the outermost that train, and epoch loops inside those."""

import ast

from . import names
from .tree import _EPOCH, Loop

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def find(tree, source):
    finder = _Finder(tree, source)
    finder.scope(source.ast)
    for function in source.functions:
        if not isinstance(function.node, ast.AsyncFunctionDef):
            finder.scope(function.node)
    return finder.found


class _Finder:
    def __init__(self, tree, source):
        self.tree, self.source, self.found = tree, source, []

    def scope(self, scope):
        self._statements(scope.body, scope, None, False)

    def _statements(self, statements, scope, outer, inside):
        """`outer` is a loop around these statements, `inside` whether one of those is instrumented."""
        for node in statements:
            if isinstance(node, _SCOPES):
                continue
            if isinstance(node, (ast.For, ast.While)):
                self._loop(node, scope, outer, inside)
            else:
                for part in _blocks(node):
                    self._statements(part, scope, outer, inside)

    def _loop(self, node, scope, outer, inside):
        acts, functions = self.tree.reached(node.body)
        trains, torch = self.tree.trains(acts)
        if not trains:
            return
        epochs = names_epochs(node)
        if possible(node) and (epochs or not inside):
            self.found.append(self._describe(node, scope, outer, functions, torch, epochs))
            inside = True
        if not epochs:
            self._statements(node.body, scope, outer or node, inside)
        self._statements(node.orelse, scope, outer, inside)

    def _describe(self, node, scope, outer, functions, torch, epochs):
        loop = Loop(self.source, node, len(self.tree.loops))
        self.tree.loops.append(loop)
        loop.torch, loop.epochs = torch, epochs
        loop.kept = sorted(names.live(node, scope, outer))
        read = set().union(*[names.loads(s) for s in node.body + node.orelse])
        loop.read = sorted(read - names.assigned([node]))
        loop.shared = sorted({(f.source.path, name) for f in functions for name in f.shared})
        return loop


def possible(node):
    """What the rewriting can express: a `while` without `else` and without `:=` in its test."""
    if isinstance(node, ast.For):
        return True
    return not node.orelse and not any(isinstance(n, (ast.NamedExpr, ast.Await)) for n in ast.walk(node.test))


def names_epochs(node):
    """Whether a loop's header speaks of epochs."""
    if isinstance(node, ast.For):
        parts = [node.target, node.iter]
    else:  # while True: ... epoch += 1
        parts = [node.test] + [n.target for n in names.own_nodes(node.body) if isinstance(n, ast.AugAssign)]
    for part in parts:
        for child in ast.walk(part):
            name = getattr(child, "id", None) or getattr(child, "attr", None)
            if isinstance(name, str) and (name.lower() in _EPOCH or "epoch" in name.lower()):
                return True
    return False


def _blocks(node):
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body
