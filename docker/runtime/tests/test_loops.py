"""Loops of partial_fit: counted, checkpointed, resumed with equal results, in many forms."""

import os

from .support import SAMPLES, RuntimeTest, needs

HEAD = """
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score
np.random.seed(3)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, random_state=0)
"""

FORMS = {
    "at module level, with the global random state and in-place shuffling": """
model = MLPClassifier(hidden_layer_sizes=(16,))
best, best_weights, history = 0, None, {'acc': []}
index = np.arange(len(X_train))
for epoch in range(9):
    np.random.shuffle(index)
    for i in range(0, len(index), 300):
        model.partial_fit(X_train[index[i:i+300]], y_train[index[i:i+300]], classes=range(10))
    acc = model.score(X_test, y_test)
    history['acc'].append(acc)
    if acc > best:
        best, best_weights = acc, [w.copy() for w in model.coefs_]
print(best, history, float(sum(w.sum() for w in best_weights)), float(model.coefs_[0].sum()))
""",
    "functions, a class that trains, state in objects and module variables": """
best = 0.0
class Trainer:
    def __init__(self, model, seed):
        self.model, self.rng, self.log = model, np.random.default_rng(seed), []
        self.X = X_train
    def train_epoch(self):
        order = self.rng.permutation(len(self.X))
        for part in np.array_split(order, 5):
            self.model.partial_fit(self.X[part], y_train[part], classes=np.arange(10))
    def test(self):
        global best
        acc = accuracy_score(y_test, self.model.predict(X_test))
        self.log.append(acc)
        best = max(best, acc)
def run(trainer, epochs):
    patience = 0
    for epoch in range(epochs):
        trainer.train_epoch()
        trainer.test()
        patience += trainer.log[-1] < best
    return patience
trainer = Trainer(SGDClassifier(random_state=1), 5)
patience = run(trainer, 9)
print(patience, best, trainer.log, float(trainer.model.coef_.sum()))
""",
    "a while loop that breaks": """
model = SGDClassifier(random_state=0)
epoch, scores = 0, []
while True:
    order = np.random.permutation(len(X_train))
    for part in np.array_split(order, 6):
        model.partial_fit(X_train[part], y_train[part], classes=range(10))
    scores.append(model.score(X_test, y_test))
    epoch += 1
    if epoch >= 9:
        break
print(epoch, scores)
""",
    "folds with epochs inside": """
from sklearn.model_selection import KFold
results = []
for fold, (a, b) in enumerate(KFold(3, shuffle=True).split(X)):
    model = SGDClassifier()
    for epoch in range(4):
        order = np.random.permutation(a)
        model.partial_fit(X[order], y[order], classes=range(10))
    results.append(model.score(X[b], y[b]))
print(results, np.random.rand())
""",
    "two loops, one after the other": """
first, second = SGDClassifier(), SGDClassifier()
for epoch in range(4):
    order = np.random.permutation(len(X_train))
    first.partial_fit(X_train[order], y_train[order], classes=range(10))
a = first.score(X_test, y_test)
for epoch in range(5):
    order = np.random.permutation(len(X_train))
    second.partial_fit(X_train[order], first.predict(X_train[order]), classes=range(10))
print(a, second.score(X_test, y_test), np.random.rand())
""",
    "a forest that grows by warm start": """
from sklearn.ensemble import RandomForestClassifier
forest = RandomForestClassifier(n_estimators=1, warm_start=True)
for n in range(1, 10):
    forest.set_params(n_estimators=3 * n)
    forest.fit(X_train, y_train)
    accuracy = forest.score(X_test, y_test)
print(accuracy, len(forest.estimators_), np.random.rand())
""",
}


