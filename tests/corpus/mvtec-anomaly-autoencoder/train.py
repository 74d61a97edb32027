import argparse

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch.utils.data import DataLoader

from autoencoder import ConvAutoencoder
from parts import Parts


def anomaly_scores(model, loader):
    model.eval()
    scores, labels = [], []
    with torch.no_grad():
        for x, y in loader:
            scores.append(((model(x) - x) ** 2).flatten(1).mean(1).numpy())
            labels.append(y.numpy())
    return np.concatenate(scores), np.concatenate(labels)


def main(opt):
    torch.manual_seed(opt.seed)
    loader = DataLoader(Parts(opt.root, "train"), opt.batch, shuffle=True)
    test = DataLoader(Parts(opt.root, "test"), opt.batch)
    model = ConvAutoencoder(opt.code)
    optimizer = torch.optim.Adam(model.parameters(), lr=opt.lr)
    for epoch in range(opt.epochs):
        model.train()
        for x, _ in loader:
            loss = torch.nn.functional.mse_loss(model(x), x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scores, labels = anomaly_scores(model, test)
        print("epoch", epoch, "loss", loss.item(), "AUROC", roc_auc_score(labels, scores))
    torch.save(model.state_dict(), "parts.pt")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--root", default="metal_nut")
    p.add_argument("--epochs", type=int, default=60)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--code", type=int, default=32)
    p.add_argument("--lr", type=float, default=5e-4)
    p.add_argument("--seed", type=int, default=0)
    main(p.parse_args())
