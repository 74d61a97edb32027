"""The searches that are compared, behind one interface: ask() gives {knob id: source text}, tell() a score."""

import json
import subprocess
import time
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")

NO_VALUE = object()


def is_ordered(choices):
    """Numbers and tuples of numbers have an order; every search is told so."""
    def numeric(text):
        try:
            value = eval(text, {"__builtins__": {}})
        except NameError:
            return False
        return isinstance(value, (int, float, tuple)) and not isinstance(value, bool)
    return all(numeric(text) for text in choices)


class Anneal:
    """The search of the `ask` program: the code that decides in production."""

    def __init__(self, program, task, seed, target):
        self.task = task
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        study = {"knobs": task.knobs, "direction": task.direction, "seed": str(seed), "target": target}
        self._send({"study": study})
        self.trials, self.times, self.why, self.last = 0, [], [], {}

    def _send(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def ask(self):
        if self.trials == 0:
            self.last = {}
        else:
            answer = self._send({"ask": True})
            if "exhausted" in answer:
                return None
            self.last = answer["values"]
            self.times.append(answer["microseconds"] / 1e6)
            self.why.append(answer["why"])
        return {**self.task.start(), **self.last}

    def tell(self, score):
        trial = {"values": self.last}
        if score is not None:
            trial["value"] = score
        self._send({"tell": trial})
        self.trials += 1

    def experts(self, count):
        return [p["values"] for p in self._send({"experts": count})["proposals"]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Optuna:
    """One of Optuna's samplers, started at the same point."""

    def __init__(self, sampler, task, seed, enqueued=None):
        self.task, self.enqueued = task, enqueued
        direction = "minimize" if task.direction == "minimize" else "maximize"
        self.study = optuna.create_study(sampler=SAMPLERS[sampler](seed), direction=direction)
        self.study.enqueue_trial(self._parameters(task.start()))
        self.times, self.trial = [], None

    def _parameters(self, texts):
        parameters = {}
        for knob in self.task.knobs:
            text = texts.get(knob["id"], knob["current"])
            if "choices" not in knob:
                value = eval(text.strip("(),"))
                parameters[knob["id"]] = int(value) if knob.get("integer") else float(value)
            elif is_ordered(knob["choices"]):
                parameters[knob["id"]] = knob["choices"].index(text)
            else:
                parameters[knob["id"]] = text
        return parameters

    def _text(self, trial, knob):
        name = knob["id"]
        if "choices" in knob:
            if is_ordered(knob["choices"]):
                return knob["choices"][trial.suggest_int(name, 0, len(knob["choices"]) - 1)]
            return trial.suggest_categorical(name, knob["choices"])
        log = knob.get("log", False)
        if knob.get("integer"):
            value = trial.suggest_int(name, int(knob["low"]), int(knob["high"]), log=log)
        else:
            value = trial.suggest_float(name, knob["low"], knob["high"], log=log)
        return knob.get("template", "{}").replace("{}", repr(value))

    def ask(self):
        started = time.perf_counter()
        self.trial = self.study.ask()
        texts = {knob["id"]: self._text(self.trial, knob) for knob in self.task.knobs}
        self.times.append(time.perf_counter() - started)
        return texts

    def tell(self, score):
        if score is None:
            self.study.tell(self.trial, state=optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(self.trial, score)
        if self.enqueued and len(self.times) == 1:
            for values in self.enqueued(score):
                self.study.enqueue_trial(self._parameters(values))

    def close(self):
        pass


SAMPLERS = {
    "optuna-tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "optuna-tpe-multivariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True),
    "optuna-tpe-univariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "optuna-random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "optuna-gp": lambda seed: optuna.samplers.GPSampler(seed=seed),
}
