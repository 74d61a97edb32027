"""The launcher is the interpreter to the script: same names, same paths, same endings."""

import os
import sys

from .support import RUNTIME, TOKEN, RuntimeTest

FACTS = """
    import os, sys, pickle
    class Thing:
        pass
    print(__name__, os.path.basename(__file__), __spec__, __package__, sys.argv, sys.modules['__main__'].Thing is Thing)
    print(sys.path[0], [k for k in os.environ if k.startswith('ANNEAL')])
    print(type(pickle.loads(pickle.dumps(Thing()))) is Thing, open(__file__).read()[:3] != '')
    import helper
    print(helper.VALUE, sorted(k for k in globals()))
"""


class Launcher(RuntimeTest):
    def test_what_hangs_says_where_when_asked(self):
        self.write("train.py", """
            import os, signal, time
            def waits_for_nobody():
                os.kill(os.getpid(), signal.SIGUSR1)
                time.sleep(0.1)
            waits_for_nobody()
        """)
        stacks = os.path.join(self.directory, "stacks.txt")
        self.assertEqual(self.run_script("train.py", ANNEAL_STACKS=stacks).code, 0)
        with open(stacks) as said:
            self.assertIn("in waits_for_nobody", said.read())

    def test_a_script_sees_what_it_would_see(self):
        self.write("src/helper.py", "VALUE = 7\n")
        self.write("src/train.py", FACTS)
        run = self.run_script("src/train.py", "--epochs", "3")
        self.assertEqual(run.output, self.plain("src/train.py", "--epochs", "3")[1])
        self.assertEqual([x["kind"] for x in run.lines], ["started", "exit"])
        self.assertEqual(run.one("started")["entry"], "src/train.py")
        self.assertEqual({x["token"] for x in run.lines}, {TOKEN})
        self.assertEqual([x["n"] for x in run.lines], [0, 1])

    def test_a_module_runs_as_with_dash_m(self):
        self.write("pack/__init__.py", "")
        self.write("pack/other.py", "X = 1\n")
        self.write("pack/train.py", """
            import sys
            from .other import X
            print(__name__, __package__, __spec__.name, sys.argv[1:], X, sys.path[0])
        """)
        run = self.run_script("-m", "pack.train", "a")
        self.assertEqual(run.output, self.plain("-m", "pack.train", "a")[1])

    def test_exit_codes(self):
        for statement, code in (("sys.exit(0)", 0), ("sys.exit(3)", 3), ("sys.exit('no')", 1), ("raise SystemExit", 0)):
            self.write("train.py", "import sys\n%s\n" % statement)
            run = self.run_script("train.py")
            self.assertEqual((run.code, run.one("exit")["code"]), (code, code))
            self.assertEqual((run.code, run.output), self.plain("train.py"))

    def test_a_traceback_has_the_script_frames_only(self):
        self.write("train.py", """
            def inner(x):
                return 1 / x

            try:
                inner(0)
            except ZeroDivisionError as error:
                raise ValueError("at 0x7f00aa: 12") from error
        """)
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.output), self.plain("train.py"))
        told = run.one("exception")
        self.assertEqual((told["type"], told["file"], told["line"]), ("ValueError", "train.py", 8))
        self.assertEqual(told["traceback"], run.output)
        self.assertEqual(run.one("exit")["code"], 1)

    def test_a_fingerprint_ignores_numbers_and_sees_lines(self):
        prints = []
        for text in ("raise ValueError('at 0x12 of 3')", "raise ValueError('at 0x99 of 4')", "raise ValueError('other')"):
            self.write("train.py", "import os\nraise ValueError(os.environ['WHAT'])\n")
            prints.append(self.run_script("train.py", WHAT=text).one("exception")["fingerprint"])
        self.assertEqual(prints[0], prints[1])
        self.assertNotEqual(prints[0], prints[2])

    def test_syntax_errors_and_missing_files(self):
        self.write("train.py", "x = (\n")
        run = self.run_script("train.py")
        if sys.version_info >= (3, 10):  # 3.9 words it differently for a file
            self.assertEqual((run.code, run.output), self.plain("train.py"))
        self.assertEqual((run.one("exception")["type"], run.one("exception")["file"]), ("SyntaxError", "train.py"))
        self.assertEqual(self.run_script("none.py").code, 2)

    def test_input_gets_a_hint(self):
        self.write("train.py", "name = input('who? ')\n")
        self.assertIn("keyboard", self.run_script("train.py").one("exception")["hint"])

    def test_children_are_inert(self):
        self.write("train.py", """
            import multiprocessing, os, subprocess, sys

            def work(x):
                return x * x, [k for k in os.environ if k.startswith("ANNEAL")]

            if __name__ == "__main__":
                for method in ("fork", "spawn"):
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        print(pool.map(work, [1, 2]))
                print(subprocess.check_output([sys.executable, "-c", "print(5)"]))
                pid = os.fork()
                if pid == 0:
                    sys.exit(4)
                print(os.waitpid(pid, 0)[1] >> 8)
        """)
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.output), self.plain("train.py"))
        self.assertEqual([x["kind"] for x in run.lines], ["started", "exit"])

    def test_a_channel_that_cannot_be_written_changes_nothing(self):
        self.write("train.py", "print('fine')\n")
        for path in ("/nonexistent/channel", "/dev/full"):
            self.assertEqual(self.run_script("train.py", ANNEAL_CHANNEL=path).output, "fine\n")

    def test_another_sitecustomize_still_runs(self):
        self.write("other/sitecustomize.py", "import builtins\nbuiltins.chained = 'yes'\n")
        self.write("train.py", "print(chained)\n")
        paths = os.pathsep.join((RUNTIME, os.path.join(self.tree, "other")))
        self.assertEqual(self.run_script("train.py", PYTHONPATH=paths).output, "yes\n")

    def test_a_seed_is_set_when_asked_for(self):
        self.write("train.py", "import random\nprint(random.random())\n")
        one, two = (self.run_script("train.py", ANNEAL_SEED="5").output for _ in range(2))
        self.assertEqual(one, two)
        self.assertNotEqual(one, self.run_script("train.py", ANNEAL_SEED="6").output)

    def test_a_user_excepthook_is_kept(self):
        self.write("train.py", "import sys\nsys.excepthook = lambda *a: print('mine', a[0].__name__)\n1 / 0\n")
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.output), (1, "mine ZeroDivisionError\n"))

    def test_exit_handlers_come_before_the_exit_line(self):
        self.write("train.py", "import atexit\natexit.register(print, 'bye')\n")
        run = self.run_script("train.py")
        self.assertEqual(run.output, "bye\n")
        self.assertEqual(run.lines[-1]["kind"], "exit")
        self.assertEqual(run.one("started")["python"], sys.version.split()[0])
