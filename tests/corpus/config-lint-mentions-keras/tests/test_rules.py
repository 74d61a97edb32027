import ast

from mlcheck.rules import EXAMPLE, FitOnTest, NoSeed


def run(rule, source):
    visitor = rule()
    visitor.visit(ast.parse(source))
    return visitor.found


def test_fit_on_test():
    assert run(FitOnTest, EXAMPLE) == [(4, "fit on test data")]


def test_seed():
    assert run(NoSeed, "import torch")
    assert not run(NoSeed, "import torch\ntorch.manual_seed(0)")
