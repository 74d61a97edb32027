from torch import nn
from torch.nn.functional import normalize


class Embedder(nn.Module):
    def __init__(self, size=64):
        super().__init__()
        layers = []
        for a, b in [(1, 16), (16, 32), (32, 64), (64, 96)]:
            layers += [nn.Conv2d(a, b, 3, stride=2, padding=1, bias=False), nn.InstanceNorm2d(b, affine=True),
                       nn.LeakyReLU(0.1)]
        self.trunk = nn.Sequential(*layers, nn.AdaptiveAvgPool2d((2, 3)), nn.Flatten())
        self.head = nn.Linear(96 * 6, size)

    def forward(self, x):
        return normalize(self.head(self.trunk(x)))
