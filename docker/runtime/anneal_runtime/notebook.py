"""A notebook as an entry: its code cells in order, in one namespace, as if all of them were run from the top.

All cells make one source, so that training loops are found over cell boundaries; each is then compiled by
itself, under the name `train.ipynb, cell 3` and with its own line numbers. Cells are counted as Jupyter counts
them when a notebook is run from the top: code cells that are not empty.
"""

import __future__

import ast
import asyncio
import inspect
import io
import json
import linecache
import re
import sys
import tokenize

from . import ipython

# Cell magics that run the cell's Python once, as far as a training is concerned.
_RUN_PYTHON = {"time", "timeit", "prun", "capture", "memit", "mprun", "wandb"}
_RUN_LINE = {"time", "timeit", "prun", "memit"}
_ASSIGNED = re.compile(r"^(\s*)([A-Za-z_][\w.,\[\]'\" ]*?)\s*=\s*([!%])(?!=)(.+)$")
_MAGIC = re.compile(r"%{1,2}([A-Za-z_]\w*)(?:\s+(.*))?$", re.S)


class Cell:
    def __init__(self, path, number, text, offset):
        self.name = "%s, cell %d" % (path, number)
        self.offset = offset  # lines of the whole source before this cell
        text_of_cell, self.captures = _python_of(text)
        self.text = _plain(text_of_cell)
        lines = text.split("\n")
        linecache.cache[self.name] = (len(text), None, [line + "\n" for line in lines], self.name)
        self.length = self.text.count("\n") + 1

    def shows(self):
        """Whether the value of a last expression is printed: not after `;`."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        last = [token.string for token in tokens if token.string.strip()]
        return [text for text in last if not text.startswith("#")][-1:] != [";"]


class Notebook:
    """The cells of a notebook file; raises SyntaxError, under the cell's name, and ValueError for no notebook."""

    def __init__(self, path):
        self.path, self.cells = path, []
        offset = 0
        for text in _sources(path):
            cell = Cell(path, len(self.cells) + 1, text, offset)
            compile(cell.text, cell.name, "exec", ast.PyCF_ONLY_AST)
            self.cells.append(cell)
            offset += cell.length
        self.text = "\n".join(cell.text for cell in self.cells) + "\n"

    def compiled(self, tree):
        """[(cell, codes)] of a syntax tree of the whole, whose statements lie in the cells' lines."""
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        program, todo = [], list(tree.body)
        for cell in self.cells:
            own = []
            while todo and todo[0].lineno <= cell.offset + cell.length:
                own.append(_moved(todo.pop(0), -cell.offset))
            flags |= _futures(own)
            program.append((cell, list(_codes(own, cell, flags))))
        return program

    def run(self, program, module):
        """Run the cells; the first exception ends it."""
        shell = ipython.install(module)
        for cell, codes in program:
            with shell.capturing(cell.captures):
                for code in codes:
                    result = eval(code, module.__dict__)
                    if inspect.iscoroutine(result):
                        asyncio.run(result)


def _codes(statements, cell, flags):
    """All but the last expression, whose value is shown by `sys.displayhook`, as IPython does it."""
    last = []
    if statements and isinstance(statements[-1], ast.Expr) and cell.shows():
        last = [statements.pop()]
    if statements:
        module = ast.Module(body=statements, type_ignores=[])
        yield compile(module, cell.name, "exec", flags, dont_inherit=True)
    if last:
        yield compile(ast.Interactive(body=last), cell.name, "single", flags, dont_inherit=True)


def _moved(statement, lines):
    for node in {id(n): n for n in ast.walk(statement)}.values():
        if hasattr(node, "lineno"):
            node.lineno += lines
            if getattr(node, "end_lineno", None) is not None:
                node.end_lineno += lines
    return statement


def _futures(statements):
    """`from __future__ import annotations` holds for the cells after it too."""
    flags = 0
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
    return flags


# -- the file -------------------------------------------------------------------------------------


def _sources(path):
    """The texts of the code cells that are not empty."""
    with open(path, encoding="utf-8-sig") as source:
        content = json.load(source)
    if not isinstance(content, dict):
        raise ValueError("it holds no cells")
    metadata = content.get("metadata") or {}
    language = (metadata.get("kernelspec") or {}).get("language") or (metadata.get("language_info") or {}).get("name")
    if language and not str(language).lower().startswith("python"):
        raise ValueError("its language is %s, not Python" % language)
    sheets = content.get("worksheets") or []  # up to format 3
    cells = content.get("cells") or [cell for sheet in sheets for cell in sheet.get("cells", ())]
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        text = cell.get("source", cell.get("input", ""))
        text = "".join(text) if isinstance(text, list) else str(text)
        if text.strip():
            yield text.replace("\r\n", "\n").rstrip("\n")


# -- what is not Python ---------------------------------------------------------------------------


