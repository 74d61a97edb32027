import pandas as pd


def load(path):
    df = pd.read_csv(path)
    df["hour"] = df["CRSDepTime"] // 100
    df["route"] = (df["Origin"] + df["Dest"]).astype("category").cat.codes
    df["carrier"] = df["UniqueCarrier"].astype("category").cat.codes
    y = (df["ArrDelay"] > 15).astype(int)
    return df[["Month", "DayOfWeek", "hour", "route", "carrier", "Distance"]], y
