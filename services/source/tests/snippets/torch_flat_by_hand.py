import torch.nn as nn
class CNN(nn.Module):
    def __init__(self, channels=6):
        super().__init__()
        self.conv = nn.Conv2d(1, channels, 3)
        self.fc = nn.Linear(channels * 26 * 26, 10)
    def forward(self, x):
        return self.fc(self.conv(x).relu().flatten(1))

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 26 * 26, 10)
    def forward(self, x):
        return self.fc(self.conv(x).view(-1, 5408))
