"""scikit-learn: steps, honest splits, models."""

import os

from .support import SAMPLES, RuntimeTest, needs

HEAD = """
    import numpy as np
    from sklearn.datasets import load_digits, load_diabetes
    from sklearn.model_selection import train_test_split, GridSearchCV, cross_val_score, cross_val_predict
    from sklearn.metrics import accuracy_score, r2_score, mean_squared_error
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.ensemble import RandomForestClassifier, VotingClassifier
    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""


@needs("sklearn", always_in_ci=True)
class Sklearn(RuntimeTest):
    def go(self, body, **settings):
        self.write("train.py", HEAD + body)
        run = self.run_script("train.py", **settings)
        self.assertEqual(run.code, 0, run.output)
        self.assertEqual(run.of("problem"), [])
        return run

    def metrics(self, run):
        return [(m["name"], m["split"]) for m in run.of("metric")]

    def test_score_and_accuracy_on_both_splits(self):
        run = self.go("""
    clf = KNeighborsClassifier().fit(X_train, y_train)
    print(clf.score(X_train, y_train), clf.score(X_test, y_test))
    print(accuracy_score(y_test, clf.predict(X_test)), accuracy_score(y_train, clf.predict(X_train)))
    print(clf.score(X_train[:100], y_train[:100]))
""")
        self.assertEqual(self.metrics(run), [("accuracy", s) for s in ("train", "test", "test", "train", "train")])
        self.assertEqual(len(run.of("step")), 1)
        self.assertEqual(run.one("framework")["name"], "sklearn")
        self.assertEqual(run.of("metric")[0]["where"], "train.py:15")

    def test_validation_by_the_name_of_the_data(self):
        run = self.go("""
    def evaluate(model, a, b):
        return model.score(a, b)
    X_val, y_val = X_test[:100], y_test[:100]
    clf = KNeighborsClassifier().fit(X_train, y_train)
    evaluate(clf, X_val, y_val)
    accuracy_score(y_val, clf.predict(X_val))
""")
        self.assertEqual(self.metrics(run), [("accuracy", "validation")] * 2)

    def test_nested_fits_and_scores_count_once(self):
        run = self.go("""
    make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)).fit(X_train, y_train)
    RandomForestClassifier(n_estimators=5, n_jobs=2).fit(X_train, y_train)
    VotingClassifier([('a', KNeighborsClassifier()), ('b', KNeighborsClassifier(3))]).fit(X_train, y_train)
    g = GridSearchCV(KNeighborsClassifier(), {'n_neighbors': [1, 3]}, cv=3).fit(X_train, y_train)
    g.score(X_test, y_test)
    cross_val_score(KNeighborsClassifier(), X, y, cv=3)
""")
        steps = run.of("step")
        self.assertEqual(steps[-1]["step"], 12)  # three fits, 2 x 3 and 3 folds
        self.assertEqual([(m["name"], m["split"]) for m in steps[3]["metrics"]], [("accuracy", "validation")])
        self.assertEqual(self.metrics(run), [("accuracy", s) for s in ("validation", "test", "validation")])

    def test_predictions_of_cross_validation_are_validation(self):
        run = self.go("""
    clf = KNeighborsClassifier().fit(X, y)
    accuracy_score(y, cross_val_predict(clf, X, y, cv=3))
    accuracy_score(y, clf.predict(X))
""")
        self.assertEqual(self.metrics(run), [("accuracy", "validation"), ("accuracy", "train")])

    def test_regression(self):
        run = self.go("""
    X, y = load_diabetes(return_X_y=True)
    a, b, c, d = train_test_split(X, y, random_state=0)
    m = Ridge().fit(a, c)
    m.score(b, d); r2_score(d, m.predict(b)); mean_squared_error(d, m.predict(b))
""")
        self.assertEqual(self.metrics(run), [("r2", "test"), ("r2", "test"), ("mse", "test")])

    def test_metrics_without_a_fit_and_not_finite(self):
        run = self.go("""
    accuracy_score([1, 2], [1, 3])
    r2_score([1.0], [1.0])
""")
        self.assertEqual(run.of("metric")[0]["split"], "unknown")
        self.assertEqual((run.of("metric")[1]["value"], run.of("metric")[1]["finite"]), (None, False))

    def test_models_pickle_and_work_in_other_processes(self):
        run = self.go("""
    import pickle, joblib
    from sklearn.metrics import make_scorer
    clf = pickle.loads(pickle.dumps(KNeighborsClassifier().fit(X_train, y_train)))
    pickle.loads(pickle.dumps(accuracy_score))
    print(cross_val_score(clf, X, y, cv=2, n_jobs=2, scoring=make_scorer(accuracy_score)).shape)
    joblib.dump(clf, 'out.joblib')
""")
        self.assertEqual((run.one("model")["path"], run.one("model")["format"]), ("out.joblib", "joblib"))

    def test_the_last_model_is_saved_for_scripts_that_save_none(self):
        artifacts = os.path.join(self.directory, "artifacts")
        run = self.go("\n    KNeighborsClassifier().fit(X_train, y_train)\n", ANNEAL_ARTIFACTS=artifacts)
        self.assertEqual(run.one("model")["path"], os.path.join(artifacts, "model.joblib"))
        self.assertTrue(os.path.exists(os.path.join(artifacts, "model.joblib")))

    def test_samples(self):
        for sample, low, high in (("digits-knn", 0.97, 1.0), ("digits-mlp", 0.2, 0.7)):
            self.tree = os.path.join(SAMPLES, sample)
            run = self.run_script("train.py")
            held_out = [m["value"] for m in run.of("metric") if m["split"] == "test"]
            self.assertEqual((run.code, run.of("problem")), (0, []))
            self.assertTrue(low < held_out[-1] < high, held_out)

    def test_a_sample_that_always_fails_does_so_alike(self):
        self.tree = os.path.join(SAMPLES, "always-fails")
        first = self.run_script("train.py")
        second = self.run_script("train.py", resume=first.latest_checkpoint())
        self.assertEqual(second.one("resumed")["step"], 1)
        self.assertEqual((first.code, second.code), (1, 1))
        self.assertEqual(first.one("exception")["fingerprint"], second.one("exception")["fingerprint"])
