import torch
import torch.nn as nn
from torch.optim import Adam
from networks import Generator, Discriminator
from loader import loader

G, D = Generator(), Discriminator()
opt_g, opt_d = Adam(G.parameters(), 2e-4), Adam(D.parameters(), 2e-4)
bce = nn.BCELoss()
for epoch in range(200):
    for real, _ in loader:
        real = real.view(real.size(0), -1)
        ones, zeros = torch.ones(real.size(0), 1), torch.zeros(real.size(0), 1)
        z = torch.randn(real.size(0), 100)
        fake = G(z)
        opt_d.zero_grad()
        d_loss = bce(D(real), ones) + bce(D(fake.detach()), zeros)
        d_loss.backward()
        opt_d.step()
        opt_g.zero_grad()
        g_loss = bce(D(fake), ones)
        g_loss.backward()
        opt_g.step()
