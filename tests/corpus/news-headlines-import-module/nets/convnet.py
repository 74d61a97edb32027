import torch
from torch import nn

SETTINGS = dict(embed=200, filters=120, sizes=(2, 3, 5))


class Net(nn.Module):
    def __init__(self, n_chars, n_classes, embed, filters, sizes):
        super().__init__()
        self.table = nn.Embedding(n_chars, embed, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(embed, filters, s, padding=s // 2) for s in sizes)
        self.score = nn.Sequential(nn.Dropout(0.4), nn.Linear(filters * len(sizes), n_classes))

    def forward(self, x):
        e = self.table(x).transpose(1, 2)
        return self.score(torch.cat([c(e).relu().amax(2) for c in self.convs], 1))
