import pandas as pd

COLUMNS = ["mpg", "cylinders", "displacement", "horsepower", "weight", "acceleration", "year", "origin"]


def load(path="auto-mpg.data"):
    df = pd.read_csv(path, names=COLUMNS, na_values="?", comment="\t", sep=" ", skipinitialspace=True)
    df = df.dropna()
    df["origin"] = df["origin"].map({1: "USA", 2: "Europe", 3: "Japan"})
    df = pd.get_dummies(df, columns=["origin"], prefix="", prefix_sep="")
    train = df.sample(frac=0.8, random_state=0)
    test = df.drop(train.index)
    return (train, train.pop("mpg")), (test, test.pop("mpg"))
