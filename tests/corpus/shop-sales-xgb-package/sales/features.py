import pandas as pd

LAGS = (28, 35, 42, 56)


def make(df: pd.DataFrame) -> pd.DataFrame:
    df = df.sort_values(["shop", "item", "date"]).copy()
    group = df.groupby(["shop", "item"])["units"]
    for lag in LAGS:
        df[f"lag_{lag}"] = group.shift(lag)
    df["mean_28"] = group.transform(lambda s: s.shift(28).rolling(28).mean())
    df["weekday"] = df["date"].dt.weekday
    df["week"] = df["date"].dt.isocalendar().week.astype(int)
    df["month"] = df["date"].dt.month
    return df


def columns():
    return [f"lag_{lag}" for lag in LAGS] + ["mean_28", "weekday", "week", "month", "price", "promo"]
