"""scikit-learn: searches, cross-validation and perceptrons by steps, killed and resumed."""

from .support import RuntimeTest, needs

HEAD = """
    import time, warnings
    import numpy as np
    warnings.simplefilter("ignore")
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.datasets import load_iris
    from sklearn.experimental import enable_halving_search_cv
    from sklearn.model_selection import *
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    X, y = load_iris(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

    class Slow(KNeighborsClassifier):
        def fit(self, X, y):
            time.sleep(0.04)
            self.noise_ = np.random.random()
            return super().fit(X, y)
        def score(self, X, y):
            return super().score(X, y) + self.noise_ / 1e6
"""


@needs("sklearn", always_in_ci=True)
class Resume(RuntimeTest):
    def test_a_search_does_not_compute_a_fold_twice(self):
        self.write("train.py", HEAD + """
    np.random.seed(1)
    grid = GridSearchCV(Slow(), {"n_neighbors": [1, 3, 5]}, cv=3).fit(X_train, y_train)
    some = RandomizedSearchCV(Slow(), {"n_neighbors": list(range(1, 20))}, n_iter=4, cv=2, random_state=0).fit(X_train, y_train)
    print(grid.best_params_, grid.best_score_, some.best_score_, some.cv_results_["mean_test_score"], np.random.random(),
          grid.score(X_test, y_test))
""")
        whole, part = self.check_resumes("train.py", kill_at=(3, 9), format="sklearn-search")
        self.assertEqual([s["total"] for s in whole.of("step")], [9] * 9 + [17] * 8)
        self.assertEqual({m["split"] for s in whole.of("step") for m in s["metrics"]}, {"validation"})
        self.assertEqual([m["source"] for m in whole.of("metric")], [
            "GridSearchCV.best_score_", "RandomizedSearchCV.best_score_", "estimator.score"])

    def test_cross_validation_and_halving(self):
        self.write("train.py", HEAD + """
    np.random.seed(1)
    scores = cross_val_score(Slow(), X, y, cv=5)
    folds = cross_validate(Slow(), X, y, cv=3, scoring=["accuracy", "f1_macro"])
    halving = HalvingGridSearchCV(Slow(), {"n_neighbors": [1, 2, 3, 5]}, cv=2, random_state=0).fit(X_train, y_train)
    print(scores, folds["test_f1_macro"], halving.best_score_, halving.n_candidates_)
""")
        whole, part = self.check_resumes("train.py", kill_at=(3, 8), format="sklearn-search")
        self.assertEqual([m["name"] for m in whole.of("step")[5]["metrics"]], ["accuracy", "f1"])

    def test_candidates_that_were_drawn_otherwise_are_not_mixed_up(self):
        self.write("train.py", HEAD + """
    import os
    seed = int(open("seed").read())
    search = RandomizedSearchCV(Slow(), {"n_neighbors": list(range(1, 40))}, n_iter=5, cv=2, random_state=seed)
    print(search.fit(X_train, y_train).cv_results_["param_n_neighbors"].tolist())
""")
        self.write("seed", "1")
        killed = self.run_script("train.py", kill_at=4)
        self.write("seed", "2")
        part = self.run_script("train.py", resume=killed.latest_checkpoint())
        self.assertEqual((part.code, len(part.of("step")), part.of("problem")), (0, 10, []))
        self.assertIn("other ones", part.one("not_resumed")["reason"])
        self.assertEqual(part.output, self.plain("train.py")[1])

    def test_folds_in_other_processes(self):
        self.write("train.py", HEAD.replace("time.sleep", "pass  #") + """
    grid = GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [1, 3]}, cv=3, n_jobs=2).fit(X_train, y_train)
    print(grid.best_score_, cross_val_score(KNeighborsClassifier(), X, y, cv=3, n_jobs=2))
""")
        run = self.run_script("train.py")
        self.assertEqual((run.code, run.of("problem"), run.of("step")[-1]["step"]), (0, [], 9), run.output)
        self.assertEqual(run.output, self.plain("train.py")[1])

    def test_a_perceptron_goes_on_with_its_next_epoch(self):
        self.write("train.py", HEAD + """
    shuffled = __import__("sklearn.neural_network._multilayer_perceptron", fromlist=["x"])
    real = shuffled.shuffle
    def slow(*args, **kwargs):
        time.sleep(0.03)
        return real(*args, **kwargs)
    shuffled.shuffle = slow
    first = make_pipeline(StandardScaler(), MLPClassifier(hidden_layer_sizes=(8,), max_iter=9, random_state=3)).fit(X_train, y_train)
    second = MLPRegressor(hidden_layer_sizes=(8,), max_iter=8, early_stopping=True, solver="sgd", random_state=4).fit(X_train, y_train)
    print(first.score(X_test, y_test), first[-1].loss_curve_, second.loss_, second.score(X_test, y_test), first[-1].n_iter_)
""")
        whole, part = self.check_resumes("train.py", kill_at=(4, 9), format="loop-pickle")
        steps = whole.of("step")
        self.assertEqual(len(steps), 17)
        self.assertEqual({(m["name"], m["split"]) for m in steps[-1]["metrics"]}, {("loss", "train"), ("r2", "validation")})

    def test_loops_of_warm_starts_and_partial_fits_stay_loops(self):
        self.write("train.py", HEAD + """
    model = MLPClassifier(hidden_layer_sizes=(5,), random_state=1)
    for epoch in range(6):
        time.sleep(0.03)
        model.partial_fit(X_train, y_train, classes=[0, 1, 2])
    warm = MLPClassifier(hidden_layer_sizes=(5,), random_state=1, warm_start=True, max_iter=2)
    for epoch in range(5):
        time.sleep(0.03)
        warm.fit(X_train, y_train)
    print(model.score(X_test, y_test), model.loss_curve_, warm.loss_curve_)
""")
        whole, part = self.check_resumes("train.py", kill_at=(3, 5), format="loop-pickle")
        self.assertEqual([s["unit"] for s in whole.of("step")], ["epoch"] * 11)
