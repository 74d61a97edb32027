import numpy as np
import pandas as pd
import torch
from torch.utils.data import TensorDataset


class SeriesLoader:
    def __init__(self, csv, column, lookback, split):
        values = pd.read_csv(csv)[column].astype("float32").values
        returns = np.diff(np.log(values))
        windows = np.lib.stride_tricks.sliding_window_view(returns, lookback + 1).copy()
        n = int(len(windows) * split)
        self.mean, self.std = windows[:n].mean(), windows[:n].std()
        windows = (windows - self.mean) / self.std
        self.train, self.test = (self._tensors(w) for w in (windows[:n], windows[n:]))

    @staticmethod
    def _tensors(w):
        return TensorDataset(torch.from_numpy(w[:, :-1, None]), torch.from_numpy(w[:, -1:]))
