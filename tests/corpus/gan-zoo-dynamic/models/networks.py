import torch.nn as nn


def weights_init(m):
    if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(m.weight, 0.0, 0.02)


def generator(nz, ngf):
    layers, cin = [], nz
    for i, mult in enumerate([8, 4, 2, 1]):
        stride, pad = (1, 0) if i == 0 else (2, 1)
        layers += [nn.ConvTranspose2d(cin, ngf * mult, 4, stride, pad, bias=False),
                   nn.BatchNorm2d(ngf * mult), nn.ReLU(True)]
        cin = ngf * mult
    layers += [nn.ConvTranspose2d(cin, 3, 4, 2, 1, bias=False), nn.Tanh()]
    return nn.Sequential(*layers).apply(weights_init)


def discriminator(ndf, norm=True):
    layers, cin = [], 3
    for mult in [1, 2, 4, 8]:
        layers += [nn.Conv2d(cin, ndf * mult, 4, 2, 1, bias=False)]
        if norm and mult > 1:
            layers += [nn.BatchNorm2d(ndf * mult)]
        layers += [nn.LeakyReLU(0.2, inplace=True)]
        cin = ndf * mult
    layers += [nn.Conv2d(cin, 1, 4, 1, 0, bias=False), nn.Flatten(0)]
    return nn.Sequential(*layers).apply(weights_init)
