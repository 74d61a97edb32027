import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, in_dim, hidden, out_dim):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(in_dim, hidden)
        self.bn1 = nn.BatchNorm1d(hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc3 = nn.Linear(hidden, out_dim)
        self.drop = nn.Dropout(p=0.6)

    def forward(self, x):
        x = F.relu(self.bn1(self.fc1(x)))
        x = self.drop(F.relu(self.fc2(x)))
        return self.fc3(x)


hidden_size = 6
net = Net(64, hidden_size, 10)
optimizer = torch.optim.SGD(net.parameters(), lr=0.0001, momentum=0.5)
n_epochs = 4
for e in range(1, n_epochs + 1):
    out = net(X_train)
    loss = F.cross_entropy(out, y_train)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
