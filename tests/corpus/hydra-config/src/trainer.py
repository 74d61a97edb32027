import torch
from torch import nn


def make(cfg):
    layers = []
    width = cfg.inputs
    for w in cfg.widths:
        layers += [nn.Linear(width, w), nn.ReLU()]
        width = w
    layers.append(nn.Linear(width, cfg.classes))
    return nn.Sequential(*layers)


def fit(cfg):
    model = make(cfg)
    opt = getattr(torch.optim, cfg.optim)(model.parameters(), lr=cfg.lr)
    for _ in range(cfg.epochs):
        x = torch.randn(32, cfg.inputs)
        y = torch.randint(0, cfg.classes, (32,))
        loss = nn.functional.cross_entropy(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
