import os

import torch


class Base:
    nets = ()

    def __init__(self, opt):
        self.opt = opt
        self.device = "cuda" if torch.cuda.is_available() else "cpu"

    def improve(self, batch):
        raise NotImplementedError

    def store(self, folder):
        for name in self.nets:
            torch.save(getattr(self, name).state_dict(), os.path.join(folder, name + ".pt"))

    def restore(self, folder):
        for name in self.nets:
            getattr(self, name).load_state_dict(torch.load(os.path.join(folder, name + ".pt")))

    def noise(self, n):
        return torch.randn(n, self.opt.noise, 1, 1, device=self.device)
