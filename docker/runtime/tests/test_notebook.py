"""A notebook as the entry: its cells in order, what is not Python in them, tracebacks, loops, resume."""

import json
import os
import signal

from .support import RuntimeTest, needs

LOOP = ["""%matplotlib inline
import random
class Net:
    def __init__(self): self.w, self.seen = 0.0, []
    def partial_fit(self, x):
        self.w += x * random.random()
        self.seen.append(x)
net = Net()""", "random.seed(3)", """for epoch in range(12):
    net.partial_fit(epoch)
    loss = net.w
    print(epoch, loss)""", "print('end', net.w, net.seen, random.random())"]


class Notebooks(RuntimeTest):
    def notebook(self, *cells, name="train.ipynb", **metadata):
        made = [{"cell_type": "markdown", "source": ["# words\n"]}]
        for cell in cells:
            made.append({"cell_type": "code", "source": cell.splitlines(True), "outputs": [], "metadata": {}})
        return self.write(name, json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))

    def go(self, *cells, code=0, name="train.ipynb", **settings):
        self.notebook(*cells, name=name)
        run = self.run_script(name, **settings)
        self.assertEqual((run.code, run.of("problem")), (code, []), run.output)
        return run

    def test_cells_share_one_namespace_and_show_their_last_value(self):
        run = self.go(
            "x = 1\nx", "def f(a):\n    return a + x\nf(1)", "f(2);", "'text'", "None", "x = 5", "f(1), _",
            "f(1)  # a comment;")
        self.assertEqual(run.output, "1\n2\n'text'\n(6, 'text')\n6\n")
        self.assertEqual((run.one("started")["entry"], run.one("exit")["code"]), ("train.ipynb", 0))

    def test_the_namespace_is_that_of_a_notebook(self):
        run = self.go("import sys, pickle\nclass Thing: pass\nprint(__name__, '__file__' in globals())",
                      "type(pickle.loads(pickle.dumps(Thing()))) is Thing", name="deep/down/a.ipynb")
        self.assertEqual(run.output, "__main__ False\nTrue\n")

    def test_paths_and_imports_start_at_the_notebook(self):
        self.write("deep/helper.py", "VALUE = 7\n")
        self.write("deep/data.txt", "rows")
        run = self.go("from helper import VALUE", "VALUE, open('data.txt').read()", name="deep/a.ipynb")
        self.assertEqual(run.output, "(7, 'rows')\n")

    def test_magics_and_shell_lines(self):
        run = self.go(
            "%matplotlib inline\n%load_ext autoreload\n!pip install nothing-such\n%pip install x\nimport os",
            "name = 'a b'\n!echo one $name {name.upper()} $HOME_OF_NOBODY two",
            "files = !printf 'x\\ny\\n'\nfiles, files.n",
            "if True:\n    !echo inside \\\n      again\n    %unknown magic\nprint('after')",
            "%env COLOUR=red\n!echo $COLOUR\nos.environ['COLOUR']",
            "!exit 3\n_exit_code",
            "%cd ..\nos.path.basename(os.getcwd())", "where = %pwd\nwhere == os.getcwd()",
        )
        self.assertEqual(run.output.splitlines(), [
            "one a b A B two", "(['x', 'y'], 'x\\ny')", "inside again", "after", "red", "'red'", "3",
            repr(os.path.basename(self.directory)), "True"])

    def test_cell_magics(self):
        run = self.go(
            "%%time\nx = 3\nx", "%%timeit -n 3\ny = x + 1", "%time z = y * 2\nz", "%timeit -n 2 -r 3 z + 1",
            "%%bash\nfor i in 1 2; do\n  echo row $i\ndone", "%%html\n<b>not {python</b>", "%%sql_of_ours\nselect *",
            "%%capture kept\nprint('accuracy: 0.5')\n!echo shell", "kept.stdout",
            "%%writefile made.py\nVALUE = 'made'\n", "import made\nmade.VALUE", "%run made.py\nVALUE",
        )
        self.assertEqual(run.output.splitlines(), [
            "3", "8", "9", "row 1", "row 2", "accuracy: 0.5", "shell", "'accuracy: 0.5\\nshell\\n'",
            "'made'", "'made'"])

    def test_what_only_looks_like_magic_is_python(self):
        run = self.go(
            "a, b = 7, 4\nc = (a\n  % b)\nc", 's = """\n%matplotlib inline\n!ls\n"""\n!echo s is {len(s)}\ns',
            "len?\n?len\nt = 'why?'\nt")
        self.assertEqual(run.output.splitlines(), ["3", "s is 24", "'\\n%matplotlib inline\\n!ls\\n'", "'why?'"])

    def test_what_notebooks_import(self):
        run = self.go(
            "from IPython.display import display, HTML, clear_output\nfrom IPython import get_ipython\n"
            "import IPython.core.display",
            "clear_output(wait=True)\ndisplay({'a': 1}, HTML('<b>'))\nHTML('<i>')",
            "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('echo hello')")
        self.assertEqual(run.output.splitlines()[0], "{'a': 1}")
        self.assertEqual(run.output.splitlines()[-1], "hello")

    def test_display_needs_no_import(self):
        self.write("local.py", "def show(x):\n    display(x)\n")
        self.assertEqual(self.go("import local\nlocal.show([1])\ndisplay(2, 3)").output, "[1]\n2\n3\n")

    def test_a_traceback_names_the_cell_and_its_line(self):
        run = self.go("def f(x):\n    return 1 / x", "", "y = 0\n\nf(y)", "print('never')", code=1)
        cell = os.path.join(self.tree, "train.ipynb, cell ")
        shown = [line for line in run.output.splitlines() if line.strip(" ~^")]  # newer Pythons mark more
        self.assertEqual(shown[:5], [
            "Traceback (most recent call last):", '  File "%s2", line 3, in <module>' % cell, "    f(y)",
            '  File "%s1", line 2, in f' % cell, "    return 1 / x"])
        told = run.one("exception")
        self.assertEqual((told["file"], told["line"], told["type"]), ("train.ipynb, cell 1", 2, "ZeroDivisionError"))
        self.assertNotIn("anneal_runtime", run.output)

    def test_a_cell_that_is_no_python_is_told_before_anything_runs(self):
        run = self.go("print('never')", "x = 1\ny = = 2", code=1)
        self.assertEqual((run.one("exception")["file"], run.one("exception")["line"]), ("train.ipynb, cell 2", 2))
        self.assertNotIn("never\n", run.output)

    def test_what_is_no_notebook_of_python_is_said(self):
        self.write("a.ipynb", "{not json")
        self.assertIn("cannot be run as a notebook", self.run_script("a.ipynb").output)
        self.notebook("x <- 1", name="r.ipynb", kernelspec={"language": "R"})
        run = self.run_script("r.ipynb")
        self.assertEqual((run.code, "its language is R, not Python" in run.output), (1, True))

    def test_old_formats_futures_and_awaits(self):
        cell = {"cell_type": "code", "input": ["from __future__ import annotations\n", "def f(x: Unknown): pass"]}
        self.write("old.ipynb", json.dumps({"worksheets": [{"cells": [cell, dict(cell, input="def g(x: Other): pass")]}]}))
        self.assertEqual((self.run_script("old.ipynb").code, self.run_script("old.ipynb").output), (0, ""))
        self.assertEqual(self.go("import asyncio\nx = await asyncio.sleep(0, 5)", "await asyncio.sleep(0, x)").output, "5\n")

    def test_exits_and_input(self):
        self.assertEqual(self.go("import sys\nsys.exit(0)", "print('never')").output, "")
        self.assertIn("keyboard", self.go("name = input()", code=1).one("exception")["hint"])

    def test_a_loop_is_counted_and_resumed_over_cells(self):
        whole = self.go(*LOOP)
        self.assertEqual([s["step"] for s in whole.of("step")], list(range(1, 13)))
        self.assertEqual(whole.of("step")[0]["metrics"][0]["name"], "loss")
        slow = [cell.replace("    print", "    __import__('time').sleep(0.05)\n    print") for cell in LOOP]
        self.notebook(*slow)
        killed = self.run_script("train.ipynb", kill_at=4)
        self.assertEqual(killed.code, -signal.SIGKILL)
        part = self.run_script("train.ipynb", resume=killed.latest_checkpoint())
        self.assertEqual(part.one("resumed")["step"], killed.latest_checkpoint()[1])
        self.assertEqual(part.output.splitlines()[-1], whole.output.splitlines()[-1])
        self.assertEqual(len(part.of("step")), 12 - killed.latest_checkpoint()[1])

    @needs("sklearn", always_in_ci=True)
    def test_hooks_see_what_a_cell_computes(self):
        run = self.go(
            "from sklearn.datasets import load_iris\nfrom sklearn.model_selection import train_test_split\n"
            "from sklearn.neighbors import KNeighborsClassifier\n"
            "X_train, X_test, y_train, y_test = train_test_split(*load_iris(return_X_y=True), random_state=0)",
            "model = KNeighborsClassifier()\nmodel.fit(X_train, y_train)", "model.score(X_test, y_test)")
        metric = run.one("metric")
        self.assertEqual((metric["name"], metric["split"], metric["where"]), ("accuracy", "test", "train.ipynb, cell 3:1"))
        self.assertEqual(run.output.splitlines()[-1], str(metric["value"]))
