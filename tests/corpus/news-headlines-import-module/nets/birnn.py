import torch
from torch import nn

SETTINGS = dict(embed=200, hidden=96, layers=1)


class Net(nn.Module):
    def __init__(self, n_chars, n_classes, embed, hidden, layers):
        super().__init__()
        self.table = nn.Embedding(n_chars, embed, padding_idx=0)
        self.rnn = nn.GRU(embed, hidden, layers, batch_first=True, bidirectional=True)
        self.score = nn.Linear(2 * hidden, n_classes)

    def forward(self, x):
        h, _ = self.rnn(self.table(x))
        return self.score(h.max(dim=1).values)
