"""The table of docs/frameworks.md: written by a run with ANNEAL_BLESS=1, and compared by every other."""

import os
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "frameworks.md"
HEAD = "| script | form | image | steps | objective | read from | killed |\n|---|---|---|---|---|---|---|\n"


def line(name, expected, row):
    value = row.get("value")
    objective = "%s %.4f" % (expected["metric"], value) if value is not None else "none from hooks"
    read = "`%s`" % row["read"] if row.get("read") else "–"
    cells = (name, expected["form"], expected["image"], str(row["steps"]), objective, read, row["after_kill"])
    return "| " + " | ".join(cells) + " |"


def _rows(text):
    body = text.partition(HEAD)[2].partition("\n\n")[0]
    return {row.split(" | ")[0].lstrip("| "): row for row in body.splitlines()}


def _shape(row):
    """A row without its numbers, which differ between versions of libraries."""
    cells = row.split(" | ")
    return [cells[i] for i in (0, 1, 2, 5, 6)] + [cells[4].split()[0]]


def update(told):
    """Put the rows of this run into the page, or say what in it is not so; `told` is name to line."""
    text = PAGE.read_text()
    known = _rows(text)
    if os.environ.get("ANNEAL_BLESS") == "1":
        before, _, rest = text.partition(HEAD)
        after = rest.partition("\n\n")[2]
        rows = "\n".join(row for _, row in sorted({**known, **told}.items()))
        PAGE.write_text(before + HEAD + rows + "\n\n" + after)
        return []
    return [
        "docs/frameworks.md says %s, this run says %s (ANNEAL_BLESS=1 writes it)" % (known.get(name), row)
        for name, row in told.items() if name not in known or _shape(known[name]) != _shape(row)
    ]
