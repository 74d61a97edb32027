import numpy as np
import pandas as pd


def tables(folder="data"):
    weather = pd.read_csv(f"{folder}/weather.csv", index_col="time", parse_dates=True)
    power = pd.read_csv(f"{folder}/power.csv", index_col="time", parse_dates=True)
    angle = np.deg2rad(weather.pop("direction"))
    weather["u"], weather["v"] = weather["speed"] * np.sin(angle), weather["speed"] * np.cos(angle)
    weather["cube"] = weather["speed"] ** 3
    both = weather.join(power, how="inner")
    return both[weather.columns], both[power.columns]
