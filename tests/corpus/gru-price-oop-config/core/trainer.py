import logging

import torch
from torch import nn
from torch.utils.data import DataLoader

from core import networks
from core.dataset import SeriesLoader

log = logging.getLogger(__name__)


class Trainer:
    """Builds everything from a configuration and runs it."""

    def __init__(self, config):
        self.config = config
        self.series = SeriesLoader(**config["data"])
        net = config["network"]
        self.model = getattr(networks, net["type"])(**net["params"])
        self.criterion = getattr(nn, config["loss"])()
        opt = config["optimizer"]
        self.optimizer = getattr(torch.optim, opt["type"])(self.model.parameters(), **opt["params"])

    def __call__(self):
        t = self.config["training"]
        loader = DataLoader(self.series.train, batch_size=t["batch_size"], shuffle=True)
        for epoch in range(t["epochs"]):
            self.model.train()
            total = 0.0
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                total += loss.item() * len(x)
            log.info("epoch %d train %.5f test %.5f", epoch, total / len(self.series.train), self.evaluate())
        return self

    @torch.no_grad()
    def evaluate(self):
        self.model.eval()
        x, y = self.series.test.tensors
        return self.criterion(self.model(x), y).item()

    def save(self, path):
        torch.save({"config": self.config, "weights": self.model.state_dict()}, path)
