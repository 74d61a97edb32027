from argparse import ArgumentParser

import torch
import torch.nn.functional as F
from ignite.contrib.handlers import ProgressBar
from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
from ignite.handlers import EarlyStopping, ModelCheckpoint
from ignite.metrics import Accuracy, Loss
from torch import nn
from torch.optim import SGD
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import Compose, Normalize, ToTensor


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = F.relu(self.fc1(x.flatten(1)))
        return F.log_softmax(self.fc2(x), dim=-1)


def get_data_loaders(train_bs, val_bs):
    t = Compose([ToTensor(), Normalize((0.1307,), (0.3081,))])
    return (DataLoader(MNIST(".", download=True, transform=t, train=True), batch_size=train_bs, shuffle=True),
            DataLoader(MNIST(".", download=False, transform=t, train=False), batch_size=val_bs))


def run(train_bs, val_bs, epochs, lr, momentum):
    train_loader, val_loader = get_data_loaders(train_bs, val_bs)
    model = Net()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device)
    optimizer = SGD(model.parameters(), lr=lr, momentum=momentum)
    trainer = create_supervised_trainer(model, optimizer, nn.NLLLoss(), device=device)
    evaluator = create_supervised_evaluator(model, metrics={"accuracy": Accuracy(), "nll": Loss(nn.NLLLoss())},
                                            device=device)
    pbar = ProgressBar()
    pbar.attach(trainer, output_transform=lambda loss: {"loss": loss})

    @trainer.on(Events.EPOCH_COMPLETED)
    def log_validation(engine):
        evaluator.run(val_loader)
        m = evaluator.state.metrics
        pbar.log_message(f"Validation - Epoch: {engine.state.epoch} accuracy: {m['accuracy']:.4f} loss: {m['nll']:.4f}")

    score = lambda engine: engine.state.metrics["accuracy"]
    evaluator.add_event_handler(Events.COMPLETED, EarlyStopping(3, score, trainer))
    evaluator.add_event_handler(Events.COMPLETED, ModelCheckpoint("ckpt", "mnist", n_saved=1, score_function=score,
                                                                  require_empty=False), {"model": model})
    trainer.run(train_loader, max_epochs=epochs)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--batch_size", type=int, default=64)
    parser.add_argument("--val_batch_size", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--momentum", type=float, default=0.5)
    args = parser.parse_args()
    run(args.batch_size, args.val_batch_size, args.epochs, args.lr, args.momentum)
