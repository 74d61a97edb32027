import pandas as pd


def read(rows):
    df = pd.DataFrame({"a": range(rows), "b": ["x"] * rows})
    return df, df["a"] % 2
