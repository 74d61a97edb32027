import torch
from torch import nn

from .attention import Heads


class Residual(nn.Module):
    def __init__(self, width, inner, drop):
        super().__init__()
        self.norm, self.inner, self.drop = nn.LayerNorm(width), inner, nn.Dropout(drop)

    def forward(self, x, *rest):
        return x + self.drop(self.inner(self.norm(x), *rest))


class Attend(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = Heads(width, heads)

    def forward(self, x, memory, hide):
        return self.heads(x, x if memory is None else memory, hide)


class Layer(nn.Module):
    def __init__(self, width, heads, drop, cross):
        super().__init__()
        self.own = Residual(width, Attend(width, heads), drop)
        self.cross = Residual(width, Attend(width, heads), drop) if cross else None
        self.think = Residual(width, nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)), drop)

    def forward(self, x, hide, memory=None, hide_memory=None):
        x = self.own(x, None, hide)
        if self.cross is not None:
            x = self.cross(x, memory, hide_memory)
        return self.think(x)


class Seq2Seq(nn.Module):
    def __init__(self, n_source, n_target, width=192, heads=6, depth=3, drop=0.1, longest=120):
        super().__init__()
        self.source, self.target = nn.Embedding(n_source, width), nn.Embedding(n_target, width)
        self.place = nn.Parameter(0.02 * torch.randn(longest, width))
        self.encoder = nn.ModuleList(Layer(width, heads, drop, False) for _ in range(depth))
        self.decoder = nn.ModuleList(Layer(width, heads, drop, True) for _ in range(depth))
        self.out = nn.Linear(width, n_target)

    def forward(self, source, target):
        hide_source = (source == 0)[:, None, None]
        t = target.shape[1]
        future = torch.ones(t, t, dtype=torch.bool, device=target.device).triu(1)
        memory = self.source(source) + self.place[:source.shape[1]]
        for layer in self.encoder:
            memory = layer(memory, hide_source)
        x = self.target(target) + self.place[:t]
        for layer in self.decoder:
            x = layer(x, future, memory, hide_source)
        return self.out(x)
