import numpy as np
import pandas as pd

from sales import features
from sales.model import SalesModel


def test_fit_on_noise(tmp_path):
    rng = np.random.default_rng(0)
    X, y = pd.DataFrame(rng.normal(size=(200, 3)), columns=list("abc")), rng.poisson(3, 200)
    model = SalesModel(rounds=5).fit(X[:150], y[:150], X[150:], y[150:])
    model.save(str(tmp_path / "m.json"))
    assert np.allclose(SalesModel.load(str(tmp_path / "m.json")).booster.num_features(), 3)


def test_lags():
    days = pd.date_range("2023-01-01", periods=90)
    df = features.make(pd.DataFrame({"shop": 1, "item": 2, "date": days, "units": range(90), "price": 1, "promo": 0}))
    assert df.iloc[-1]["lag_28"] == 61
