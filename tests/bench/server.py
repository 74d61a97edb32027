"""`anneal up` with the Docker executor, as the benchmarks drive it."""
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / "target/release/anneal"


def build():
    subprocess.run(["cargo", "build", "--release", "--quiet", "--bin", "anneal"], cwd=ROOT, check=True)


class Server:
    """Keeps everything in a directory; stopped at the end of a `with`."""

    def __init__(self, directory):
        log = directory / "up.log"
        with open(log, "w") as out:
            self.process = subprocess.Popen([BINARY, "up", "--listen", "127.0.0.1:0", "--executor", "docker",
                                             "--data", directory / "data"], stdout=out, stderr=out)
        for _ in range(600):
            found = re.search(r"anneal is up at (\S+)", log.read_text())
            if found:
                self.environment = {**os.environ, "ANNEAL_URL": found[1]}
                return
            time.sleep(0.1)
        self.process.kill()
        sys.exit("anneal up does not start: " + log.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def anneal(self, *words):
        return subprocess.run([BINARY, *words], env=self.environment, capture_output=True, text=True).stdout

    def submit(self, project):
        """The run's id."""
        return json.loads(self.anneal("submit", str(project), "-o", "json"))["run"]

    def events(self, run, *kinds):
        lines = self.anneal("tail", run, "-o", "json", "--no-follow").splitlines()
        return [event for event in map(json.loads, lines) if event["type"] in kinds]

    def wait(self, run, *kinds, count=1):
        """The events of these kinds, once there are so many."""
        while len(found := self.events(run, *kinds)) < count:
            time.sleep(0.1)
        return found

    def first_line(self, run, *words):
        """When the script printed its first line, in seconds since 1970."""
        return float(re.search(r"first line ([\d.]+)", self.anneal("logs", run, *words))[1])
