from torch import nn


class TumourNet(nn.Module):
    """Tanh layers, their number and width are searched."""

    def __init__(self, width=16, depth=2, leave_out=0.1, inputs=30):
        super().__init__()
        sizes = [inputs] + [width] * depth
        body = []
        for a, b in zip(sizes, sizes[1:]):
            body.extend([nn.Linear(a, b), nn.Tanh(), nn.Dropout(leave_out)])
        self.body = nn.Sequential(*body)
        self.verdict = nn.Linear(width, 2)

    def forward(self, X):
        return self.verdict(self.body(X))
