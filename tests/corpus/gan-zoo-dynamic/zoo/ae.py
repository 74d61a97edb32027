import torch
from torch import nn

from .base import Base


class Kind(Base):
    """Only for comparison: a plain autoencoder, dreams are decoded noise."""
    nets = ("net",)

    def __init__(self, opt):
        super().__init__(opt)
        n = 3 * opt.size ** 2
        self.encode = nn.Sequential(nn.Flatten(), nn.Linear(n, 512), nn.ReLU(), nn.Linear(512, opt.noise))
        self.decode = nn.Sequential(nn.Linear(opt.noise, 512), nn.ReLU(), nn.Linear(512, n), nn.Tanh())
        self.net = nn.Sequential(self.encode, self.decode).to(self.device)
        self.optim = torch.optim.Adam(self.net.parameters(), opt.rate)

    def improve(self, batch):
        cost = nn.functional.mse_loss(self.net(batch), batch.flatten(1))
        self.optim.zero_grad()
        cost.backward()
        self.optim.step()
        return {"cost": cost.item()}

    @torch.no_grad()
    def dream(self, n):
        return self.decode(self.noise(n).flatten(1)).view(n, 3, self.opt.size, self.opt.size)
