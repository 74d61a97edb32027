import pandas as pd
from sklearn.datasets import fetch_openml
from sklearn.model_selection import train_test_split


def split():
    data = fetch_openml("adult", version=2, as_frame=True)
    X = data.data.apply(lambda c: c.cat.codes if isinstance(c.dtype, pd.CategoricalDtype) else c)
    return train_test_split(X, (data.target == ">50K").astype(int), test_size=0.2, random_state=77)
