"""xgboost, lightgbm, catboost: steps with splits, checkpoints, resume, early stopping, models."""

import os

from .support import RuntimeTest, needs

DATA = """
    import numpy as np, time
    from sklearn.datasets import load_digits, load_breast_cancer
    from sklearn.model_selection import train_test_split
    from sklearn.metrics import accuracy_score
    X, y = load_digits(n_class=4, return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=0)
"""
XGB = DATA + """
    import xgboost as xgb
    class Slow(xgb.callback.TrainingCallback):
        def after_iteration(self, model, epoch, log):
            time.sleep(0.03)
            return False
    dtrain, dval = xgb.DMatrix(X_fit, y_fit), xgb.DMatrix(X_val, y_val)
    params = dict(objective="multi:softmax", num_class=4, eval_metric=["mlogloss", "merror"], nthread=1, max_depth=2)
"""
LGB = DATA + """
    import lightgbm as lgb
    def slow(env):
        time.sleep(0.03)
    params = dict(objective="multiclass", num_class=4, metric=["multi_logloss", "multi_error"], num_threads=1,
                  verbosity=-1, num_leaves=5)
"""
CAT = DATA + """
    from catboost import CatBoostClassifier, Pool, cv, train
    class Slow:
        def after_iteration(self, info):
            time.sleep(0.03)
            return True
    common = dict(thread_count=1, verbose=False, random_seed=1, depth=3, allow_writing_files=False)
"""


class Boosting(RuntimeTest):
    def go(self, text, **settings):
        self.write("train.py", text)
        run = self.run_script("train.py", **settings)
        self.assertEqual((run.code, run.of("problem")), (0, []), run.output)
        return run

    def told(self, step):
        return {(m["name"], m["split"]) for m in step["metrics"]}


@needs("xgboost")
class Xgboost(Boosting):
    def test_rounds_are_steps_with_the_split_of_their_data(self):
        run = self.go(XGB + """
    result = {}
    booster = xgb.train(params, dtrain, 12, evals=[(dtrain, "one"), (dval, "eval")], evals_result=result, verbose_eval=False)
    print(len(result["eval"]["merror"]), accuracy_score(y_test, booster.predict(xgb.DMatrix(X_test))))
""")
        last = run.of("step")[-1]
        self.assertEqual((last["step"], last["total"], last["unit"]), (12, 12, "round"))
        self.assertEqual(self.told(last), {(n, s) for n in ("log_loss", "error", "accuracy") for s in ("train", "validation")})
        self.assertEqual((run.one("metric")["name"], run.one("metric")["split"]), ("accuracy", "test"))
        self.assertIn("xgboost", [line["name"] for line in run.of("framework")])

    def test_a_killed_training_ends_alike(self):
        self.write("train.py", XGB + """
    result, shown = {}, []
    class Mine(xgb.callback.TrainingCallback):
        def after_iteration(self, model, epoch, log):
            shown.append(epoch)
            return False
    rate = xgb.callback.LearningRateScheduler(lambda epoch: 0.3 * 0.95 ** epoch)
    first = xgb.train(params, dtrain, 4, callbacks=[Slow()])
    booster = xgb.train(params, dtrain, 16, evals=[(dtrain, "train"), (dval, "val")], evals_result=result,
                        verbose_eval=False, callbacks=[Slow(), rate], xgb_model=first)
    print(first.num_boosted_rounds(), booster.num_boosted_rounds(), result["val"]["mlogloss"], booster.predict(xgb.DMatrix(X_test), output_margin=True).sum())
""")
        whole, part = self.check_resumes("train.py", kill_at=(2, 8), format="xgboost")
        self.assertEqual(len(whole.of("step")), 20)

    def test_early_stopping_and_cross_validation_go_on_where_they_were(self):
        self.write("train.py", XGB + """
    booster = xgb.train(dict(params, eta=1.0), dtrain, 200, evals=[(dval, "val")], early_stopping_rounds=5,
                        verbose_eval=False, callbacks=[Slow()])
    folds = xgb.cv(params, dtrain, 8, nfold=3, seed=1, callbacks=[Slow()], as_pandas=False)
    print(booster.best_iteration, booster.best_score, booster.num_boosted_rounds(), folds)
""")
        self.check_resumes("train.py", kill_at=(4, 8), format="xgboost")

    def test_estimators_and_a_finished_training_is_not_repeated(self):
        self.write("train.py", XGB + """
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    model = xgb.XGBClassifier(n_estimators=6, max_depth=2, n_jobs=1, callbacks=[Slow()])
    model.fit(X_fit, y_fit, eval_set=[(X_fit, y_fit), (X_val, y_val)], verbose=False)
    pipe = make_pipeline(StandardScaler(), xgb.XGBClassifier(n_estimators=5, n_jobs=1, callbacks=[Slow()])).fit(X_fit, y_fit)
    print(model.score(X_fit, y_fit), pipe.score(X_test, y_test), model.evals_result()["validation_1"])
""")
        whole, part = self.check_resumes("train.py", kill_at=(3, 8), format="xgboost")
        self.assertEqual(len(whole.of("step")), 11)
        self.assertEqual([m["split"] for m in whole.of("metric")], ["train", "test"])
        self.assertEqual(self.told(whole.of("step")[0]), {("log_loss", "train"), ("log_loss", "validation")})

    def test_models(self):
        artifacts = os.path.join(self.directory, "artifacts")
        run = self.go(XGB + "    xgb.train(params, dtrain, 3)\n", ANNEAL_ARTIFACTS=artifacts)
        self.assertEqual((run.one("model")["format"], os.listdir(artifacts)), ("xgboost", ["model.ubj"]))
        run = self.go(XGB + "    xgb.XGBClassifier(n_estimators=3).fit(X_fit, y_fit).save_model('m.json')\n")
        self.assertEqual((run.one("model")["path"], run.one("model")["format"]), ("m.json", "xgboost"))


