import argparse

import dgl
import torch
import torch.nn as nn
import torch.nn.functional as F
from dgl.nn import GATConv
from sklearn.metrics import f1_score


class NodeGAT(nn.Module):
    def __init__(self, inputs, width, heads):
        super().__init__()
        self.first = GATConv(inputs, width, heads, feat_drop=0.2, attn_drop=0.2, activation=F.elu)
        self.second = GATConv(width * heads, 2, 1, feat_drop=0.2)

    def forward(self, g, x):
        return self.second(g, self.first(g, x).flatten(1)).squeeze(1)


def main(args):
    (g,), _ = dgl.load_graphs("graph.bin")
    x, y, step = g.ndata["x"], g.ndata["y"], g.ndata["step"]
    known = y >= 0
    train, test = known & (step < 35), known & (step >= 35)
    net = NodeGAT(x.shape[1], args.width, args.heads)
    opt = torch.optim.AdamW(net.parameters(), lr=args.lr, weight_decay=5e-4)
    weight = torch.tensor([0.3, 0.7])
    for epoch in range(args.epochs):
        net.train()
        loss = F.cross_entropy(net(g, x)[train], y[train], weight)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if epoch % 20 == 0:
            net.eval()
            with torch.no_grad():
                guess = net(g, x).argmax(1)
            print(f"{epoch:4d} loss {loss.item():.4f} f1 {f1_score(y[test], guess[test]):.4f}")


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--width", type=int, default=16)
    ap.add_argument("--heads", type=int, default=4)
    ap.add_argument("--lr", type=float, default=5e-3)
    ap.add_argument("--epochs", type=int, default=300)
    main(ap.parse_args())
