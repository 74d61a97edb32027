import torch
import torch.nn as nn

from .base_model import BaseModel
from . import networks


class DCGANModel(BaseModel):
    def __init__(self, opt):
        super().__init__(opt)
        self.net_names = ['netG', 'netD'] if opt.is_train else ['netG']
        self.netG = networks.generator(opt.nz, opt.ngf).to(self.device)
        if opt.is_train:
            self.netD = networks.discriminator(opt.ngf).to(self.device)
            self.criterion = nn.BCEWithLogitsLoss()
            self.optimizer_G = torch.optim.Adam(self.netG.parameters(), lr=opt.lr, betas=(opt.beta1, 0.999))
            self.optimizer_D = torch.optim.Adam(self.netD.parameters(), lr=opt.lr, betas=(opt.beta1, 0.999))

    def sample(self, n):
        return self.netG(torch.randn(n, self.opt.nz, 1, 1, device=self.device))

    def optimize_parameters(self):
        fake = self.sample(self.real.size(0))
        # D
        self.optimizer_D.zero_grad()
        real_out, fake_out = self.netD(self.real), self.netD(fake.detach())
        loss_D = (self.criterion(real_out, torch.ones_like(real_out))
                  + self.criterion(fake_out, torch.zeros_like(fake_out)))
        loss_D.backward()
        self.optimizer_D.step()
        # G
        self.optimizer_G.zero_grad()
        out = self.netD(fake)
        loss_G = self.criterion(out, torch.ones_like(out))
        loss_G.backward()
        self.optimizer_G.step()
        self.losses = {'D': loss_D.detach(), 'G': loss_G.detach()}
