import argparse
import os

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.tensorboard import SummaryWriter

import models


def load(folder, part):
    z = np.load(os.path.join(folder, part + ".npz"))
    return TensorDataset(torch.from_numpy(z["x"]).float(), torch.from_numpy(z["y"]).long())


class Runner:
    def __init__(self, args):
        self.args = args
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = models.build(args.model, 10).to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=args.lr, weight_decay=1e-4)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 10, 0.5)
        self.loss_fn = torch.nn.CrossEntropyLoss()
        self.writer = SummaryWriter("runs/" + args.model)

    def train_step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss_fn(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self):
        train = DataLoader(load(self.args.features, "train"), self.args.batch_size, shuffle=True)
        test = DataLoader(load(self.args.features, "test"), 512)
        for epoch in range(self.args.epochs):
            self.model.train()
            losses = [self.train_step(x.to(self.device), y.to(self.device)) for x, y in train]
            self.scheduler.step()
            acc = self.test(test)
            self.writer.add_scalar("loss", np.mean(losses), epoch)
            self.writer.add_scalar("accuracy", acc, epoch)
            print("epoch {:3d} loss {:.4f} test accuracy {:.2%}".format(epoch, np.mean(losses), acc))
        torch.save(self.model.state_dict(), self.args.model + ".pt")

    def test(self, loader):
        self.model.eval()
        with torch.no_grad():
            hits = [(self.model(x.to(self.device)).argmax(1).cpu() == y).float() for x, y in loader]
        return torch.cat(hits).mean().item()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--features", default="features")
    parser.add_argument("--model", default="m5")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch_size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=1e-3)
    Runner(parser.parse_args()).fit()
