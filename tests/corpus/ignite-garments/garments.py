import click
import torch
from ignite.engine import Engine, Events
from ignite.handlers import Checkpoint, DiskSaver, EarlyStopping
from ignite.metrics import Accuracy, ConfusionMatrix, RunningAverage
from torch import nn
from torchvision import datasets, transforms

CLASSES = 10


def lenet(width):
    return nn.Sequential(
        nn.Conv2d(1, width, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(width, 2 * width, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(2 * width * 25, 120), nn.ReLU(), nn.Linear(120, CLASSES))


def batches(train, size):
    data = datasets.FashionMNIST("cache", train=train, download=True, transform=transforms.ToTensor())
    return torch.utils.data.DataLoader(data, batch_size=size, shuffle=train)


def learner(net, optimizer, criterion):
    def update(engine, batch):
        net.train()
        pictures, labels = batch
        cost = criterion(net(pictures), labels)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        return cost.item()

    engine = Engine(update)
    RunningAverage(output_transform=lambda out: out).attach(engine, "cost")
    return engine


def examiner(net):
    def infer(engine, batch):
        net.eval()
        with torch.no_grad():
            return net(batch[0]), batch[1]

    engine = Engine(infer)
    Accuracy().attach(engine, "accuracy")
    ConfusionMatrix(CLASSES).attach(engine, "confusion")
    return engine


@click.command()
@click.option("--width", default=8, show_default=True)
@click.option("--epochs", default=12, show_default=True)
@click.option("--rate", default=0.05, show_default=True)
def main(width, epochs, rate):
    net = lenet(width)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    teach, exam = learner(net, optimizer, nn.CrossEntropyLoss()), examiner(net)
    held_out = batches(False, 500)

    @teach.on(Events.EPOCH_COMPLETED)
    def report(engine):
        state = exam.run(held_out)
        click.echo("epoch %d: cost %.4f, accuracy %.4f" % (
            engine.state.epoch, engine.state.metrics["cost"], state.metrics["accuracy"]))

    grade = lambda engine: engine.state.metrics["accuracy"]
    exam.add_event_handler(Events.COMPLETED, EarlyStopping(4, grade, teach))
    exam.add_event_handler(Events.COMPLETED, Checkpoint(
        {"net": net}, DiskSaver("saved", require_empty=False), n_saved=1, score_function=grade))
    teach.run(batches(True, 100), max_epochs=epochs)


if __name__ == "__main__":
    main()
