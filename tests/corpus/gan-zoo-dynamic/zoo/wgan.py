import torch
from torch import nn

from . import nets
from .base import Base


class Kind(Base):
    nets = ("maker", "critic")

    def __init__(self, opt):
        super().__init__(opt)
        self.maker = nets.generator(opt.noise, opt.width).to(self.device)
        self.critic = nets.critic(opt.width, nn.InstanceNorm2d).to(self.device)
        self.opts = [torch.optim.RMSprop(n.parameters(), opt.rate / 4) for n in (self.maker, self.critic)]
        self.turn = 0

    def improve(self, batch):
        self.turn += 1
        made = self.maker(self.noise(len(batch)))
        gap = self.critic(made.detach()).mean() - self.critic(batch).mean()
        self.opts[1].zero_grad()
        gap.backward()
        self.opts[1].step()
        for weight in self.critic.parameters():
            weight.data.clamp_(-0.01, 0.01)
        if self.turn % 5 == 0:
            self.opts[0].zero_grad()
            (-self.critic(made).mean()).backward()
            self.opts[0].step()
        return {"distance": -gap.item()}

    @torch.no_grad()
    def dream(self, n):
        return self.maker(self.noise(n))
