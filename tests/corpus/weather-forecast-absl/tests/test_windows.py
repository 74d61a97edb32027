import numpy as np
import pandas as pd

from forecast import model, windows


def test_shapes():
    df = pd.DataFrame({windows.TARGET: np.arange(500.0), "p": np.ones(500)})
    x, y = next(iter(windows.make_dataset(df, 24, 6, 8, False)))
    assert x.shape == (8, 24, 2)
    assert float(y[0]) == 29.0


def test_model_learns_something():
    m = model.build(4, 0.0)
    m.compile("adam", "mse")
    x = np.random.rand(16, 5, 2)
    m.fit(x, x[:, -1, 0], epochs=1, verbose=0)
    assert m.predict(x, verbose=0).shape == (16, 1)
