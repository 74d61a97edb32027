"""Runs every project beside this file under the runtime, unmodified: left alone, and killed at a random step.

Usage: matrix.py [NAME...]
Environment:
  ANNEAL_SCRIPTS_PYTHONS  image=interpreter pairs, comma-separated; an image without one is skipped, and said so
  ANNEAL_SCRIPTS_SEED     decides at which step each is killed; printed
  ANNEAL_SCRIPTS_RESULTS  a file that gets one JSON object a project
  ANNEAL_BLESS            1 writes the table of docs/frameworks.md instead of comparing with it

This drives the runtime as the trainer does, without the trainer: it shows what the hooks report and what a
checkpoint restores. Which image a project gets, and the choice among several metrics, are not decided here.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import table

HERE = Path(__file__).resolve().parent
RUNTIME = HERE.parent.parent / "docker" / "runtime"
LIMIT = 300
HELD_OUT = ("test", "validation")


class Attempt:
    """One process of a project, in the working copy that the attempts of one training have in turn."""

    def __init__(self, python, run, home, number, resume=None):
        self.channel = home / ("channel-%d.jsonl" % number)
        tree = home / ("tree-%d" % number)
        shutil.copytree(home / "pushed", tree)
        env = {k: v for k, v in os.environ.items() if not k.startswith("ANNEAL_")}
        env.update(
            PYTHONPATH=str(RUNTIME), PYTHONDONTWRITEBYTECODE="1", MPLBACKEND="Agg", TF_CPP_MIN_LOG_LEVEL="3",
            OMP_NUM_THREADS="1", ANNEAL_CHANNEL=str(self.channel), ANNEAL_TOKEN="t",
            ANNEAL_CHECKPOINTS=str(home / "checkpoints"), ANNEAL_CHECKPOINT_SECONDS="0")
        if resume:
            env.update(ANNEAL_RESUME=str(home / "checkpoints" / resume["path"]), ANNEAL_RESUME_STEP=str(resume["step"]))
        self.output_path = home / ("output-%d" % number)
        with open(self.output_path, "wb") as out:
            self.process = subprocess.Popen(
                [python, "-u", "-m", "anneal_runtime", *run], cwd=tree, env=env, stdout=out,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)

    def lines(self, kind):
        if not self.channel.exists():
            return []
        with open(self.channel, encoding="utf-8") as source:
            found = [json.loads(line) for line in source if line.endswith("\n")]
        return [line for line in found if line["kind"] == kind]

    def wait(self):
        try:
            self.process.wait(LIMIT)
        finally:
            self._end()
        return self.process.returncode

    def kill_when(self, ready):
        """SIGKILL for it and its children as soon as `ready`; false when it ended first."""
        end = time.monotonic() + LIMIT
        while self.process.poll() is None and time.monotonic() < end:
            if ready():
                self._end()
                self.process.wait()
                return self.process.returncode == -signal.SIGKILL
            time.sleep(0.01)
        self._end()
        return False

    def _end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def output(self):
        return self.output_path.read_text(errors="replace")

    def metrics(self):
        """What was reported, in order, but on training data: (name, value, where it was read, split)."""
        told = []
        for line in self.lines("step") + self.lines("metric"):
            for metric in line.get("metrics", [line]):
                if metric.get("split") != "train":
                    told.append((metric["name"], metric["value"], metric.get("source"), metric.get("split")))
        return told

    def last(self, name):
        """The last of that name on held-out data; where there is none (clustering), of an unknown split."""
        named = [metric for metric in self.metrics() if metric[0] == name]
        held_out = [metric for metric in named if metric[3] in HELD_OUT]
        return (held_out or named or [(name, None, None, None)])[-1]

    def result(self):
        """What must be the same after a kill: metrics at the end, and the last line that was printed."""
        printed = [part for line in self.output().splitlines() for part in line.split("\r") if part.strip()]
        reported = [
            (m.get("name"), m.get("value")) for line in self.lines("metric") for m in line.get("metrics", [line])]
        steps = self.lines("step")
        return {
            "last line": printed[-1] if printed else "",
            "metrics": reported,
            "last step": [steps[-1]["step"], steps[-1]["metrics"]] if steps else None,
        }


def check(name, expected, python, seed):
    """One project's row, and what is wrong with it."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="anneal-script-") as holder:
        home = Path(holder)
        shutil.copytree(HERE / name, home / "pushed")
        whole = Attempt(python, expected["run"], home, 1)
        code = whole.wait()
        if code != 0:
            return {"runs": False}, ["exits with %s: %s" % (code, whole.output()[-1500:])]
        wrong += ["the runtime has a problem: %s" % line["error"] for line in whole.lines("problem")]
        steps = len(whole.lines("step"))
        row = {"runs": True, "steps": steps, "objective": expected["metric"]}
        if expected["metric"]:
            _, row["value"], row["read"], row["split"] = whole.last(expected["metric"])
            low, high = expected["range"]
            if row["value"] is None or not low <= row["value"] <= high:
                wrong.append("%s is %s, not in %s; told: %s" % (
                    expected["metric"], row["value"], expected["range"], whole.metrics()[-6:]))
        row["after_kill"], more = killed(expected, python, home, whole, random.Random("%s %s" % (seed, name)))
        wrong += more
    if row["after_kill"] != expected["after_kill"]:
        wrong.append("after a kill: %s, expected: %s" % (row["after_kill"], expected["after_kill"]))
    return row, wrong


