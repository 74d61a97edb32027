"""The model as one object: preparation, regression, points."""
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder


class Scorecard(BaseEstimator, ClassifierMixin):
    def __init__(self, numeric, categorical, C=1.0, class_weight=None, base=600, pdo=20):
        self.numeric, self.categorical = numeric, categorical
        self.C, self.class_weight = C, class_weight
        self.base, self.pdo = base, pdo

    def fit(self, X, y):
        prepare = make_column_transformer(
            (make_pipeline(SimpleImputer(), KBinsDiscretizer(5)), self.numeric),
            (OneHotEncoder(handle_unknown="ignore"), self.categorical))
        self.pipeline_ = make_pipeline(
            prepare, LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=1000))
        self.pipeline_.fit(X, y)
        self.classes_ = self.pipeline_.classes_
        return self

    def predict_proba(self, X):
        return self.pipeline_.predict_proba(X)

    def predict(self, X):
        return self.pipeline_.predict(X)

    def points(self, X):
        odds = np.log(self.predict_proba(X)[:, 0] / self.predict_proba(X)[:, 1])
        return self.base + self.pdo / np.log(2) * odds
