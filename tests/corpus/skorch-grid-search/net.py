import torch.nn as nn
import torch.nn.functional as F


class ClassifierModule(nn.Module):
    def __init__(self, num_units=10, n_features=30, nonlin=F.relu, dropout=0.5):
        super().__init__()
        self.dense0 = nn.Linear(n_features, num_units)
        self.dense1 = nn.Linear(num_units, num_units)
        self.output = nn.Linear(num_units, 2)
        self.dropout = nn.Dropout(dropout)
        self.nonlin = nonlin

    def forward(self, X):
        X = self.dropout(self.nonlin(self.dense0(X)))
        X = self.nonlin(self.dense1(X))
        return F.softmax(self.output(X), dim=-1)
