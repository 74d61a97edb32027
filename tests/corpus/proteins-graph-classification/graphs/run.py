import argparse
import statistics

import torch
from sklearn.model_selection import StratifiedKFold
from torch_geometric.datasets import TUDataset
from torch_geometric.loader import DataLoader

from .net import GraphNet


def fold(args, data, train, test):
    net = GraphNet(args.conv, data.num_features, data.num_classes)
    optimizer = torch.optim.Adam(net.parameters(), lr=args.rate)
    criterion = torch.nn.CrossEntropyLoss()
    loader = DataLoader(data[train.tolist()], batch_size=64, shuffle=True)
    for _ in range(args.epochs):
        net.train()
        for g in loader:
            optimizer.zero_grad()
            criterion(net(g.x, g.edge_index, g.batch), g.y).backward()
            optimizer.step()
    net.eval()
    with torch.no_grad():
        hits = [(net(g.x, g.edge_index, g.batch).argmax(1) == g.y).float()
                for g in DataLoader(data[test.tolist()], batch_size=256)]
    return torch.cat(hits).mean().item()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--conv", default="sage")
    p.add_argument("--epochs", type=int, default=40)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--folds", type=int, default=10)
    args = p.parse_args()
    data = TUDataset("data", "PROTEINS")
    splits = StratifiedKFold(args.folds, shuffle=True, random_state=0).split(range(len(data)), data.y)
    scores = []
    for k, (train, test) in enumerate(splits):
        scores.append(fold(args, data, train, test))
        print("fold %d accuracy %.4f" % (k, scores[-1]))
    print("accuracy %.4f +- %.4f" % (statistics.mean(scores), statistics.stdev(scores)))


if __name__ == "__main__":
    main()
