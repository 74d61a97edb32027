from sklearn.utils import check_X_y

from ._base import StepwiseBase


class BackwardSelector(StepwiseBase):
    """Removes the feature that helps least until k are left."""

    def fit(self, X, y):
        X, y = check_X_y(X, y)
        kept = list(range(X.shape[1]))
        while len(kept) > self.k:
            kept.remove(max(kept, key=lambda c: self._score(X, y, [d for d in kept if d != c])))
        return self._finish(kept, X.shape[1])
