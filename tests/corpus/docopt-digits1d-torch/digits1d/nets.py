from torch import nn


class Conv1dNet(nn.Module):
    def __init__(self, width, classes=10):
        super().__init__()
        conv = lambda a: nn.Sequential(nn.Conv1d(a, width, 5, stride=2, padding=1), nn.ReLU())
        self.body = nn.Sequential(conv(1), conv(width), conv(width), nn.Flatten())
        self.head = nn.LazyLinear(classes)

    def forward(self, x):
        return self.head(self.body(x))
