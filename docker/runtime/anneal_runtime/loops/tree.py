"""The developer's source: the entry, the local modules it imports, and the training loops in them."""

import ast
import hashlib
import os

from . import names
from .rewrite import Rewriter

_MOST_FILES = 300
_CALLED_BY_FRAMEWORK = ("forward", "__call__")
_EPOCH = ("epoch", "epochs", "n_epochs", "num_epochs", "max_epochs", "nb_epoch", "ep")


class Function:
    """What a function of the tree does, as far as loops care."""

    def __init__(self, source, node, method):
        self.source, self.node, self.method = source, node, method
        self.name = node.name
        self.acts = Acts(node.body)
        local = names.assigned(node.body) | {a.arg for a in _parameters(node)}
        for child in ast.walk(node):
            if isinstance(child, ast.Global):
                local -= set(child.names)
        used = set().union(*[names.loads(s) for s in node.body]) | names.assigned(node.body)
        self.shared = {n for n in used - local if n in source.variables}


class Acts:
    """Calls made below some statements."""

    def __init__(self, statements):
        self.functions, self.methods = set(), set()
        self.warm = False
        for statement in statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.Call):
                    self._call(node)

    def _call(self, node):
        if isinstance(node.func, ast.Name):
            self.functions.add(node.func.id)
        elif isinstance(node.func, ast.Attribute):
            self.methods.add(node.func.attr)
            if isinstance(node.func.value, ast.Name):
                self.functions.add(node.func.value.id + "." + node.func.attr)


class Source:
    """One file."""

    def __init__(self, path, name, text=None):
        self.path, self.name = path, name
        if text is None:
            with open(path, "rb") as handle:
                text = handle.read()
        self.ast = ast.parse(text, path)
        self.variables = names.assigned(self.ast.body) - {
            n.name for n in names.own_nodes(self.ast.body) if isinstance(n, (ast.FunctionDef, ast.ClassDef))
        }
        self.functions = []
        self._collect(self.ast, False)

    def _collect(self, node, in_class):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions.append(Function(self, child, in_class))
                self._collect(child, False)
            else:
                self._collect(child, isinstance(child, ast.ClassDef))

    def imported(self):
        """(level, module, names) of each import statement, also those inside functions."""
        for node in ast.walk(self.ast):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield 0, alias.name, ()
            elif isinstance(node, ast.ImportFrom):
                yield node.level, node.module or "", [a.name for a in node.names]


class Loop:
    """A loop that trains: what the driver must know to count, checkpoint and resume it."""

    def __init__(self, source, node, number):
        self.source, self.node, self.number = source, node, number
        self.line = node.lineno
        text = ast.dump(node).encode("utf-8", "replace")
        self.digest = hashlib.sha256(text).hexdigest()[:12]
        self.epochs = False
        self.kept = []  # names of the loop's scope that it assigns and that outlive an iteration
        self.read = []  # names of the scope it only reads: their objects may be changed in place
        self.shared = []  # (path, name): module variables that called functions use
        self.torch = False
        self.trains = True
        self.found = None  # gives the metrics of a frame, where names of variables do not tell

    def unit(self):
        if self.epochs:
            return "epoch"
        if isinstance(self.node, ast.For):
            called = names.targets(self.node.target)
            if called & {"round", "rnd", "r", "n_round"}:
                return "round"
            if isinstance(self.node.iter, ast.Call) and getattr(self.node.iter.func, "id", "") == "range":
                return "epoch"
        return "iteration"


