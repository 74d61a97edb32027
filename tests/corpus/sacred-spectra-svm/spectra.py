import glob
import os

import numpy as np


def load(folder, points=400):
    grid = np.linspace(150, 1300, points)
    X, y = [], []
    for path in sorted(glob.glob(os.path.join(folder, "*", "*.txt"))):
        wave, intensity = np.loadtxt(path, delimiter=",", comments="#", unpack=True)
        row = np.interp(grid, wave, intensity)
        X.append((row - row.min()) / (row.max() - row.min()))
        y.append(os.path.basename(os.path.dirname(path)))
    return np.array(X), np.array(y)
