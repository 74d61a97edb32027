import math

import torch
from torch import nn


class Heads(nn.Module):
    """Scaled dot products of several heads, with one matrix for queries and one for keys and values."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ask = nn.Linear(width, width)
        self.tell = nn.Linear(width, 2 * width)
        self.join = nn.Linear(width, width)

    def forward(self, x, memory, hide):
        n, t, width = x.shape
        shape = lambda y: y.reshape(n, y.shape[1], self.heads, -1).transpose(1, 2)
        q = shape(self.ask(x))
        k, v = (shape(y) for y in self.tell(memory).chunk(2, dim=-1))
        scores = q @ k.mT / math.sqrt(q.shape[-1])
        weights = scores.masked_fill(hide, float("-inf")).softmax(-1)
        return self.join((weights @ v).transpose(1, 2).reshape(n, t, width))
