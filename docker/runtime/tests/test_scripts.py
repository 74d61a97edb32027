"""What real scripts do: each does the same here as under the plain interpreter."""

import os
import subprocess
import sys

from .support import RuntimeTest, needs


class Scripts(RuntimeTest):
    def same(self, text, *arguments, name="train.py", code=0, **settings):
        """Run with and without us; both print and end alike."""
        self.write(name, text)
        plain = self.plain(name, *arguments)
        run = self.run_script(name, *arguments, **settings)
        self.assertEqual((run.code, run.output), plain)
        self.assertEqual((run.code, run.of("problem")), (code, []), run.output)
        return run

    def test_writing_to_absolute_paths_and_changing_directory(self):
        outside = os.path.join(self.directory, "root")
        self.write("late.py", "print('late', __file__[-7:])\n")
        run = self.same("""
            import os, sys
            here = os.path.abspath(__file__)
            os.makedirs(%r, exist_ok=True)
            os.chdir(%r)
            open("notes.txt", "w").write("x")
            open(os.path.join(%r, "accuracy.txt"), "w").write("0.75")
            print(os.getcwd(), sorted(os.listdir()), os.path.basename(here))
            sys.path.insert(0, os.path.dirname(here))
            import late
        """ % (outside, outside, outside))
        self.assertEqual([(m["name"], m["value"]) for m in run.of("metric")], [("accuracy", 0.75)])

    def test_progress_bars_and_bytes_that_are_no_text(self):
        run = self.same("""
            import sys, os
            for i in range(5):
                sys.stdout.write("\\r%d/5 [%s]" % (i, "=" * i))
                sys.stdout.flush()
            sys.stdout.write("\\b\\b\\n\\u2713 done")
        """)
        self.assertEqual([x["kind"] for x in run.lines], ["started", "exit"])
        self.write("raw.py", "import os, sys\nsys.stdout.flush()\nos.write(1, b'\\xff\\xfe accuracy: 0.5\\n')\nraise ValueError('\\udcff \\u2713')\n")
        outputs = []
        for command in (["raw.py"], ["-m", "anneal_runtime", "raw.py"]):
            environment = self._environment({"PYTHONIOENCODING": "ascii", "ANNEAL_CHANNEL": os.path.join(self.directory, "c"), "ANNEAL_TOKEN": "t"})
            done = subprocess.run([sys.executable, *command], cwd=self.tree, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            outputs.append((done.returncode, done.stdout, done.stderr))
        self.assertEqual(outputs[0], outputs[1])

    def test_arguments_printing_nothing_and_exits(self):
        self.assertEqual(self.same("import sys\nassert sys.argv == ['train.py', '--lr', '0.1', ''], sys.argv\n", "--lr", "0.1", "").output, "")
        run = self.same("""
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--epochs", type=int)
            print(parser.parse_args(), parser.prog)
        """, "--epochs", "3")
        for text, code in (("import sys\nprint('a')\nsys.exit(0)\n", 0), ("import os\nprint('a', flush=True)\nos._exit(3)\n", 3),
                           ("exit()\n", 0), ("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n", -15)):
            run = self.same(text, code=code)
            self.assertEqual(len(run.of("exit")), 0 if code in (3, -15) else 1)

    def test_input_ends_with_a_clear_reason(self):
        self.write("train.py", "name = input('name? ')\n")
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.output), self.plain("train.py"))
        self.assertEqual((run.one("exception")["type"], run.one("exception")["line"]), ("EOFError", 1))
        self.assertIn("no", run.one("exception")["hint"])
        self.assertEqual(self.same("try:\n    n = input()\nexcept EOFError:\n    n = 'default'\nprint(n)\n").output, "default\n")

    def test_threads_exit_handlers_and_guards(self):
        self.same("""
            import atexit, threading
            from concurrent.futures import ThreadPoolExecutor

            def work(n):
                return n * n

            def late():
                print("late", flush=True)

            if __name__ == "__main__":
                atexit.register(print, "bye")
                with ThreadPoolExecutor(2) as pool:
                    print(list(pool.map(work, range(4))))
                timer = threading.Timer(0.1, late)
                timer.start()
                daemon = threading.Thread(target=threading.Event().wait, daemon=True)
                daemon.start()
                print("main is over", flush=True)
        """)

    def test_processes_of_every_kind(self):
        self.write("helper.py", "ONE = 1\n")
        run = self.same("""
            import multiprocessing, os
            from concurrent.futures import ProcessPoolExecutor
            import helper

            class Thing:
                def __init__(self, n): self.n = n

            def work(thing):
                return thing.n + helper.ONE

            def tell(queue):
                queue.put([k for k in os.environ if k.startswith("ANNEAL")])

            if __name__ == "__main__":
                for method in multiprocessing.get_all_start_methods():
                    context = multiprocessing.get_context(method)
                    with ProcessPoolExecutor(2, mp_context=context) as pool:
                        print(method, list(pool.map(work, map(Thing, range(3)))))
                    queue = context.Queue()
                    process = context.Process(target=tell, args=(queue,))
                    process.start()
                    print(queue.get(), process.join(), process.exitcode)
        """)
        self.assertEqual([x["kind"] for x in run.lines], ["started", "exit"])

    def test_packages_and_relative_imports(self):
        self.write("pack/__init__.py", "NAME = 'pack'\n")
        self.write("pack/data/__init__.py", "from .. import NAME\nfrom .rows import ROWS\n")
        self.write("pack/data/rows.py", "ROWS = [1, 2]\n")
        self.write("pack/__main__.py", "from .data import NAME, ROWS\nprint(NAME, ROWS, __name__, __package__)\n")
        self.write("pack/cli.py", "from .data import ROWS\nif __name__ == '__main__':\n    print(ROWS)\n")
        for module in ("pack", "pack.cli"):
            self.assertEqual(self.run_script("-m", module).output, self.plain("-m", module)[1])
        self.same("from .data import ROWS\n", name="pack/wrong.py", code=1)

    def test_pickled_models_are_told(self):
        artifacts, outside = (os.path.join(self.directory, name) for name in ("artifacts", "outside"))
        os.makedirs(outside)
        run = self.same("""
            import pickle
            class Model:
                def predict(self, x):
                    return x
            with open("model.pkl", "wb") as out:
                pickle.dump(Model(), out)
            with open(%r, "wb") as out:
                pickle.dump({"model": Model(), "names": []}, out)
            with open("rows.pkl", "wb") as out:
                pickle.dump([1, 2], out)
            print(pickle.load(open("model.pkl", "rb")).predict(3))
        """ % os.path.join(outside, "best.pkl"), ANNEAL_ARTIFACTS=artifacts)
        told = [(m["path"], m["format"]) for m in run.of("model")]
        self.assertEqual(told[0], ("model.pkl", "pickle"))
        self.assertEqual(told[-1], (os.path.join(artifacts, "best.pkl"), "pickle"))
        self.assertEqual(run.of("model")[0]["bytes"], os.path.getsize(os.path.join(self.tree, "model.pkl")))
        self.assertEqual(os.listdir(artifacts), ["best.pkl"])

    @needs("matplotlib", always_in_ci=True)
    def test_plots_are_shown_nowhere_and_saved_where_asked(self):
        self.same("""
            import warnings
            warnings.simplefilter("ignore")
            import os
            import matplotlib.pyplot as plt
            plt.plot([1, 2])
            plt.show()
            plt.savefig("curve.png")
            print(os.path.getsize("curve.png") > 0)
        """)

    @needs("joblib", always_in_ci=True)
    def test_joblib_workers(self):
        run = self.same("""
            import os
            from joblib import Parallel, delayed
            def work(n):
                return n * n, [k for k in os.environ if k.startswith("ANNEAL")]
            if __name__ == "__main__":
                for backend in ("loky", "threading", "multiprocessing"):
                    print(Parallel(n_jobs=2, backend=backend)(delayed(work)(n) for n in range(4)))
        """)
        self.assertEqual([x["kind"] for x in run.lines], ["started", "exit"])
