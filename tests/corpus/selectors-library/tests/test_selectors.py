import numpy as np
import pytest
from sklearn.datasets import make_regression
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from stepwise import BackwardSelector, ForwardSelector


@pytest.mark.parametrize("Selector", [ForwardSelector, BackwardSelector])
def test_finds_informative(Selector):
    X, y, coef = make_regression(200, 8, n_informative=3, coef=True, random_state=0)
    s = Selector(LinearRegression(), k=3).fit(X, y)
    assert set(np.flatnonzero(coef)) == set(np.flatnonzero(s.get_support()))


def test_in_pipeline():
    X, y = make_regression(100, 5, random_state=1)
    model = make_pipeline(ForwardSelector(LinearRegression(), k=2), LinearRegression())
    model.fit(X, y)
    assert model.predict(X).shape == (100,)
