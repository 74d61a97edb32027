import pandas as pd
import torch
from torch.utils.data import Dataset


class WindowDataset(Dataset):
    def __init__(self, path, window, horizon, split="train"):
        series = torch.tensor(pd.read_parquet(path).iloc[:, :20].values, dtype=torch.float32)
        cut = int(len(series) * 0.8)
        self.series = series[:cut] if split == "train" else series[cut:]
        self.window, self.horizon = window, horizon

    def __len__(self):
        return len(self.series) - self.window - self.horizon

    def __getitem__(self, i):
        return self.series[i:i + self.window], self.series[i + self.window:i + self.window + self.horizon]
