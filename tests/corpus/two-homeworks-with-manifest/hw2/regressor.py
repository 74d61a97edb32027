from torch import nn


class Regressor(nn.Module):
    def __init__(self, n, hidden=(64, 32)):
        super().__init__()
        sizes = (n, *hidden)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.last = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = nn.functional.relu(layer(x))
        return self.last(x).squeeze(-1)
