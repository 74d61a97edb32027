import pandas as pd


def load():
    df = pd.read_csv("train.csv")
    return df.drop("y", axis=1), df["y"]
