import glob

import numpy as np
import pandas as pd

df = pd.concat(pd.read_csv(f) for f in sorted(glob.glob("20*.csv.gz")))
df["ndvi"] = (df["b8"] - df["b4"]) / (df["b8"] + df["b4"])
df["ndwi"] = (df["b3"] - df["b8"]) / (df["b3"] + df["b8"])
df["rain_7"] = df.groupby("station")["rain"].transform(lambda s: s.rolling(7, min_periods=1).sum())
day = pd.to_datetime(df["date"]).dt.dayofyear
df["season_sin"], df["season_cos"] = np.sin(day * 2 * np.pi / 365), np.cos(day * 2 * np.pi / 365)
df.dropna().to_csv("features.csv", index=False)
