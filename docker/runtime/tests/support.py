"""Runs scripts under the runtime as the trainer does, and kills them."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

RUNTIME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = os.path.join(os.path.dirname(os.path.dirname(RUNTIME)), "tests", "samples")
TOKEN = "a-secret"


def needs(framework, always_in_ci=False):
    """Skip a test whose framework is missing, unless CI says that it must be there."""
    missing = importlib.util.find_spec(framework) is None
    required = framework in os.environ.get("ANNEAL_REQUIRE", "").replace(",", " ").split()
    required = required or always_in_ci and os.environ.get("ANNEAL_CI") == "1"
    return unittest.skipIf(missing and not required, framework + " is not installed")


class Result:
    def __init__(self, code, output, lines, checkpoints):
        self.code, self.output, self.lines, self.checkpoints = code, output, lines, checkpoints

    def of(self, kind):
        return [line for line in self.lines if line["kind"] == kind]

    def one(self, kind):
        found = self.of(kind)
        assert len(found) == 1, (kind, found, self.output)
        return found[0]

    def latest_checkpoint(self):
        last = self.of("checkpoint")[-1]
        return os.path.join(self.checkpoints, last["path"]), last["step"]

    def values(self):
        return [
            [(m["name"], m["split"], m["value"]) for m in line.get("metrics", [line])]
            for line in self.lines if line["kind"] in ("step", "metric")
        ]


class RuntimeTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = os.path.realpath(holder.name)
        self.tree = os.path.join(self.directory, "tree")
        os.makedirs(self.tree)
        self._runs = 0

    def write(self, name, text):
        path = os.path.join(self.tree, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(textwrap.dedent(text))
        return path

    def plain(self, *arguments):
        """The same script without us."""
        done = subprocess.run(
            [sys.executable, "-u", *arguments], cwd=self.tree, env=self._environment({}), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=240, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout

    def run_script(self, *arguments, kill_at=None, resume=None, stdin=subprocess.DEVNULL, **settings):
        """Run an entry; `kill_at` kills it once so many checkpoints are announced."""
        self._runs += 1
        channel = os.path.join(self.directory, "channel-%d.jsonl" % self._runs)
        checkpoints = os.path.join(self.directory, "checkpoints")
        environment = {
            "ANNEAL_CHANNEL": channel, "ANNEAL_TOKEN": TOKEN, "ANNEAL_CHECKPOINTS": checkpoints,
            "ANNEAL_CHECKPOINT_SECONDS": "0",
        }
        if resume:
            environment.update(ANNEAL_RESUME=resume[0], ANNEAL_RESUME_STEP=str(resume[1]))
        environment.update(settings)
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "anneal_runtime", *arguments], cwd=self.tree,
            env=self._environment(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            stdin=stdin)
        if kill_at:
            self._kill(process, channel, kill_at)
        output = process.communicate(timeout=240)[0]
        return Result(process.returncode, output, read(channel), checkpoints)

    def _environment(self, more):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ANNEAL_")}
        environment.update(PYTHONPATH=RUNTIME, MPLBACKEND="Agg", PYTHONDONTWRITEBYTECODE="1", TF_CPP_MIN_LOG_LEVEL="3")
        environment.update(more)
        return environment

    def _kill(self, process, channel, count):
        end = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < end:
            if len([x for x in read(channel) if x["kind"] == "checkpoint"]) >= count:
                process.send_signal(signal.SIGKILL)
                return
            time.sleep(0.005)

    def check_resumes(self, *arguments, kill_at=(2, 4), format=None):
        """Killed and resumed, a script ends with the same output and numbers as when left alone."""
        whole = self.run_script(*arguments)
        self.assertEqual(whole.code, 0, whole.output)
        self.assertEqual(whole.of("problem"), [])
        self.assertEqual(quiet(whole.output), quiet(self.plain(*arguments)[1]))
        resume, seen = None, set()
        for count in tuple(kill_at) + (None,):
            part = self.run_script(*arguments, kill_at=count, resume=resume)
            seen |= {s["step"] for s in part.of("step")}
            if resume is not None:
                self.assertEqual(part.of("not_resumed"), [], part.output)
                self.assertEqual(part.one("resumed")["step"], resume[1])
            if count is not None:
                self.assertEqual(part.code, -signal.SIGKILL, part.output)
                resume = part.latest_checkpoint()
        self.assertEqual(part.code, 0, part.output)
        self.assertEqual(part.of("problem"), [])
        self.assertEqual(seen, {s["step"] for s in whole.of("step")})
        after = [(s["step"], s["total"], s["metrics"]) for s in part.of("step") if s["step"] > resume[1]]
        self.assertEqual(after, [(s["step"], s["total"], s["metrics"]) for s in whole.of("step")][resume[1]:])
        self.assertEqual([m["value"] for m in part.of("metric")], [m["value"] for m in whole.of("metric")])
        self.assertEqual(part.output.splitlines()[-1], whole.output.splitlines()[-1])
        if format:
            self.assertEqual(part.one("resumed")["format"], format)
        return whole, part


def quiet(output):
    """Output without the log lines of native libraries, which carry the time and the process."""
    noise = ("I0000 ", "W0000 ", "E0000 ", "WARNING: All log messages before absl")
    return [line for line in output.splitlines() if not line.startswith(noise)]


def read(channel):
    """The complete lines of a channel."""
    if not os.path.exists(channel):
        return []
    with open(channel, encoding="utf-8") as source:
        return [json.loads(line) for line in source if line.endswith("\n")]
