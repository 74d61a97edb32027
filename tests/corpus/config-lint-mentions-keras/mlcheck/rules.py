import ast

FRAMEWORKS = {"keras", "tensorflow", "torch", "sklearn", "xgboost"}

EXAMPLE = '''
from keras.models import Sequential
model = Sequential()
model.fit(x_test, y_test, epochs=10)
'''


class FitOnTest(ast.NodeVisitor):
    """model.fit(x_test, ...) is nearly always a mistake."""

    def __init__(self):
        self.found = []

    def visit_Call(self, node):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("fit", "fit_generator", "train_on_batch"):
            for arg in node.args[:1]:
                if isinstance(arg, ast.Name) and "test" in arg.id:
                    self.found.append((node.lineno, "fit on test data"))
        self.generic_visit(node)


class NoSeed(ast.NodeVisitor):
    def __init__(self):
        self.seeded = False
        self.frameworks = set()

    def visit_Import(self, node):
        self.frameworks |= {a.name.split(".")[0] for a in node.names} & FRAMEWORKS

    def visit_Call(self, node):
        name = ast.unparse(node.func)
        if name.endswith(("manual_seed", "set_random_seed", "random.seed")):
            self.seeded = True
        self.generic_visit(node)

    @property
    def found(self):
        return [] if self.seeded or not self.frameworks else [(1, "no seed is set")]


RULES = [FitOnTest, NoSeed]
