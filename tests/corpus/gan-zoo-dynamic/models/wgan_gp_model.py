import torch

from .base_model import BaseModel
from . import networks


class WGANGPModel(BaseModel):
    @staticmethod
    def modify_commandline_options(parser):
        parser.add_argument('--n_critic', type=int, default=5)
        parser.add_argument('--lambda_gp', type=float, default=10.0)
        parser.set_defaults(lr=0.0001, beta1=0.0)
        return parser

    def __init__(self, opt):
        super().__init__(opt)
        self.net_names = ['netG', 'netD']
        self.netG = networks.generator(opt.nz, opt.ngf).to(self.device)
        self.netD = networks.discriminator(opt.ngf, norm=False).to(self.device)
        self.optimizer_G = torch.optim.Adam(self.netG.parameters(), lr=opt.lr, betas=(opt.beta1, 0.9))
        self.optimizer_D = torch.optim.Adam(self.netD.parameters(), lr=opt.lr, betas=(opt.beta1, 0.9))
        self.step = 0

    def sample(self, n):
        return self.netG(torch.randn(n, self.opt.nz, 1, 1, device=self.device))

    def gradient_penalty(self, fake):
        a = torch.rand(fake.size(0), 1, 1, 1, device=self.device)
        mixed = (a * self.real + (1 - a) * fake).requires_grad_()
        grad = torch.autograd.grad(self.netD(mixed).sum(), mixed, create_graph=True)[0]
        return ((grad.flatten(1).norm(2, 1) - 1) ** 2).mean()

    def optimize_parameters(self):
        self.step += 1
        fake = self.sample(self.real.size(0))
        self.optimizer_D.zero_grad()
        loss_D = self.netD(fake.detach()).mean() - self.netD(self.real).mean()
        (loss_D + self.opt.lambda_gp * self.gradient_penalty(fake.detach())).backward()
        self.optimizer_D.step()
        self.losses['D'] = loss_D.detach()
        if self.step % self.opt.n_critic == 0:
            self.optimizer_G.zero_grad()
            loss_G = -self.netD(fake).mean()
            loss_G.backward()
            self.optimizer_G.step()
            self.losses['G'] = loss_G.detach()