class Tree:
    def __init__(self, root):
        self.root = root
        self.sources = {}
        self.functions, self.methods = {}, {}
        self.loops = []
        self.by_source = {}
        self.warm_start = False

    @classmethod
    def read(cls, entry, root, text=None):
        """Parse the entry and everything local that it imports, and find the loops; `text` is a notebook's Python."""
        tree = cls(root)
        directories = {root, os.path.dirname(entry)}
        todo = [(entry, "__main__")]
        while todo and len(tree.sources) < _MOST_FILES:
            path, name = todo.pop()
            path = os.path.realpath(path)
            if path in tree.sources:
                continue
            try:
                source = Source(path, name, text if name == "__main__" else None)
            except (OSError, SyntaxError, ValueError):
                if name == "__main__":
                    raise
                continue
            tree.sources[path] = source
            todo.extend(_local_imports(source, directories))
        tree._index()
        return tree

    def _index(self):
        for source in self.sources.values():
            for function in source.functions:
                (self.methods if function.method else self.functions).setdefault(function.name, []).append(function)
            for node in ast.walk(source.ast):
                if isinstance(node, ast.keyword) and node.arg == "warm_start" and getattr(node.value, "value", 0) is True:
                    self.warm_start = True
        from .find import find

        for source in self.sources.values():
            self.by_source[source.path] = find(self, source)

    def reached(self, statements):
        """Acts of these statements and of all functions of the tree they may call."""
        total = Acts(statements)
        seen, todo = [], [total]
        while todo:
            acts = todo.pop()
            for function in list(self._called(acts)):
                if function in seen:
                    continue
                seen.append(function)
                total.functions |= function.acts.functions
                total.methods |= function.acts.methods
                todo.append(function.acts)
        return total, seen

    def _called(self, acts):
        for called in acts.functions:
            yield from self.functions.get(called.rpartition(".")[2], ())
            yield from self._constructor(called)
        for called in acts.methods:
            yield from self.methods.get(called, ())
        for called in _CALLED_BY_FRAMEWORK:
            yield from self.methods.get(called, ())

    def _constructor(self, name):
        return [f for f in self.methods.get("__init__", ()) if f.node in _class_bodies(f.source, name)]

    def trains(self, acts):
        """Whether a loop with these acts is one to resume; says also if it is PyTorch's."""
        torch = "backward" in acts.methods and "step" in acts.methods
        other = (
            "partial_fit" in acts.methods or "train_on_batch" in acts.methods or "apply_gradients" in acts.methods
            or self.warm_start and "fit" in acts.methods
        )
        return torch or other, torch

    def rewrites(self, path):
        return bool(path) and bool(self.by_source.get(os.path.realpath(path)))

    def compile(self, path, name):
        """Code of a module with its loops instrumented; None if it has none."""
        changed = self.rewritten(path, name)
        return None if changed is None else compile(changed, path, "exec", dont_inherit=True)

    def rewritten(self, path, name):
        """The syntax tree of a module with its loops instrumented; None if it has none."""
        source = self.sources.get(os.path.realpath(path))
        if source is None or not self.by_source.get(source.path):
            return None
        source.name = name
        from . import driver

        driver.register(self, self.by_source[source.path])
        changed = Rewriter({id(loop.node): loop for loop in self.by_source[source.path]}).visit(source.ast)
        return ast.fix_missing_locations(changed)


def _class_bodies(source, name):
    for node in ast.walk(source.ast):
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node.body
    return ()


def _parameters(node):
    a = node.args
    return a.args + a.kwonlyargs + getattr(a, "posonlyargs", []) + [x for x in (a.vararg, a.kwarg) if x]


def _local_imports(source, directories):
    """Files of the tree that a source imports."""
    here = os.path.dirname(source.path)
    for level, module, members in source.imported():
        bases = directories
        if level:
            base = here
            for _ in range(level - 1):
                base = os.path.dirname(base)
            bases = [base]
        parts = [p for p in module.split(".") if p]
        dotted = ["/".join(parts[: i + 1]) for i in range(len(parts))]
        dotted += ["/".join(parts + [m]) for m in members]
        for base in bases:
            for relative in dotted:
                for tail in (".py", "/__init__.py"):
                    path = os.path.join(base, relative + tail)
                    if os.path.isfile(path):
                        yield path, relative.replace("/", ".")