def _python_of(text):
    """A cell without its cell magic, and the name that `%%capture` gives to its output."""
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if line.strip())
    match = _MAGIC.match(lines[first].strip())
    if match is None or not lines[first].lstrip().startswith("%%"):
        return text, None
    name, rest = match.group(1), (match.group(2) or "").strip()
    body = "\n".join(lines[first + 1:])
    if name not in _RUN_PYTHON and name in ipython.CELL_MAGICS:
        call = "get_ipython().run_cell_magic(%r, %r, %r)" % (name, rest, body)
        return call + "\n" * (len(lines) - 1), None
    if name not in _RUN_PYTHON and not _parses(_plain(body)):
        return "\n" * (len(lines) - 1), None  # for something else than Python
    words = [word for word in rest.split() if not word.startswith("-")]
    captured = words[0] if name == "capture" and words else None
    inner = _python_of(body)[0] if body.strip() else body
    statement = "" if name not in ("time", "timeit") or rest.startswith("-") else rest
    return "\n" * first + statement + "\n" + inner, captured


def _parses(text):
    try:
        ast.parse(text)
        return True
    except (SyntaxError, ValueError):
        return False


def _plain(text):
    """Most cells are Python already: a `%` that begins a line may go on with the expression above it."""
    return text if _parses(text) else _translated(text)


def _translated(text):
    """Lines for the shell and for magics as calls; everything keeps its line."""
    out, state = [], _Lines()
    lines = text.split("\n")
    while lines:
        line = lines.pop(0)
        if not state.begins_statement():
            state.read(line)
            out.append(line)
            continue
        blanks = 0
        if _is_foreign(line):
            while line.rstrip().endswith("\\") and lines:
                line = line.rstrip()[:-1] + " " + lines.pop(0).strip()
                blanks += 1
        line = _statement(line)
        state.read(line)
        out.extend([line] + [""] * blanks)
    return "\n".join(out)


def _is_foreign(line):
    return line.lstrip().startswith(("!", "%")) or _ASSIGNED.match(line) is not None


def _statement(line):
    indent, rest = line[: len(line) - len(line.lstrip())], line.strip()
    if rest.startswith("!!"):
        return "%sget_ipython().getoutput(%r)" % (indent, rest[2:])
    if rest.startswith("!"):
        return "%sget_ipython().system(%r)" % (indent, rest[1:])
    magic = _MAGIC.match(rest) if rest.startswith("%") else None
    if magic is not None:
        name, argument = magic.group(1), magic.group(2) or ""
        if name in _RUN_LINE:
            return indent + (_without_options(argument) or "pass")
        return "%sget_ipython().run_line_magic(%r, %r)" % (indent, name, argument)
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        what, argument = assigned.group(3), assigned.group(4).strip()
        if what == "!":
            return "%s%s = get_ipython().getoutput(%r)" % (indent, assigned.group(2), argument)
        name, _, argument = argument.partition(" ")
        if name in _RUN_LINE:
            return "%s%s = %s" % (indent, assigned.group(2), _without_options(argument))
        return "%s%s = get_ipython().run_line_magic(%r, %r)" % (indent, assigned.group(2), name, argument)
    if rest.startswith("?") or rest.endswith("?") and not set(rest) & set("#\"'"):
        return indent + "pass"
    return line


def _without_options(text):
    """The statement of `%timeit -n 10 f(x)`."""
    return re.sub(r"^(-[a-zA-Z](\s*\d+)?\s+)*", "", text.strip())


class _Lines:
    """Whether a line begins a statement: not inside brackets, a long string or after a backslash."""

    _TOKEN = re.compile(r"#.*|'''|\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|[\[\](){}]|\\$")

    def __init__(self):
        self._depth, self._quote, self._goes_on = 0, None, False

    def begins_statement(self):
        return self._depth == 0 and self._quote is None and not self._goes_on

    def read(self, line):
        at, self._goes_on = 0, False
        while True:
            if self._quote is not None:
                end = line.find(self._quote, at)
                if end < 0:
                    return
                at, self._quote = end + 3, None
            token = self._TOKEN.search(line, at)
            if token is None:
                return
            at, text = token.end(), token.group()
            if text in ("'''", '"""'):
                self._quote = text
            elif text == "\\":
                self._goes_on = True
            elif text in "[({":
                self._depth += 1
            elif text in "])}":
                self._depth = max(0, self._depth - 1)


def prepare(path, rewritten):
    """A function that runs the notebook in a module; `rewritten(text)` may give a tree with loops instrumented."""
    try:
        notebook = Notebook(path)
    except (ValueError, AttributeError, TypeError) as error:
        sys.exit("%s cannot be run as a notebook: %s" % (path, error))
    tree = rewritten(notebook.text) or ast.parse(notebook.text, path)
    program = notebook.compiled(tree)
    return lambda module: notebook.run(program, module)