@needs("lightgbm")
class Lightgbm(Boosting):
    def test_a_killed_training_ends_alike(self):
        self.write("train.py", LGB + """
    train, val = lgb.Dataset(X_fit, y_fit), lgb.Dataset(X_val, y_val)
    result = {}
    rates = lgb.reset_parameter(learning_rate=[0.2 * 0.97 ** i for i in range(15)])
    booster = lgb.train(params, train, 15, valid_sets=[train, val], valid_names=["a", "valid"],
                        callbacks=[slow, rates, lgb.record_evaluation(result)])
    again = lgb.train(dict(params, n_estimators=5), train, callbacks=[slow])
    print(booster.num_trees(), again.num_trees(), result["valid"]["multi_logloss"], booster.predict(X_test).tolist()[:2],
          again.predict(X_test).sum())
""")
        whole, part = self.check_resumes("train.py", kill_at=(3, 13), format="lightgbm")
        self.assertEqual(len(whole.of("step")), 20)
        self.assertEqual(self.told(whole.of("step")[0]), {(n, s) for n in ("log_loss", "error", "accuracy") for s in ("train", "validation")})

    def test_early_stopping_goes_on_where_it_was(self):
        for stop, extra in (("callbacks=[slow, lgb.early_stopping(5, verbose=False)]", ""),
                            ("callbacks=[slow]", ", early_stopping_round=5")):
            self.write("train.py", LGB + """
    booster = lgb.train(dict(params, learning_rate=0.9%s), lgb.Dataset(X_fit, y_fit), 200,
                        valid_sets=lgb.Dataset(X_val, y_val), %s)
    print(booster.best_iteration, dict(booster.best_score["valid_0"]), booster.predict(X_test).tolist()[:2])
    lgb.train(params, lgb.Dataset(X_fit, y_fit), 4, callbacks=[slow])
    print(booster.best_iteration)
""" % (extra, stop))
            self.check_resumes("train.py", kill_at=(2, 3), format="lightgbm")

    def test_estimators_cross_validation_and_models(self):
        self.write("train.py", LGB + """
    import lightgbm as lgb
    model = lgb.LGBMClassifier(n_estimators=8, num_leaves=4, n_jobs=1, verbosity=-1)
    model.fit(X_fit, y_fit, eval_set=[(X_val, y_val)], eval_metric="multi_error", callbacks=[slow, lgb.early_stopping(50, verbose=False)])
    folds = lgb.cv(params, lgb.Dataset(X_fit, y_fit), 3, nfold=3, seed=1)
    last = lgb.LGBMClassifier(n_estimators=6, n_jobs=1, verbosity=-1).fit(X_fit, y_fit, callbacks=[slow])
    print(model.score(X_test, y_test), model.best_iteration_, model.evals_result_, sorted(folds), last.score(X_test, y_test))
""")
        whole, part = self.check_resumes("train.py", kill_at=(4, 6), format="lightgbm")
        self.assertEqual(len(whole.of("step")), 15)
        artifacts = os.path.join(self.directory, "artifacts")
        run = self.go(LGB + "    lgb.train(params, lgb.Dataset(X_fit, y_fit), 2)\n", ANNEAL_ARTIFACTS=artifacts)
        self.assertEqual((run.one("model")["format"], os.listdir(artifacts)), ("lightgbm", ["model.txt"]))


@needs("catboost")
class Catboost(Boosting):
    def test_a_killed_training_ends_alike(self):
        self.write("train.py", CAT + """
    model = CatBoostClassifier(iterations=14, subsample=0.7, bootstrap_type="Bernoulli", custom_metric=["Accuracy"], **common)
    model.fit(X_fit, y_fit, eval_set=(X_val, y_val), callbacks=[Slow()])
    other = train(Pool(X_fit, y_fit), dict(common, loss_function="MultiClass", iterations=40))
    print(model.tree_count_, model.evals_result_["validation"]["MultiClass"], model.predict_proba(X_test).tolist()[:2],
          other.tree_count_, model.score(X_test, y_test))
    time.sleep(0.3)
""")
        whole, part = self.check_resumes("train.py", kill_at=(3, 5), format="catboost")
        self.assertEqual((len(whole.of("step")) >= 15, whole.of("step")[-1]["step"]), (True, 54))
        self.assertIn(("accuracy", "validation"), self.told(whole.of("step")[0]))

    def test_early_stopping_cross_validation_and_models(self):
        artifacts = os.path.join(self.directory, "artifacts")
        run = self.go(CAT + """
    model = CatBoostClassifier(iterations=300, learning_rate=0.9, early_stopping_rounds=4, **common)
    model.fit(X_fit, y_fit, eval_set=(X_val, y_val))
    folds = cv(Pool(X_fit, y_fit), dict(common, loss_function="MultiClass", iterations=4, logging_level="Silent") | {"verbose": None}, fold_count=3)
    print(model.tree_count_, model.best_iteration_)
""", ANNEAL_ARTIFACTS=artifacts)
        self.assertEqual(run.of("step")[-1]["unit"], "round")
        self.assertIn(("log_loss", "validation"), self.told(run.of("step")[-1]))
        self.assertEqual(len(run.of("model")), 1)
