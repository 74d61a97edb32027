import math
import torch
import torch.nn as nn
import numpy as np
import matplotlib.pyplot as plt
from torch import optim


def generate_disc_set(nb):
    x = torch.empty(nb, 2).uniform_(0, 1)
    y = ((x - 0.5).pow(2).sum(1) < 1 / (2 * math.pi)).long()
    return x, y


def normalize(train, test):
    mu, std = train.mean(0), train.std(0)
    return (train - mu) / std, (test - mu) / std


def nb_errors(model, x, y):
    return (model(x).argmax(1) != y).sum().item()


def show(x, y):
    plt.scatter(x[:, 0], x[:, 1], c=y)
    plt.show()
