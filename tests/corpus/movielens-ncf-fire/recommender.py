import os

import fire
import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class NCF(nn.Module):
    """concat(user, item) -> hidden layers -> rating"""

    def __init__(self, n_users, n_items, dim=32, hidden=(64, 32)):
        super().__init__()
        self.user = nn.Embedding(n_users, dim)
        self.item = nn.Embedding(n_items, dim)
        sizes = [2 * dim, *hidden]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.2)]
        self.mlp = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, user, item):
        return self.mlp(torch.cat([self.user(user), self.item(item)], dim=1)).squeeze(1)


class Recommender:
    def __init__(self, data="ml-latest-small/ratings.csv", checkpoint="ncf.pt"):
        self.checkpoint = checkpoint
        df = pd.read_csv(data)
        df["user"] = df["userId"].astype("category").cat.codes
        df["item"] = df["movieId"].astype("category").cat.codes
        self.df = df
        self.model = NCF(df["user"].nunique(), df["item"].nunique())

    def _tensors(self, df):
        return TensorDataset(torch.tensor(df["user"].values).long(), torch.tensor(df["item"].values).long(),
                             torch.tensor(df["rating"].values).float())

    def train(self, epochs=10, lr=1e-3, batch_size=512):
        mask = np.random.rand(len(self.df)) < 0.9
        loader = DataLoader(self._tensors(self.df[mask]), batch_size=batch_size, shuffle=True)
        user, item, rating = self._tensors(self.df[~mask]).tensors
        opt = torch.optim.Adam(self.model.parameters(), lr=lr, weight_decay=1e-5)
        mse = nn.MSELoss()
        for epoch in range(epochs):
            self.model.train()
            for u, i, r in loader:
                opt.zero_grad()
                loss = mse(self.model(u, i), r)
                loss.backward()
                opt.step()
            self.model.eval()
            with torch.no_grad():
                rmse = mse(self.model(user, item), rating).sqrt()
            print(f"epoch {epoch + 1}: validation rmse {rmse:.4f}")
        torch.save(self.model.state_dict(), self.checkpoint)

    def recommend(self, user, n=10):
        if not os.path.exists(self.checkpoint):
            raise SystemExit("train first")
        self.model.load_state_dict(torch.load(self.checkpoint))
        self.model.eval()
        items = torch.arange(self.df["item"].nunique())
        with torch.no_grad():
            scores = self.model(torch.full_like(items, user), items)
        print(scores.topk(n).indices.tolist())


if __name__ == "__main__":
    fire.Fire(Recommender)
