import torch.nn as nn


class Keep(nn.Module):
    """Changes a picture a little."""

    def __init__(self, dim):
        super().__init__()
        half = lambda: [nn.ReflectionPad2d(1), nn.Conv2d(dim, dim, 3), nn.InstanceNorm2d(dim)]
        self.change = nn.Sequential(*half(), nn.SiLU(), *half())

    def forward(self, x):
        return x + 0.5 * self.change(x)


def translator(width, blocks):
    net = [nn.Conv2d(3, width, 7, padding=3), nn.InstanceNorm2d(width), nn.ReLU()]
    for k in (1, 2):
        net += [nn.Conv2d(width * k, width * k * 2, 4, 2, 1), nn.InstanceNorm2d(width * k * 2), nn.ReLU()]
    net += [Keep(width * 4) for _ in range(blocks)]
    for k in (4, 2):
        net += [nn.ConvTranspose2d(width * k, width * k // 2, 4, 2, 1), nn.InstanceNorm2d(width * k // 2), nn.ReLU()]
    return nn.Sequential(*net, nn.Conv2d(width, 3, 7, padding=3), nn.Tanh())


def patch_critic(width):
    net, dim = [], 3
    for out in (width, width * 2, width * 4, width * 8):
        net += [nn.Conv2d(dim, out, 4, 2, 1), nn.LeakyReLU(0.01)]
        dim = out
    return nn.Sequential(*net, nn.Conv2d(dim, 1, 3, 1, 1))
