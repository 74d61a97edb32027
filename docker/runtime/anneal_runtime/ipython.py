"""What notebooks expect of IPython, where it is not installed: `get_ipython()`, magics, shell lines, `display()`."""

import builtins
import contextlib
import importlib.util
import io
import os
import re
import shlex
import subprocess
import sys
import types

# Cell magics whose cell is not the notebook's Python.
CELL_MAGICS = {
    "bash", "sh", "script", "system", "sx", "!", "writefile", "file", "python", "python3", "pypy", "html", "HTML",
    "javascript", "js", "latex", "markdown", "svg", "SVG", "R", "sql", "bigquery", "perl", "ruby", "cython", "julia",
}
# What is installed when the image is made; there is no network when the training runs.
_INSTALLS = re.compile(
    r"^\s*(sudo\s+)?(-E\s+)?((\S*python[\d.]*|\{sys\.executable\})\s+-m\s+)?(pip[\d.]*|uv(\s+pip)?|conda|mamba|apt|apt-get)\s"
)
_SHELL_ALIASES = {"ls", "ll", "cat", "cp", "mv", "rm", "mkdir", "rmdir", "man", "less", "more"}


class SList(list):
    """What `files = !ls` gives."""

    l = property(list)
    n = property("\n".join)
    s = property(" ".join)


