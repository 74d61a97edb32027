import torch.nn as nn


def block(a, b, groups=1):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1, groups=groups), nn.BatchNorm2d(b), nn.ReLU(), nn.MaxPool2d(2))


class ConvNet(nn.Module):
    def __init__(self, n_classes, width=32):
        super().__init__()
        self.net = nn.Sequential(block(1, width), block(width, 2 * width), block(2 * width, 4 * width),
                                 nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.3),
                                 nn.Linear(4 * width, n_classes))

    def forward(self, x):
        return self.net(x)


class DepthwiseNet(nn.Module):
    def __init__(self, n_classes, width=64):
        super().__init__()
        self.net = nn.Sequential(block(1, width), block(width, width, width), nn.Conv2d(width, width, 1), nn.ReLU(),
                                 block(width, width, width), nn.Conv2d(width, width, 1), nn.ReLU(),
                                 nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, n_classes))

    def forward(self, x):
        return self.net(x)
