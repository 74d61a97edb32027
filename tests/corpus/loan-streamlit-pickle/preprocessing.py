from sklearn.preprocessing import OrdinalEncoder

_history = OrdinalEncoder(categories=[["none", "bad", "good"]])
_history.fit([["none"], ["bad"], ["good"]])


def encode(df):
    df = df.copy()
    df["history"] = _history.transform(df[["history"]])
    df["married"] = df["married"].astype(int)
    return df[["income", "amount", "history", "married"]]
