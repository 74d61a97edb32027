from torch import nn


def generator(noise, width):
    plan = [(noise, 8 * width, 1, 0), (8 * width, 4 * width, 2, 1), (4 * width, 2 * width, 2, 1), (2 * width, width, 2, 1)]
    layers = []
    for a, b, stride, pad in plan:
        layers += [nn.ConvTranspose2d(a, b, 4, stride, pad, bias=False), nn.BatchNorm2d(b), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d(width, 3, 4, 2, 1), nn.Tanh())


def critic(width, norm):
    layers = []
    for a, b in [(3, width), (width, 2 * width), (2 * width, 4 * width), (4 * width, 8 * width)]:
        layers += [nn.Conv2d(a, b, 4, 2, 1), norm(b), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4), nn.Flatten(0))
