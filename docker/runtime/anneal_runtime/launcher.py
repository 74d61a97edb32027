"""Runs the developer's entry as the interpreter itself would run it."""

import functools
import importlib.util
import os
import sys
import traceback
import types
from importlib.machinery import SourceFileLoader

from . import exceptions, imports, seeds
from . import session as sessions


def main():
    arguments = sys.argv[1:]
    session = sessions.arm() or sessions.current()
    if not arguments:
        sys.exit("usage: python -m anneal_runtime ENTRY [ARGS...] | -m MODULE [ARGS...]")
    try:
        module, code, name = _prepare(arguments)
    except SyntaxError as error:
        _failed(session, error, None)
        raise
    sys.modules["__main__"] = module
    if session is None:
        return _run(code, module)
    session.send(
        "started", python=sys.version.split()[0], pid=os.getpid(), entry=name, seed=session.seed,
        resume_step=session.resume_step if session.resume else None,
    )
    sessions.guarded("seed", seeds.seed, session.seed)
    sessions.guarded("resume", session.progress.load)
    try:
        _run(code, module)
        session.exit_code = 0
    except SystemExit as stop:
        session.exit_code = _exit_code(stop.code)
        _finished(session)
        raise
    except BaseException as error:
        _failed(session, error, module)
        raise
    _finished(session)


def _run(code, module):
    if callable(code):
        code(module)
    else:
        exec(code, module.__dict__)


def _prepare(arguments):
    """The `__main__` module to be, its code, and the entry's name; sets sys.argv and sys.path[0]."""
    if arguments[0] == "-m":
        return _prepare_module(arguments[1], arguments[2:])
    entry = arguments[0]
    path = os.path.abspath(entry)
    sys.argv[:] = [entry] + arguments[1:]
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    module = _main_module(path, None, None)
    if not os.path.isfile(path):
        sys.stderr.write("%s: can't open file %r: [Errno 2] No such file or directory\n" % (sys.executable, path))
        sys.exit(2)
    if path.endswith(".ipynb"):
        return _prepare_notebook(module, path), _notebook_code(path), entry
    return module, _compile(path), entry


def _prepare_notebook(module, path):
    """As Jupyter has it: in the notebook's own directory, and without a `__file__`."""
    os.chdir(os.path.dirname(path))
    del module.__file__
    return module


def _notebook_code(path):
    from . import notebook

    def rewritten(text):
        if sessions.current() is None:
            return None
        tree = _analysed(path, text)
        return None if tree is None else sessions.guarded("loops", tree.rewritten, path, "__main__")

    return notebook.prepare(path, rewritten)


def _prepare_module(name, arguments):
    _set_first_path(os.getcwd())
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(name + ".__main__")
    if spec is None or not spec.origin:
        sys.exit("%s: No module named %s" % (sys.executable, name))
    sys.argv[:] = [spec.origin] + arguments
    module = _main_module(spec.origin, spec, spec.parent)
    return module, _compile(spec.origin), "-m " + name


def _set_first_path(directory):
    """`python -m` put the current directory first; the script's own directory belongs there."""
    if sys.path and not getattr(sys.flags, "safe_path", False):
        ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        if os.path.abspath(sys.path[0] or os.curdir) in (os.getcwd(), ours) and sys.path[0] != directory:
            del sys.path[0]
    sys.path.insert(0, directory) if not sys.path or sys.path[0] != directory else None
    if not any(os.path.abspath(p or os.curdir) == ours_directory() for p in sys.path):
        sys.path.append(ours_directory())


def ours_directory():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _main_module(path, spec, package):
    module = types.ModuleType("__main__")
    module.__dict__.update(
        __file__=path, __spec__=spec, __package__=package, __cached__=None, __annotations__={},
        __builtins__=sys.modules["builtins"],
        __loader__=spec.loader if spec else SourceFileLoader("__main__", path),
    )
    return module


def _compile(path):
    """The entry's code, with training loops instrumented where that works."""
    if sessions.current() is not None:
        tree = _analysed(path)
        code = sessions.guarded("loops", tree.compile, path, "__main__") if tree is not None else None
        if code is not None:
            return code
    with open(path, "rb") as source:
        return compile(source.read(), path, "exec", dont_inherit=True)


def _analysed(path, text=None):
    """The entry and what it imports, with their training loops; from now on these modules are rewritten too."""
    from .loops.tree import Tree

    tree = sessions.guarded("loops", Tree.read, path, os.getcwd(), text)
    if tree is not None:
        imports.finder.tree = tree
    return tree


def _finished(session):
    if session.exit_code == 0:
        from . import artifacts, results

        sessions.guarded("artifact", artifacts.save_last, session)
        sessions.guarded("artifact", artifacts.bring_in, session)
        session.at_exit.append(functools.partial(results.report, session))  # after the script's own exit handlers
    sessions.guarded("resume", session.progress.finish)


def _exit_code(code):
    if code is None:
        return 0
    return code if isinstance(code, int) else 1


def _failed(session, error, module):
    """Report, then let the interpreter do what it does, with our frames left out of what it prints."""
    exceptions.strip(error)
    hook = sys.excepthook
    if hook is sys.__excepthook__ and module is not None and not hasattr(module, "__file__"):
        hook = traceback.print_exception  # the interpreter's own does not find the lines of a notebook's cells

    def excepthook(kind, value, trace):
        exceptions.strip(value)
        hook(kind, value, value.__traceback__)

    sys.excepthook = excepthook
    if session is not None:
        session.exit_code = 130 if isinstance(error, KeyboardInterrupt) else 1
        sessions.guarded("exception", exceptions.report, session, error)
        sessions.guarded("resume", session.progress.finish)
