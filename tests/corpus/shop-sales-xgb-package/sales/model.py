"""A thin layer over xgboost, so that another library could be used."""
import xgboost as xgb

DEFAULTS = {"objective": "count:poisson", "eta": 0.05, "max_depth": 8, "subsample": 0.8, "colsample_bytree": 0.8,
            "tree_method": "hist", "eval_metric": "rmse"}


class SalesModel:
    def __init__(self, rounds=800, **params):
        self.rounds = rounds
        self.params = {**DEFAULTS, **params}
        self.booster = None

    def fit(self, X, y, X_valid, y_valid):
        self.booster = xgb.train(
            self.params, xgb.DMatrix(X, y), num_boost_round=self.rounds,
            evals=[(xgb.DMatrix(X_valid, y_valid), "valid")], early_stopping_rounds=30, verbose_eval=50)
        return self

    def predict(self, X):
        return self.booster.predict(xgb.DMatrix(X), iteration_range=(0, self.booster.best_iteration + 1))

    def save(self, path):
        self.booster.save_model(path)

    @classmethod
    def load(cls, path):
        model = cls()
        model.booster = xgb.Booster(model_file=path)
        return model
