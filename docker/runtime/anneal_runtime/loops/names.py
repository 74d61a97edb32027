"""Which variables of a loop must be in its checkpoint: those that outlive an iteration.

A batch that is assigned before it is read, in every iteration, and never read after the loop, need
not be kept; this is what leaves copies of the training data out of checkpoints.
"""

import ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def loads(node):
    """Names read anywhere below a node, nested functions included; `x += 1` reads x."""
    found = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, (ast.Load, ast.Del)):
            found.add(child.id)
        elif isinstance(child, ast.AugAssign) and isinstance(child.target, ast.Name):
            found.add(child.target.id)
    return found


def own_nodes(statements):
    """All nodes below that belong to this scope: not those inside nested functions and classes."""
    todo = list(statements)
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, _FUNCTIONS + (ast.ClassDef,)):
            todo.extend(getattr(node, "decorator_list", []))
            continue
        todo.extend(ast.iter_child_nodes(node))


def assigned(statements):
    """Names bound by these statements in their own scope (comprehension variables are not)."""
    found = set()
    inside = set()
    for node in own_nodes(statements):
        if isinstance(node, ast.comprehension):
            inside.update(id(n) for n in ast.walk(node.target))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)) and id(node) not in inside:
            found.add((node.id, id(node)))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add((node.name, id(node)))
    return {name for name, node in found if node not in inside}


def targets(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def read_first(statements, known=frozenset()):
    """Names that may be read before these statements have surely assigned them.

    Returns that set and the names surely assigned afterwards.
    """
    wanted = set()
    known = set(known)
    for statement in statements:
        more, known = _statement(statement, known)
        wanted |= more
    return wanted, known


def _statement(node, known):
    if isinstance(node, (ast.For, ast.AsyncFor)):
        body, _ = read_first(node.body, known | targets(node.target))
        other, _ = read_first(node.orelse, known)
        return (loads(node.iter) | loads(node.target)) - known | body | other, known
    if isinstance(node, ast.While):
        body, _ = read_first(node.body, known)
        other, _ = read_first(node.orelse, known)
        return loads(node.test) - known | body | other, known
    if isinstance(node, ast.If):
        yes, after_yes = read_first(node.body, known)
        no, after_no = read_first(node.orelse, known)
        return loads(node.test) - known | yes | no, _either(node, known, after_yes, after_no)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        wanted = set()
        for item in node.items:
            wanted |= loads(item.context_expr) - known
            known = known | (targets(item.optional_vars) if item.optional_vars else set())
        body, after = read_first(node.body, known)
        return wanted | body, after
    if isinstance(node, ast.Try):
        return _try(node, known)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        wanted = loads(node) - known
        done = node.targets if isinstance(node, ast.Assign) else [node.target] if node.value else []
        return wanted, known.union(*[targets(t) for t in done])
    return loads(node) - known, known


def _either(node, known, after_yes, after_no):
    """A branch that leaves the iteration (continue, break, return, raise) constrains nothing after it."""
    leaves = (ast.Return, ast.Raise)
    if node.body and isinstance(node.body[-1], leaves):
        return after_no
    if node.orelse and isinstance(node.orelse[-1], leaves):
        return after_yes
    return after_yes & after_no


def _try(node, known):
    body, after = read_first(node.body, known)
    wanted = set(body)
    for handler in node.handlers:
        wanted |= read_first(handler.body, known | ({handler.name} if handler.name else set()))[0]
    wanted |= read_first(node.orelse, after)[0]
    final, _ = read_first(node.finalbody, known)
    return wanted | final, (known if node.handlers else after)


def live(loop, scope, outer_loop):
    """Names assigned by the loop whose value at an iteration's end may still be read.

    `scope` is the module or function that holds the loop, `outer_loop` a loop around it there.
    """
    made = assigned([loop])
    first = targets(loop.target) if isinstance(loop, ast.For) else set()
    wanted, _ = read_first(loop.body, first)
    if isinstance(loop, ast.While):
        wanted |= loads(loop.test)
    for statement in loop.orelse:
        wanted |= loads(statement)
    inside = {id(n) for n in ast.walk(loop)}
    end = loop.end_lineno
    for node in ast.walk(scope):
        if id(node) in inside:
            continue
        if isinstance(node, _FUNCTIONS) and node is not scope:
            wanted |= loads(node)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            if node.lineno > end or outer_loop is not None and outer_loop.lineno <= node.lineno <= outer_loop.end_lineno:
                wanted.add(node.id)
    return made & wanted
