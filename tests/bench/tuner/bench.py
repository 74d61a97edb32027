"""anneal's search against Optuna's samplers: one JSON object a line, summaries last."""

import argparse
import json
import math
import sqlite3
import statistics
import warnings
from pathlib import Path

import numpy as np
import optuna

import tasks as t
from searches import SAMPLERS, Anneal, Optuna

warnings.filterwarnings("ignore")

FUNCTION_TRIALS, MOST_TRIALS = 50, 60
PARTS = ["functions", "digits", "scripts", "speed"]


class Cache:
    """Scores by task and texts: they are deterministic, so a rerun computes only what is new."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, timeout=60)
        self.db.execute("create table if not exists scores (key text primary key, value text)")

    def _once(self, key, compute):
        key = json.dumps(key, sort_keys=True)
        row = self.db.execute("select value from scores where key = ?", [key]).fetchone()
        if row is None:
            row = [json.dumps(compute())]
            with self.db:
                self.db.execute("insert or replace into scores values (?, ?)", [key, row[0]])
        return json.loads(row[0])

    def score(self, task, texts):
        return self._once([task.name, texts], lambda: self._compute(task, texts))

    def run(self, name, task, seed, target, run):
        """A whole run of a search; those of Optuna are the same each time, anneal's are always run anew."""
        if not name.startswith("optuna") or name.endswith("+experts"):
            return run()
        return self._once(["run", optuna.__version__, name, task.name, task.start(), seed, target], run)

    @staticmethod
    def _compute(task, texts):
        try:
            score, more = task.score(texts)
        except (ValueError, ArithmeticError) as error:
            return [None, {"error": str(error)}]
        return [score if math.isfinite(score) else None, more]


def say(**fields):
    print(json.dumps(fields), flush=True)


def searches(names, args, task, seed, target):
    for name in names:
        if name == "anneal":
            yield name, Anneal(args.ask, task, seed, target)
        elif name == "optuna-tpe+experts":
            def enqueued(score, task=task, seed=seed, target=target):
                expert = Anneal(args.ask, task, seed, target)
                expert.ask()
                expert.tell(score)
                proposals = expert.experts(5)
                expert.close()
                return proposals
            yield name, Optuna("optuna-tpe", task, seed, enqueued)
        else:
            yield name, Optuna(name, task, seed)


def functions(args):
    names = ["anneal", "optuna-gp", "optuna-tpe", "optuna-tpe-univariate", "optuna-random"]
    cache, best, times = Cache(args.cache / "scores.sqlite"), {}, {}
    for seed in range(args.seeds):
        for task in t.functions(seed):
            if args.task and task.name not in args.task:
                continue
            for name, search in searches(chosen(names, args), args, task, seed, -1e9):
                found, took = cache.run(name, task, seed, None, lambda: to_value(search, task))
                search.close()
                best.setdefault((task.name, name), []).append(found)
                times.setdefault(name, []).extend(took)
    for (task, name), values in sorted(best.items()):
        quartiles = np.quantile(values, [0.25, 0.5, 0.75])
        say(part="functions", task=task, search=name, seeds=len(values), trials=FUNCTION_TRIALS,
            best_median=round(quartiles[1], 4), best_quartiles=[round(quartiles[0], 4), round(quartiles[2], 4)])
    for name, values in times.items():
        say(part="functions", search=name, ask_ms_at_50=round(1e3 * statistics.median(values), 2))


def to_value(search, task):
    """The best value after FUNCTION_TRIALS, the start included, and the seconds that the last ten took to ask."""
    found = math.inf
    for _ in range(FUNCTION_TRIALS):
        value = task.score(search.ask())
        found = min(found, value)
        search.tell(value)
    return found, search.times[-10:]


def to_target(search, task, cache, target):
    """Trials and epochs until the target is met, the start included; none where it is not in MOST_TRIALS."""
    epochs = 0
    for trial in range(1, MOST_TRIALS + 1):
        texts = search.ask()
        if texts is None:
            return None, epochs, trial - 1
        score, more = cache.score(task, texts)
        epochs += more.get("epochs", 0)
        if score is not None and score >= target:
            return trial, epochs, trial
        search.tell(score)
    return None, epochs, MOST_TRIALS


