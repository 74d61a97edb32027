"""Metrics from files that the script wrote: `results.json`, `/root/accuracy.txt`, a history as CSV.

They count least: after what hooks measured and what was printed. Read once, when the script has ended. Which files it
wrote is known from `open` itself, for files anywhere, and from their times in the working directory, for those of
child processes.
"""

import csv
import json
import math
import os
import re
import sys

from . import data, metrics

_NAMED = re.compile(
    r"(result|metric|accurac|\bacc\b|score|histor|report|eval|perform|summary|log|stats|loss|(^|_)(r2|f1|auc|rmse|mse|mae))",
    re.I)
_ENDINGS = (".json", ".jsonl", ".txt", ".csv", ".tsv", ".log", ".md")
_SKIPPED = {"node_modules", "venv", "env", "site-packages", "__pycache__", "catboost_info", "mlruns", "wandb"}
_LARGEST = 4 << 20  # bytes of a file that is read
_MOST_FILES, _MOST_SEEN, _MOST_METRICS = 50, 20000, 40
_KNOWN = {
    "accuracy", "balanced_accuracy", "r2", "f1", "auc", "mse", "mae", "rmse", "loss", "log_loss", "precision", "recall",
    "mape", "mcc", "kappa", "average_precision", "explained_variance", "error", "iou", "dice", "perplexity", "bleu",
}
_PARTS = re.compile(r"(^|_)(train|training|trn|val|valid|validation|dev|test|tst|holdout|eval)(_|$)")
_LINE = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z0-9_ \-^]{0,40}?)\s*(?:[:=]|\bis\b|\t)\s*(?P<value>[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*%?")


class Written:
    """Paths of promising names that this process has opened for writing."""

    def __init__(self):
        self.paths = {}

    def install(self):
        sys.addaudithook(self._opened)

    def _opened(self, event, arguments):
        if event != "open":
            return
        try:
            path, mode, flags = arguments
            writes = set(mode) & set("wax+") if mode else flags & (os.O_WRONLY | os.O_RDWR)
            if writes and isinstance(path, (str, os.PathLike)) and promising(os.fspath(path)):
                self.paths[os.path.abspath(path)] = True
        except Exception:  # an error here would keep the script from opening its file
            pass


def promising(path):
    name = os.path.basename(path)
    return name.endswith(_ENDINGS) and _NAMED.search(name) is not None


def report(session):
    """Send what the files hold."""
    sent = 0
    for path in _files(session)[:_MOST_FILES]:
        source = session.relative(path)
        for name, split, value, place in _read(path):
            found = metrics.entry(name, split, value, source)
            if found is not None and sent < _MOST_METRICS:
                sent += 1
                session.send("metric", where="%s:%s" % (source, place), **found)


def _files(session):
    """The oldest first: of equal metrics the last one counts."""
    found = {path for path in session.written.paths if os.path.isfile(path)}
    seen = 0
    for directory, below, names in os.walk(session.root):
        below[:] = [name for name in below if not name.startswith(".") and name not in _SKIPPED]
        seen += len(names)
        if seen > _MOST_SEEN:
            break
        for name in names:
            path = os.path.join(directory, name)
            if promising(path) and os.path.isfile(path) and os.stat(path).st_mtime >= session.began:
                found.add(path)
    return sorted(found, key=lambda path: (os.stat(path).st_mtime_ns, path))


def _read(path):
    """[(name, split, value, place)] of a file; nothing for one that is not what its name says."""
    try:
        if os.path.getsize(path) > _LARGEST:
            return []
        with open(path, encoding="utf-8", errors="replace") as source:
            text = source.read()
        readers = {".json": _json, ".jsonl": _json_lines, ".csv": _table, ".tsv": _table}
        found = readers.get(os.path.splitext(path)[1], _text)(text, path)
        return list({(name, split): (name, split, value, place) for name, split, value, place in found}.values())
    except (OSError, ValueError, csv.Error, RecursionError):
        return []


def named(name, path=""):
    """(metric, split) by what a value is called: `val_acc`, `Test accuracy`; None for what is no metric."""
    plain = re.sub(r"[^a-z0-9]+", "_", str(name).lower().replace("²", "2").replace("^2", "2")).strip("_")
    splits = [match.group(2) for match in _PARTS.finditer(plain)]
    bare = plain
    while _PARTS.search(bare):
        bare = _PARTS.sub("_", bare).strip("_")
    bare = re.sub(r"^(final|best|mean|avg|average|overall|model|the)_|_(set|score|mean|avg|on|for|data)$", "", bare)
    for candidate in (bare, bare + "_score", bare.replace("set_", "")):
        metric = metrics.normal_name(candidate)
        if metric in _KNOWN:
            words = splits or [match.group(2) for match in _PARTS.finditer(_stem(path))]
            return metric, _split(words[-1]) if words else "unknown"
    return None


def _stem(path):
    return re.sub(r"[^a-z0-9]+", "_", os.path.splitext(os.path.basename(path))[0].lower())


def _split(word):
    return "validation" if word == "eval" else data.split_of_name(word) or "unknown"


def _number(value):
    if isinstance(value, bool) or value is None:
        return None
    try:
        value = float(str(value).strip().rstrip("%"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _json(text, path):
    yield from _values(json.loads(text), [], path)


def _json_lines(text, path):
    for line in text.splitlines():
        if line.strip():
            yield from _values(json.loads(line), [], path)


def _values(content, above, path):
    """Numbers of nested objects; of a list, as histories are, the last."""
    if len(above) > 4:
        return
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _values(value, above + [str(key)], path)
        return
    if isinstance(content, list) and content:
        yield from _values(content[-1], above, path)
        return
    value = _number(content)
    known = named(above[-1], path) if above and value is not None else None
    if known is not None:
        metric, split = known
        if split == "unknown" and len(above) > 1:  # {"test": {"accuracy": 0.9}}
            split = data.split_of_name(above[-2].lower()) or split
        yield metric, split, value, ".".join(above)


def _table(text, path):
    """A header of metrics and, of the rows, the last; or rows of a name and a value."""
    sample = text[:4096]
    mark = "\t" if sample.count("\t") > sample.count(",") else ";" if sample.count(";") > sample.count(",") else ","
    rows = [row for row in csv.reader(text.splitlines(), delimiter=mark) if row]
    if not rows:
        return
    for index, name in enumerate(rows[0]):
        known = named(name, path)
        values = [_number(row[index]) for row in rows[1:] if len(row) > index]
        values = [value for value in values if value is not None]
        if known is not None and values:
            yield known + (values[-1], name.strip())
    for row in rows:
        known = named(row[0], path) if len(row) == 2 else None
        value = _number(row[1]) if known is not None else None
        if value is not None:
            yield known + (value, row[0].strip())


def _text(text, path):
    """`Accuracy: 98.00%` line by line; a file of a single number is what its name says."""
    only = _number(text)
    if only is not None:
        known = named(_stem(path))
        if known is not None:
            yield known + (only, "1")
        return
    for number, line in enumerate(text.splitlines(), 1):
        for match in _LINE.finditer(line):
            known = named(match.group("name").strip(), path)
            if known is not None:
                yield known + (float(match.group("value")), str(number))