def killed(expected, python, home, whole, chance):
    """How it goes on after SIGKILL at a random step; where it tells none, once it has started."""
    steps, saves = len(whole.lines("step")), bool(whole.lines("checkpoint"))
    at = chance.randrange(1, 1 + steps * 3 // 4) if steps > 1 else 0
    shutil.rmtree(home / "checkpoints", ignore_errors=True)
    first = Attempt(python, expected["run"], home, 2)
    # A step is told before its checkpoint: without one it would rightly start over.
    reached = lambda: (
        first.lines("started") and len(first.lines("step")) >= at and (not saves or first.lines("checkpoint")))
    if not first.kill_when(reached):
        return "ended before the kill", ["could not be killed at step %d of %d" % (at, steps)]
    saved = first.lines("checkpoint")
    second = Attempt(python, expected["run"], home, 3, saved[-1] if saved else None)
    if second.wait() != 0:
        return "fails", ["killed at step %d: %s" % (at, second.output()[-1500:])]
    if second.result() != whole.result():
        return "differs", ["killed at step %d: %s instead of %s" % (at, second.result(), whole.result())]
    return ("equal" if second.lines("resumed") else "starts over"), []


def main():
    expectations = json.loads((HERE / "expected.json").read_text())
    strangers = {p.name for p in HERE.iterdir() if p.is_dir() and p.name != "__pycache__"} ^ set(expectations)
    if strangers:
        sys.exit("in expected.json or as a directory, not both: %s" % ", ".join(sorted(strangers)))
    pairs = [pair for pair in os.environ.get("ANNEAL_SCRIPTS_PYTHONS", "").split(",") if pair]
    pythons = dict(pair.split("=", 1) for pair in pairs or ["sklearn=" + sys.executable])
    seed = os.environ.get("ANNEAL_SCRIPTS_SEED") or str(random.SystemRandom().randrange(10**6))
    print("ANNEAL_SCRIPTS_SEED=" + seed)
    results = os.environ.get("ANNEAL_SCRIPTS_RESULTS")
    failed = skipped = 0
    told = {}
    for name in sys.argv[1:] or expectations:
        expected = expectations[name]
        python = pythons.get(expected["image"])
        if python is None:
            skipped += 1
            print("skipped %s: no interpreter for %s" % (name, expected["image"]))
            continue
        row, wrong = check(name, expected, python, seed)
        failed += bool(wrong)
        if not wrong:
            told[name] = table.line(name, expected, row)
        print("%s %s %s" % ("FAILED" if wrong else "ok    ", name, json.dumps(row)), flush=True)
        for line in wrong:
            print("    " + line, flush=True)
        if results:
            with open(results, "a", encoding="utf-8") as out:
                out.write(json.dumps({"name": name, **expected, **row, "wrong": wrong}) + "\n")
    stale = table.update(told)
    print("".join(line + "\n" for line in stale) + "%d failed, %d skipped" % (failed, skipped))
    sys.exit(failed > 0 or bool(stale))


if __name__ == "__main__":
    main()
