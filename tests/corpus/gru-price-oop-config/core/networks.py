from torch import nn


class GRUNet(nn.Module):
    def __init__(self, hidden, layers, dropout):
        super().__init__()
        self.gru = nn.GRU(1, hidden, layers, batch_first=True, dropout=dropout)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        h, _ = self.gru(x)
        return self.out(h[:, -1])


class LSTMNet(GRUNet):
    def __init__(self, hidden, layers, dropout):
        super().__init__(hidden, layers, dropout)
        self.gru = nn.LSTM(1, hidden, layers, batch_first=True, dropout=dropout)
