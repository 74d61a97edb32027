import torch
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

from regressor import Regressor

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X, X_test, y, y_test = (torch.tensor(a, dtype=torch.float32) for a in train_test_split(X, y, random_state=0))
mean, std = y.mean(), y.std()
net = Regressor(X.shape[1])
adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-3)
for epoch in range(300):
    for at in torch.randperm(len(X)).split(32):
        loss = torch.nn.functional.mse_loss(net(X[at]), (y[at] - mean) / std)
        adam.zero_grad()
        loss.backward()
        adam.step()
    if epoch % 50 == 0:
        print(epoch, loss.item())
net.eval()
with torch.no_grad():
    print("r2:", r2_score(y_test, net(X_test) * std + mean))
