import numpy as np
from sklearn.base import BaseEstimator, MetaEstimatorMixin, clone
from sklearn.feature_selection import SelectorMixin
from sklearn.model_selection import cross_val_score
from sklearn.utils.validation import check_is_fitted


class StepwiseBase(SelectorMixin, MetaEstimatorMixin, BaseEstimator):
    def __init__(self, estimator, k=5, cv=5, scoring=None):
        self.estimator = estimator
        self.k = k
        self.cv = cv
        self.scoring = scoring

    def _score(self, X, y, columns):
        model = clone(self.estimator)
        return cross_val_score(model, X[:, columns], y, cv=self.cv, scoring=self.scoring).mean()

    def _get_support_mask(self):
        check_is_fitted(self, "support_")
        return self.support_

    def _finish(self, columns, n):
        self.support_ = np.zeros(n, bool)
        self.support_[list(columns)] = True
        return self
