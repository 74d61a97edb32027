"""Metrics out of files that a script writes, for scripts that report in no other way."""

import os

from .support import RuntimeTest


class Results(RuntimeTest):
    def go(self, text, code=0):
        self.write("train.py", text)
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.of("problem")), (code, []), run.output)
        return {(m["name"], m["split"], m["value"], m["where"]) for m in run.of("metric")}

    def test_json(self):
        found = self.go("""
            import json
            json.dump({"accuracy": 0.9, "test": {"f1-score": 0.8, "n": 100}, "epochs": 3, "name": "x"}, open("metrics.json", "w"))
            json.dump({"val_accuracy": [0.1, 0.5, 0.7], "loss": [3, 2, 1], "ok": True}, open("history.json", "w"))
            with open("results.jsonl", "w") as out:
                for i in range(3):
                    print(json.dumps({"epoch": i, "rmse": 3 - i}), file=out)
            json.dump({"accuracy": 0.1}, open("config.json", "w"))
            open("broken_results.json", "w").write("{")
        """)
        self.assertEqual(found, {
            ("accuracy", "unknown", 0.9, "metrics.json:accuracy"), ("f1", "test", 0.8, "metrics.json:test.f1-score"),
            ("accuracy", "validation", 0.7, "history.json:val_accuracy"), ("loss", "unknown", 1.0, "history.json:loss"),
            ("rmse", "unknown", 1.0, "results.jsonl:rmse")})

    def test_text_and_tables(self):
        found = self.go("""
            open("result.txt", "w").write("Model: CNN 3\\nAccuracy: 98.00%\\nTest R2 score = 0.5\\n")
            open("test_accuracy.txt", "w").write("0.97\\n")
            open("training_log.csv", "w").write("epoch,loss,val_acc\\n0,2.5,0.5\\n1,1.5,0.75\\n")
            open("scores.csv", "w").write("metric,value\\nmae,4.5\\n")
        """)
        self.assertEqual(found, {
            ("accuracy", "unknown", 98.0, "result.txt:2"), ("r2", "test", 0.5, "result.txt:3"),
            ("accuracy", "test", 0.97, "test_accuracy.txt:1"), ("loss", "train", 1.5, "training_log.csv:loss"),
            ("accuracy", "validation", 0.75, "training_log.csv:val_acc"), ("mae", "unknown", 4.5, "scores.csv:mae")})

    def test_files_anywhere_and_of_children_but_none_that_were_there(self):
        outside = os.path.join(self.directory, "elsewhere")
        os.makedirs(outside)
        old = self.write("old_results.json", '{"accuracy": 0.1}')
        os.utime(old, (1, 1))
        with open(os.path.join(outside, "results.json"), "w") as out:
            out.write('{"accuracy": 0.2}')
        found = self.go("""
            import os, pathlib, subprocess, sys
            subprocess.check_call([sys.executable, "-c", "open('child_result.txt', 'w').write('auc: 0.7')"])
            os.chdir(%r)
            pathlib.Path("accuracy.txt").write_text("0.5")
            open("results.json").read()
            open("results_of_nobody.bin", "w").write("accuracy: 1")
        """ % outside)
        path = os.path.join(outside, "accuracy.txt")
        self.assertEqual(found, {
            ("auc", "unknown", 0.7, "child_result.txt:1"), ("accuracy", "unknown", 0.5, path + ":1")})

    def test_the_last_written_comes_last_and_a_failed_script_tells_nothing(self):
        self.write("train.py", """
            import time
            for i in range(3):
                open("b_result.txt" if i < 2 else "a_result.txt", "w").write("accuracy: 0.%d" % i)
                time.sleep(0.05)
        """)
        self.assertEqual([m["source"] for m in self.run_script("train.py").of("metric")], ["b_result.txt", "a_result.txt"])
        self.assertEqual(self.go("open('result.txt', 'w').write('accuracy: 1')\n1 / 0\n", code=1), set())

    def test_exit_handlers_of_the_script_may_write_them(self):
        found = self.go("""
            import atexit
            atexit.register(lambda: open("final_metrics.txt", "w").write("accuracy = 0.25"))
        """)
        self.assertEqual(found, {("accuracy", "unknown", 0.25, "final_metrics.txt:1")})
