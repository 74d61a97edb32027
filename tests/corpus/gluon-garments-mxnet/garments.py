import argparse

import mxnet as mx
from mxnet import autograd, gluon, init, nd
from mxnet.gluon import nn


def build():
    net = nn.HybridSequential()
    net.add(nn.Conv2D(16, kernel_size=5, activation="relu"), nn.MaxPool2D(2, 2),
            nn.Conv2D(32, kernel_size=3, activation="relu"), nn.MaxPool2D(2, 2),
            nn.Dense(128, activation="relu"), nn.Dropout(0.3), nn.Dense(10))
    net.initialize(init.Xavier())
    net.hybridize()
    return net


def loaders(batch):
    t = gluon.data.vision.transforms.ToTensor()
    make = lambda train: gluon.data.DataLoader(
        gluon.data.vision.FashionMNIST(train=train).transform_first(t), batch, shuffle=train)
    return make(True), make(False)


def accuracy(net, data):
    metric = mx.metric.Accuracy()
    for x, y in data:
        metric.update([y], [net(x)])
    return metric.get()[1]


def main(epochs, batch, lr):
    train, test = loaders(batch)
    net = build()
    loss_fn = gluon.loss.SoftmaxCrossEntropyLoss()
    trainer = gluon.Trainer(net.collect_params(), "adam", {"learning_rate": lr})
    for epoch in range(epochs):
        total = 0.0
        for x, y in train:
            with autograd.record():
                loss = loss_fn(net(x), y)
            loss.backward()
            trainer.step(x.shape[0])
            total += nd.mean(loss).asscalar()
        print("epoch %d loss %.4f test accuracy %.4f" % (epoch, total / len(train), accuracy(net, test)))
    net.export("garments")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--batch", type=int, default=256)
    p.add_argument("--lr", type=float, default=1e-3)
    main(**vars(p.parse_args()))
