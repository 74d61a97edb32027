import pandas as pd

SHELL = ["sex", "length", "diameter", "height", "whole", "meat", "gut", "shell"]


def load(path="abalone.data", seed=50):
    table = pd.read_csv(path, names=SHELL + ["rings"]).sample(frac=1, random_state=seed)
    for sex in "MFI":
        table["is_" + sex] = (table["sex"] == sex).astype("float32")
    table = table.drop(columns="sex")
    rings = table.pop("rings").to_numpy("float32")
    numbers = table.to_numpy("float32")
    edge = len(numbers) * 4 // 5
    return (numbers[:edge], rings[:edge]), (numbers[edge:], rings[edge:])
