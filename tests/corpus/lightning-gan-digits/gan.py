"""A fully connected GAN on MNIST as a LightningModule with manual optimisation."""
from argparse import ArgumentParser

import pytorch_lightning as pl
import torch
import torch.nn.functional as F
import torchvision
from torch import nn


class Digits(pl.LightningDataModule):
    def __init__(self, folder="data", batch_size=256):
        super().__init__()
        self.folder, self.batch_size = folder, batch_size

    def prepare_data(self):
        torchvision.datasets.MNIST(self.folder, download=True)

    def train_dataloader(self):
        t = torchvision.transforms
        data = torchvision.datasets.MNIST(self.folder, transform=t.Compose([t.ToTensor(), t.Normalize(0.5, 0.5)]))
        return torch.utils.data.DataLoader(data, self.batch_size, shuffle=True, num_workers=2)


def stack(*sizes, last):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1], last)


class GAN(pl.LightningModule):
    def __init__(self, noise=64, lr=2e-4):
        super().__init__()
        self.save_hyperparameters()
        self.automatic_optimization = False
        self.artist = stack(noise, 256, 512, 784, last=nn.Tanh())
        self.critic = stack(784, 512, 256, 1, last=nn.Identity())

    def forward(self, z):
        return self.artist(z).view(-1, 1, 28, 28)

    def training_step(self, batch, batch_idx):
        real = batch[0].flatten(1)
        opt_artist, opt_critic = self.optimizers()
        z = torch.randn(len(real), self.hparams.noise, device=self.device)
        fake = self.artist(z)

        critic_loss = F.softplus(-self.critic(real)).mean() + F.softplus(self.critic(fake.detach())).mean()
        opt_critic.zero_grad()
        self.manual_backward(critic_loss)
        opt_critic.step()

        artist_loss = F.softplus(-self.critic(fake)).mean()
        opt_artist.zero_grad()
        self.manual_backward(artist_loss)
        opt_artist.step()
        self.log_dict({"critic": critic_loss, "artist": artist_loss}, prog_bar=True)

    def configure_optimizers(self):
        make = lambda net: torch.optim.Adam(net.parameters(), lr=self.hparams.lr, betas=(0.5, 0.999))
        return make(self.artist), make(self.critic)

    def on_train_epoch_end(self):
        with torch.no_grad():
            pictures = self(torch.randn(64, self.hparams.noise, device=self.device))
        torchvision.utils.save_image(pictures, "epoch%03d.png" % self.current_epoch, normalize=True)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--max_epochs", type=int, default=30)
    parser.add_argument("--accelerator", default="auto")
    args = parser.parse_args()
    pl.Trainer(max_epochs=args.max_epochs, accelerator=args.accelerator).fit(GAN(), Digits())
