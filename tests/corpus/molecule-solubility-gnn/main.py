import argparse

import torch
import torch.nn.functional as F
from torch_geometric.datasets import MoleculeNet
from torch_geometric.loader import DataLoader

from models import MODELS, get_model


def run_epoch(model, loader, device, optimizer=None):
    model.train(optimizer is not None)
    total = 0
    with torch.set_grad_enabled(optimizer is not None):
        for data in loader:
            data = data.to(device)
            loss = F.mse_loss(model(data), data.y.view(-1))
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * data.num_graphs
    return (total / len(loader.dataset)) ** 0.5


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=sorted(MODELS), default="gin")
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    dataset = MoleculeNet(root="data", name="ESOL").shuffle()
    n = len(dataset) // 10
    test, val, train = dataset[:n], dataset[n:2 * n], dataset[2 * n:]
    loaders = [DataLoader(d, batch_size=64, shuffle=i == 0) for i, d in enumerate((train, val, test))]

    model = get_model(args.model, dataset.num_features, args.hidden, args.layers).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    best, final = float("inf"), None
    for epoch in range(1, args.epochs + 1):
        loss = run_epoch(model, loaders[0], device, optimizer)
        val_rmse = run_epoch(model, loaders[1], device)
        if val_rmse < best:
            best, final = val_rmse, run_epoch(model, loaders[2], device)
        if epoch % 10 == 0:
            print(f"{epoch:03d} train {loss:.4f} val {val_rmse:.4f} test {final:.4f}")


if __name__ == "__main__":
    main()
