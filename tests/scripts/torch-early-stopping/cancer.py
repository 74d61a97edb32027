import copy
import torch
from torch import nn, optim
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(42)


def main():
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.25, random_state=42)
    sc = StandardScaler().fit(X_tr)
    X_tr = torch.tensor(sc.transform(X_tr), dtype=torch.float32)
    X_va = torch.tensor(sc.transform(X_va), dtype=torch.float32)
    y_tr = torch.tensor(y_tr, dtype=torch.float32)
    y_va = torch.tensor(y_va, dtype=torch.float32)
    net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
    loss_fn = nn.BCEWithLogitsLoss()
    opt = optim.Adam(net.parameters(), lr=0.01)
    best_loss, best_state, patience = float("inf"), None, 0
    for epoch in range(200):
        net.train()
        for idx in torch.randperm(len(X_tr)).split(64):
            opt.zero_grad()
            loss = loss_fn(net(X_tr[idx]).squeeze(1), y_tr[idx])
            loss.backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            val_loss = loss_fn(net(X_va).squeeze(1), y_va).item()
        if val_loss < best_loss:
            best_loss, best_state, patience = val_loss, copy.deepcopy(net.state_dict()), 0
        else:
            patience += 1
            if patience == 8:
                print("early stopping at epoch", epoch)
                break
    net.load_state_dict(best_state)
    with torch.no_grad():
        acc = ((net(X_va).squeeze(1) > 0) == (y_va > 0.5)).float().mean().item()
    print("Validation accuracy: {:.2f}%".format(acc * 100))


main()
