import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from . import nets
from .base import Base


class Kind(Base):
    nets = ("maker", "critic")

    def __init__(self, opt):
        super().__init__(opt)
        self.maker = nets.generator(opt.noise, opt.width).to(self.device)
        self.critic = nets.critic(opt.width, nn.BatchNorm2d).to(self.device)
        self.maker_opt, self.critic_opt = (torch.optim.Adam(n.parameters(), opt.rate, betas=(0.5, 0.99))
                                           for n in (self.maker, self.critic))

    def improve(self, batch):
        made = self.maker(self.noise(len(batch)))
        true, false = self.critic(batch), self.critic(made.detach())
        critic_cost = bce(true, torch.full_like(true, 0.9)) + bce(false, torch.zeros_like(false))
        self.critic_opt.zero_grad()
        critic_cost.backward()
        self.critic_opt.step()
        verdict = self.critic(made)
        maker_cost = bce(verdict, torch.ones_like(verdict))
        self.maker_opt.zero_grad()
        maker_cost.backward()
        self.maker_opt.step()
        return {"critic": critic_cost.item(), "maker": maker_cost.item()}

    @torch.no_grad()
    def dream(self, n):
        return self.maker(self.noise(n))
