import torch
import torch.nn as nn

from .base_model import BaseModel


class AEModel(BaseModel):
    """Plain autoencoder, only as a baseline."""

    def __init__(self, opt):
        super().__init__(opt)
        self.net_names = ['net']
        n = 3 * opt.image_size ** 2
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(n, 512), nn.ReLU(), nn.Linear(512, opt.nz), nn.ReLU(),
                                 nn.Linear(opt.nz, 512), nn.ReLU(), nn.Linear(512, n), nn.Tanh()).to(self.device)
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=opt.lr)

    def optimize_parameters(self):
        loss = nn.functional.mse_loss(self.net(self.real), self.real.flatten(1))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.losses = {'rec': loss.detach()}
