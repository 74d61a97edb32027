import math

import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, cin, cout, emb):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.norm1, self.norm2 = nn.GroupNorm(8, cout), nn.GroupNorm(8, cout)
        self.emb = nn.Linear(emb, cout)

    def forward(self, x, e):
        h = torch.nn.functional.silu(self.norm1(self.conv1(x))) + self.emb(e)[:, :, None, None]
        return torch.nn.functional.silu(self.norm2(self.conv2(h)))


class NoiseNet(nn.Module):
    def __init__(self, width=32, emb=128):
        super().__init__()
        self.dim = emb
        self.mlp = nn.Sequential(nn.Linear(emb, emb), nn.SiLU(), nn.Linear(emb, emb))
        self.d1, self.d2 = Block(1, width, emb), Block(width, 2 * width, emb)
        self.mid = Block(2 * width, 2 * width, emb)
        self.u2, self.u1 = Block(4 * width, width, emb), Block(2 * width, width, emb)
        self.pool, self.up = nn.MaxPool2d(2), nn.Upsample(scale_factor=2)
        self.out = nn.Conv2d(width, 1, 1)

    def time(self, t):
        half = self.dim // 2
        f = torch.exp(-math.log(10000) * torch.arange(half, device=t.device) / half)
        a = t[:, None].float() * f[None]
        return self.mlp(torch.cat([a.sin(), a.cos()], dim=-1))

    def forward(self, x, t):
        e = self.time(t)
        a = self.d1(x, e)
        b = self.d2(self.pool(a), e)
        m = self.mid(self.pool(b), e)
        h = self.u2(torch.cat([self.up(m), b], 1), e)
        return self.out(self.u1(torch.cat([self.up(h), a], 1), e))
