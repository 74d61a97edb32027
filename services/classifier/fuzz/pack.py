"""Writes each tree of a corpus as one text, and each of its notebooks, for the fuzzer to begin with."""

import pathlib
import sys

# Longer ones are cut by the fuzzer anyway.
LONGEST = 8192


def packed(tree):
    parts = []
    for path in sorted(tree.rglob("*")):
        if path.is_file() and path.name != "expected.json" and path.suffix in {".py", ".ipynb", ".toml", ".txt", ".md"}:
            parts.append(b"\n#=== " + path.relative_to(tree).as_posix().encode() + b"\n" + path.read_bytes())
    return b"".join(parts)


def main():
    source, target = (pathlib.Path(arg) for arg in sys.argv[1:])
    for kind in ("tree", "notebook"):
        (target / kind).mkdir(parents=True, exist_ok=True)
    for tree in sorted(path for path in source.iterdir() if path.is_dir()):
        whole = packed(tree)
        if whole and len(whole) <= LONGEST:
            (target / "tree" / tree.name).write_bytes(whole)
        for at, notebook in enumerate(sorted(tree.rglob("*.ipynb"))):
            text = notebook.read_bytes()
            if len(text) <= LONGEST:
                (target / "notebook" / f"{tree.name}-{at}").write_bytes(text)


main()