def target_of(task, cache):
    """The target, given or by the rule, and for the rule the part of random draws that meets it."""
    if task.target is not None:
        return task.target, None
    rng = np.random.default_rng(0)
    drawn = [cache.score(task, task.draw(rng))[0] for _ in range(t.DRAWS)]
    drawn = np.array([-math.inf if score is None else score for score in drawn])
    target = float(np.quantile(drawn, t.QUANTILE, method="lower"))
    return target, round(float((drawn >= target).mean()), 3)


def median(trials):
    """Of numbers of trials; a search that did not get there took more than all."""
    return statistics.median([math.inf if n is None else n for n in trials])


def reach(args, part, all_tasks, names):
    cache = Cache(args.cache / "scores.sqlite")
    for task in all_tasks:
        if args.task and task.name not in args.task:
            continue
        target, share = target_of(task, cache)
        results = {}
        for seed in range(args.seeds):
            for name, search in searches(chosen(names, args), args, task, seed, target):
                run = cache.run(name, task, seed, target, lambda: to_target(search, task, cache, target))
                results.setdefault(name, []).append(run)
                search.close()
        floor = median([n for n, _, _ in results["optuna-tpe"]]) if "optuna-tpe" in results else None
        for name, runs in results.items():
            trials = median([n for n, _, _ in runs])
            line = dict(part=part, task=task.name, search=name, seeds=len(runs), target=round(target, 4),
                        random_share=share, trials_median=trials if math.isfinite(trials) else None,
                        reached=sum(n is not None for n, _, _ in runs))
            if part == "digits":
                line["epochs_median"] = statistics.median([epochs for _, epochs, _ in runs])
            if floor:
                line["ratio_to_optuna_tpe"] = round(trials / floor, 3) if math.isfinite(trials) else None
            say(**line)


def speed(args):
    """Time to ask after many trials of Hartmann's function in six dimensions."""
    task = t.functions(0)[1]
    rng = np.random.default_rng(1)
    for past in (50, 500, 1000):
        points = [task.draw(rng) for _ in range(past)]
        for name in chosen(["anneal", "optuna-gp", "optuna-tpe"], args):
            if name == "optuna-gp" and past > 500:
                continue
            search = Anneal(args.ask, task, 0, -1e9) if name == "anneal" else Optuna(name, task, 0)
            fill(search, task, points)
            search.times.clear()
            for _ in range(5):
                search.tell(task.score(search.ask()))
            search.close()
            say(part="speed", search=name, past=past, ask_ms=round(1e3 * statistics.median(search.times), 2))


def fill(search, task, points):
    if isinstance(search, Anneal):
        for texts in points:
            search.last = texts
            search.tell(task.score(texts))
        return
    distributions = {k["id"]: optuna.distributions.FloatDistribution(k["low"], k["high"]) for k in task.knobs}
    search.study = optuna.create_study(sampler=search.study.sampler)
    for texts in points:
        parameters = {id: float(text) for id, text in texts.items()}
        search.study.add_trial(optuna.trial.create_trial(
            params=parameters, distributions=distributions, value=task.score(texts)))


def chosen(names, args):
    return [name for name in names if not args.search or name in args.search]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--ask", required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--search", action="append", help="only this one: anneal, " + ", ".join(SAMPLERS))
    parser.add_argument("--task", action="append", help="only this script")
    args = parser.parse_args()
    say(part="versions", optuna=optuna.__version__, seeds=args.seeds)
    if "functions" in args.parts:
        functions(args)
    if "digits" in args.parts:
        reach(args, "digits", [t.digits_task()],
              ["anneal", "optuna-tpe", "optuna-tpe+experts", "optuna-tpe-univariate", "optuna-random", "optuna-gp"])
    if "scripts" in args.parts:
        reach(args, "scripts", t.scripts(), ["anneal", "optuna-tpe", "optuna-tpe+experts", "optuna-random"])
    if "speed" in args.parts:
        speed(args)


if __name__ == "__main__":
    main()
