import pandas as pd


def load(path="winequality-white.csv", holdout=0.2):
    table = pd.read_csv(path, sep=";")
    test = table.sample(frac=holdout, random_state=99)
    train = table.drop(test.index)
    mean, std = train.mean(), train.std()
    scale = lambda t: ((t - mean) / std).drop(columns="quality").to_numpy("float32")
    return (scale(train), train["quality"].to_numpy("float32")), (scale(test), test["quality"].to_numpy("float32"))
