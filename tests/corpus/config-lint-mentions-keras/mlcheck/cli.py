import argparse
import ast
import pathlib
import sys

from .rules import RULES


def check(path):
    tree = ast.parse(path.read_text())
    for rule in RULES:
        visitor = rule()
        visitor.visit(tree)
        for line, what in visitor.found:
            yield f"{path}:{line}: {what}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    problems = [p for path in parser.parse_args().paths for p in check(path)]
    print("\n".join(problems))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
