from sklearn.utils import check_X_y

from ._base import StepwiseBase


class ForwardSelector(StepwiseBase):
    """Adds the feature that helps most, k times."""

    def fit(self, X, y):
        X, y = check_X_y(X, y)
        chosen = []
        while len(chosen) < min(self.k, X.shape[1]):
            rest = [c for c in range(X.shape[1]) if c not in chosen]
            chosen.append(max(rest, key=lambda c: self._score(X, y, chosen + [c])))
        return self._finish(chosen, X.shape[1])