@needs("sklearn", always_in_ci=True)
class Loops(RuntimeTest):
    def form(self, name, **more):
        self.write("train.py", HEAD + FORMS[name])
        return self.check_resumes("train.py", **more)

    def test_module_level(self):
        whole, _ = self.form(list(FORMS)[0], format="loop-pickle")
        steps = whole.of("step")
        self.assertEqual([(s["step"], s["total"], s["unit"]) for s in steps], [(i, 9, "epoch") for i in range(1, 10)])
        self.assertEqual([(m["name"], m["split"]) for m in steps[0]["metrics"]], [("accuracy", "test")])

    def test_functions_and_objects(self):
        whole, _ = self.form(list(FORMS)[1])
        self.assertEqual(len(whole.of("step")), 9)

    def test_while(self):
        whole, _ = self.form(list(FORMS)[2])
        self.assertEqual(len(whole.of("step")), 9)

    def test_folds(self):
        whole, _ = self.form(list(FORMS)[3], kill_at=(3, 5))
        self.assertEqual(whole.of("step")[-1]["step"], 12)

    def test_two_loops(self):
        whole, _ = self.form(list(FORMS)[4], kill_at=(2, 4))
        self.assertEqual(whole.of("step")[-1]["fit"], 2)

    def test_warm_start(self):
        self.form(list(FORMS)[5])

    def test_a_loop_in_a_local_module(self):
        self.write("lib/__init__.py", "")
        self.write("lib/engine.py", """
import numpy as np
rng = np.random.default_rng(1)

def fit(model, X, y, epochs):
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        model.partial_fit(X[order], y[order], classes=range(10))
        yield_ = model.score(X, y)
    return yield_
""")
        self.write("train.py", HEAD + """
from lib.engine import fit
model = SGDClassifier()
print(fit(model, X_train, y_train, 9), model.score(X_test, y_test))
""")
        self.check_resumes("train.py")

    def test_a_loop_that_returns(self):
        self.write("train.py", HEAD + """
def train(model):
    for epoch in range(50):
        order = np.random.permutation(len(X_train))
        model.partial_fit(X_train[order], y_train[order], classes=range(10))
        if epoch == 7:
            return model.score(X_test, y_test)
print(train(SGDClassifier()), np.random.rand())
""")
        whole, _ = self.check_resumes("train.py")
        self.assertEqual([s["step"] for s in whole.of("step")], list(range(1, 9)))

    def test_checkpoints_leave_the_data_out(self):
        self.write("train.py", HEAD + """
X_train = np.tile(X_train, (20, 1)); y_train = np.tile(y_train, 20)
model = SGDClassifier()
for epoch in range(3):
    order = np.random.permutation(len(X_train))
    Xs, ys = X_train[order], y_train[order]
    model.partial_fit(Xs, ys, classes=range(10))
print(model.score(X_test, y_test))
""")
        run = self.run_script("train.py")
        self.assertLess(max(c["bytes"] for c in run.of("checkpoint")), 100_000)
        kept = os.listdir(run.checkpoints)
        self.assertEqual(sorted(kept), ["step-00000002.ckpt", "step-00000003.ckpt"])

    def test_bad_checkpoints_start_over(self):
        self.write("train.py", HEAD + FORMS[list(FORMS)[0]])
        whole = self.run_script("train.py")
        path = whole.latest_checkpoint()[0]
        with open(path, "r+b") as out:
            out.seek(200)
            out.write(b"broken")
        for bad in (path, os.path.join(self.directory, "none")):
            again = self.run_script("train.py", resume=(bad, 9))
            self.assertEqual((again.code, again.output), (0, whole.output))
            self.assertEqual(again.values(), whole.values())
            self.assertEqual(len(again.of("not_resumed")), 1)

    def test_a_checkpoint_of_other_source_starts_over(self):
        self.write("train.py", HEAD + FORMS[list(FORMS)[0]])
        whole = self.run_script("train.py")
        self.write("train.py", HEAD + FORMS[list(FORMS)[2]])
        again = self.run_script("train.py", resume=whole.latest_checkpoint())
        self.assertEqual(again.code, 0, again.output)
        self.assertIn("no training loop", again.one("not_resumed")["reason"])
        self.assertEqual(len(again.of("step")), 9)

    def test_tracebacks_point_at_the_right_lines(self):
        self.write("train.py", HEAD + """
model = SGDClassifier()
def items():
    yield 1
    raise KeyError("gone")
for item in items():
    model.partial_fit(X_train, y_train, classes=range(10))
""")
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.output), self.plain("train.py"))

    def test_the_sample_resumes(self):
        self.tree = os.path.join(SAMPLES, "digits-epochs")
        self.check_resumes("train.py", "--epochs", "6", "--copies", "1", kill_at=(2, 3), format="loop-pickle")
