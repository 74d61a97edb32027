"""Learns one-dimensional digits.

Usage:
  learn.py [--epochs=<n>] [--rate=<r>] [--width=<w>] [--out=<file>]
  learn.py (-h | --help)

Options:
  --epochs=<n>  Passes over the data [default: 40].
  --rate=<r>    Learning rate [default: 0.003].
  --width=<w>   Channels [default: 25].
  --out=<file>  Where the weights go [default: digits1d.pt].
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import torch
from docopt import docopt

from digits1d.data import curves
from digits1d.nets import Conv1dNet


def learn(net, data, epochs, rate):
    x, y, x_test, y_test = data
    adam = torch.optim.Adam(net.parameters(), lr=rate)
    for epoch in range(epochs):
        net.train()
        for at in torch.randperm(len(x)).split(100):
            adam.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(net(x[at]), y[at]).backward()
            adam.step()
        net.eval()
        with torch.no_grad():
            hit = (net(x_test).argmax(1) == y_test).float().mean().item()
        print("epoch %d accuracy %.4f" % (epoch, hit))


if __name__ == "__main__":
    arguments = docopt(__doc__)
    torch.manual_seed(1)
    net = Conv1dNet(int(arguments["--width"]))
    learn(net, curves(), int(arguments["--epochs"]), float(arguments["--rate"]))
    torch.save(net.state_dict(), arguments["--out"])
