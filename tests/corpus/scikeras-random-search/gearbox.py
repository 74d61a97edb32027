import numpy as np
import pandas as pd


def load(path="gearbox.csv"):
    df = pd.read_csv(path)
    signals = df.filter(regex=r"^s\d+$").to_numpy()
    spectrum = np.abs(np.fft.rfft(signals, axis=1))
    X = np.c_[spectrum[:, :60], signals.std(axis=1), np.abs(signals).max(axis=1)]
    return X.astype("float32"), df["fault"].astype("category").cat.codes.to_numpy()
