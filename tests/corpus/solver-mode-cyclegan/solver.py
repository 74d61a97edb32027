import itertools
import os

import torch
from torchvision.utils import save_image

from model import patch_critic, translator


class Solver(object):
    def __init__(self, loader, config):
        self.loader, self.config = loader, config
        self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        self.build_model()

    def build_model(self):
        c = self.config
        self.nets = {n: translator(c.width, c.blocks).to(self.device) for n in ('to_night', 'to_day')}
        self.nets.update({n: patch_critic(c.width).to(self.device) for n in ('c_night', 'c_day')})
        gen = itertools.chain(self.nets['to_night'].parameters(), self.nets['to_day'].parameters())
        cri = itertools.chain(self.nets['c_night'].parameters(), self.nets['c_day'].parameters())
        self.g_optimizer = torch.optim.Adam(gen, c.lr, [0.5, 0.999])
        self.d_optimizer = torch.optim.Adam(cri, c.lr, [0.5, 0.999])
        if c.resume:
            self.restore(c.resume)

    def path(self, step, name):
        return os.path.join(self.config.model_dir, '%d-%s.ckpt' % (step, name))

    def restore(self, step):
        for name, net in self.nets.items():
            net.load_state_dict(torch.load(self.path(step, name), map_location=self.device))

    def endless(self):
        while True:
            for batch in self.loader:
                yield [x.to(self.device) for x in batch]

    def train(self):
        c, n = self.config, self.nets
        batches = self.endless()
        for step in range(c.resume, c.iterations):
            day, night = next(batches)
            # critics
            fake_night, fake_day = n['to_night'](day), n['to_day'](night)
            d_loss = sum(((n[k](real) - 1) ** 2).mean() + (n[k](fake.detach()) ** 2).mean()
                         for k, real, fake in (('c_night', night, fake_night), ('c_day', day, fake_day)))
            self.d_optimizer.zero_grad()
            d_loss.backward()
            self.d_optimizer.step()
            # translators
            cycle = (n['to_day'](fake_night) - day).abs().mean() + (n['to_night'](fake_day) - night).abs().mean()
            adv = ((n['c_night'](fake_night) - 1) ** 2).mean() + ((n['c_day'](fake_day) - 1) ** 2).mean()
            g_loss = adv + c.lambda_cycle * cycle
            self.g_optimizer.zero_grad()
            g_loss.backward()
            self.g_optimizer.step()
            if (step + 1) % 100 == 0:
                print('%d of %d: critics %.4f translators %.4f cycle %.4f' % (step + 1, c.iterations, d_loss, adv, cycle))
            if (step + 1) % 10000 == 0:
                for name, net in n.items():
                    torch.save(net.state_dict(), self.path(step + 1, name))

    @torch.no_grad()
    def translate(self):
        for i, (day, _) in enumerate(self.loader):
            day = day.to(self.device)
            save_image(torch.cat([day, self.nets['to_night'](day)]) / 2 + 0.5,
                       os.path.join(self.config.result_dir, '%d.jpg' % i), nrow=len(day))
