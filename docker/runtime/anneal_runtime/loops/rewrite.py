"""Rewrites a training loop to iterate over the driver's wrapper; every line keeps its number.

    for epoch in range(9):            _anneal_loop_0 = <driver>(0, range(9))
        ...                           if 'best' in _anneal_loop_0.values: best = _anneal_loop_0.values['best']
                                      for epoch in _anneal_loop_0:
                                          ...
                                      _anneal_loop_0.end()

Assignments are written into the source because a function's variables cannot be set from outside.
"""

import ast

# Looked up, not assumed: code that is pickled into another process runs there without a driver.
_FIND = "{loop} = getattr(__import__('builtins'), '__anneal_loop__', None)"
_START = "{loop} = {over} if {loop} is None else {loop}({number}, {over})"
_VALUE = "if {name!r} in getattr({loop}, '__anneal_values__', ()): {name} = {loop}.__anneal_values__[{name!r}]"
_END = "getattr({loop}, '__anneal_end__', int)()"


class Rewriter(ast.NodeTransformer):
    def __init__(self, loops):
        self._loops = loops
        self._inside = []  # instrumented loops around the statement, within its function

    def _visit_body(self, node, loop):
        if loop is not None:
            self._inside.append(loop)
        self.generic_visit(node)
        if loop is not None:
            self._inside.pop()

    def _visit_scope(self, node):
        around, self._inside = self._inside, []
        self.generic_visit(node)
        self._inside = around
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _visit_scope

    def visit_Return(self, node):
        """A loop may also be over because its function returns; the value is computed before."""
        if not self._inside:
            return node
        hold = _parse("_anneal_result = None", node)
        hold.value = node.value or hold.value
        node.value = ast.copy_location(ast.Name("_anneal_result", ast.Load()), node)
        ends = [_parse(_END.format(loop="_anneal_loop_%d" % loop.number), node) for loop in reversed(self._inside)]
        return [hold] + ends + [node]

    def visit_For(self, node):
        loop = self._loops.get(id(node))
        self._visit_body(node, loop)
        return node if loop is None else _rewritten(loop, node, node.iter)

    def visit_While(self, node):
        loop = self._loops.get(id(node))
        self._visit_body(node, loop)
        if loop is None:
            return node
        test = _parse("iter(lambda: bool(TEST), False)", node).value
        test.args[0].body.args[0] = node.test
        target = ast.copy_location(ast.Name("_anneal_while_%d" % loop.number, ast.Store()), node)
        turned = ast.copy_location(ast.For(target=target, iter=test, body=node.body, orelse=[]), node)
        return _rewritten(loop, turned, test)


def _rewritten(loop, node, iterable):
    words = {"loop": "_anneal_loop_%d" % loop.number, "over": "_anneal_over_%d" % loop.number, "number": loop.number}

    def line(text, **more):
        return _parse(text.format(**dict(words, **more)), node)

    take = line("{over} = ITERABLE")
    take.value = iterable
    before = [take, line(_FIND), line(_START), line("del {over}")]
    before += [line(_VALUE, name=name) for name in loop.kept]
    node.iter = ast.copy_location(ast.Name(words["loop"], ast.Load()), iterable)
    return before + [node, line(_END), line("del {loop}")]


def _parse(text, place):
    statement = ast.parse(text).body[0]
    for child in ast.walk(statement):
        ast.copy_location(child, place)
        if hasattr(child, "end_lineno"):
            child.end_lineno, child.end_col_offset = place.lineno, place.col_offset
    return statement