class InteractiveShell:
    def __init__(self, module):
        self._module = module
        self.user_ns = module.__dict__
        self.config = {}
        self.events = types.SimpleNamespace(register=_nothing, unregister=_nothing)
        self.kernel = None

    # -- shell ----------------------------------------------------------------------------------

    def _expanded(self, command):
        """`{expression}` and `$name` as IPython expands them: what the notebook does not know is the shell's."""

        def braces(match):
            try:
                return str(eval(match.group(1), self.user_ns))
            except Exception:
                return match.group(0)

        def dollar(match):
            return str(self.user_ns[match.group(1)]) if match.group(1) in self.user_ns else match.group(0)

        return re.sub(r"\$([A-Za-z_]\w*)", dollar, re.sub(r"(?<!\$)\{([^{}]+)\}", braces, command))

    def system(self, command):
        """Run through the shell; as in IPython its status stops nothing, and is in `_exit_code`."""
        if not _INSTALLS.match(command):
            self._run(_shell(), "-c", self._expanded(command))

    def _run(self, *words, text=None):
        """A process of its own; its output comes in order with ours, also where that is captured."""
        sys.stdout.flush()
        captured = isinstance(sys.stdout, Tee)
        done = subprocess.run(
            words, input=text, stdin=None if text is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE if captured else None, universal_newlines=True, errors="replace")
        if captured:
            sys.stdout.write(done.stdout)
        self.user_ns["_exit_code"] = done.returncode

    def getoutput(self, command):
        if _INSTALLS.match(command):
            return SList()
        done = subprocess.run(
            [_shell(), "-c", self._expanded(command)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, universal_newlines=True, errors="replace")
        return SList(done.stdout.splitlines())

    # -- magics ---------------------------------------------------------------------------------

    def run_line_magic(self, name, line="", _stack_depth=1):
        """A magic of a line. Those that only change how a notebook looks or installs packages do nothing."""
        if name in _SHELL_ALIASES:
            return self.system("%s %s" % (name, line))
        known = getattr(self, "_line_" + name, None)
        return known(self._expanded(line).strip()) if known is not None else None

    def magic(self, line):
        name, _, rest = line.strip().lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def _line_cd(self, line):
        words = [word for word in shlex.split(line) if not word.startswith("-")]
        os.chdir(os.path.expanduser(words[0] if words else "~"))

    def _line_pwd(self, line):
        return os.getcwd()

    def _line_env(self, line):
        name, mark, value = line.partition("=") if "=" in line else line.partition(" ")
        if mark:
            os.environ[name.strip()] = value.strip()
            return None
        return os.environ.get(line) if line else dict(os.environ)

    _line_set_env = _line_env

    def _line_system(self, line):
        return self.getoutput(line)

    _line_sx = _line_system

    def _line_pylab(self, line):
        exec("import numpy, matplotlib, pylab; np = numpy; plt = pylab.plt; from pylab import *", self.user_ns)

    def _line_run(self, line):
        """Another script, in a namespace of its own whose names the notebook then has."""
        import runpy

        words = [word for word in shlex.split(line) if word not in ("-i", "-t", "-e", "-p")]
        before = sys.argv[:]
        sys.argv[:] = words
        try:
            names = runpy.run_path(words[0], run_name="__main__")
        finally:
            sys.argv[:] = before
        self.user_ns.update((k, v) for k, v in names.items() if not k.startswith("__"))

    def run_cell_magic(self, name, line, cell):
        if name in ("writefile", "file"):
            words = shlex.split(self._expanded(line))
            mode = "a" if "-a" in words or "--append" in words else "w"
            with open([word for word in words if not word.startswith("-")][-1], mode, encoding="utf-8") as out:
                out.write(cell if cell.endswith("\n") else cell + "\n")
        elif name in ("bash", "sh", "system", "sx", "!"):
            self._run(_shell() if name != "sh" else "/bin/sh", "-c", cell)
        elif name == "script":
            self._run(*shlex.split(line), text=cell)
        elif name in ("python", "python3"):
            self._run(sys.executable, "-c", cell)

    def run_cell(self, source, **_options):
        exec(compile(source, "<cell>", "exec"), self.user_ns)

    def enable_gui(self, gui=None):
        """There is no display."""

    @contextlib.contextmanager
    def capturing(self, name):
        """`%%capture name`: the output is kept under that name, and still printed, for it may hold metrics."""
        if name is None:
            yield
            return
        kept = self.user_ns[name] = Captured()
        with contextlib.redirect_stdout(Tee(sys.stdout, kept)):
            yield


class Captured:
    stderr, outputs = "", ()

    def __init__(self):
        self.stdout = ""

    def __str__(self):
        return self.stdout

    def __call__(self):
        sys.stdout.write(self.stdout)

    show = __call__


class Tee(io.TextIOBase):
    def __init__(self, out, kept):
        self._out, self._kept = out, kept

    def write(self, text):
        self._kept.stdout += text
        return self._out.write(text)

    def flush(self):
        self._out.flush()

    def isatty(self):
        return False


def display(*values, **_options):
    """Text is all that a training has to show."""
    for value in values:
        print(value if isinstance(value, Shown) else repr(value))


class Shown:
    """Stands for `HTML`, `Image`, `Markdown` ...: what they hold cannot be shown here."""

    def __init__(self, data=None, *args, **kwargs):
        self.data = data

    def __repr__(self):
        return "<%s object>" % type(self).__name__


_SHOWN = (
    "HTML", "Image", "Markdown", "Latex", "SVG", "Audio", "Video", "YouTubeVideo", "IFrame", "JSON", "Javascript",
    "Math", "Pretty", "FileLink", "FileLinks", "DisplayObject",
)


def _nothing(*args, **kwargs):
    """For calls that have an effect in a browser only."""


def _shell():
    return "/bin/bash" if os.path.exists("/bin/bash") else "/bin/sh"


def install(module):
    """Give a notebook's namespace, and what it imports, a shell; a real IPython is left as it is."""
    shell = InteractiveShell(module)
    builtins.get_ipython = lambda: shell
    builtins.display = display
    if importlib.util.find_spec("IPython") is None:
        sys.meta_path.append(StandIn(shell))
    return shell


class StandIn:
    """Finds `IPython`, `IPython.display` and `IPython.core.*`, with the names that notebooks import."""

    def __init__(self, shell):
        shown = {name: type(name, (Shown,), {}) for name in _SHOWN}
        shown.update(display=display, clear_output=_nothing, display_html=_nothing, set_matplotlib_formats=_nothing)
        self._names = {
            "IPython": dict(get_ipython=lambda: shell, version_info=(9, 0, 0), __version__="9.0.0", display=display),
            "IPython.display": shown, "IPython.core": {}, "IPython.core.display": shown,
            "IPython.core.interactiveshell": {"InteractiveShell": InteractiveShell},
        }

    def find_spec(self, name, path=None, target=None):
        if name not in self._names:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=name in ("IPython", "IPython.core"))

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        vars(module).update(self._names[module.__name__])
