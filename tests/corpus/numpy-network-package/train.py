import gzip

import numpy as np

from nanonet import SGD, CrossEntropy, Dense, Dropout, Sequential


def images(path):
    with gzip.open(path) as f:
        return np.frombuffer(f.read(), np.uint8, offset=16).reshape(-1, 784) / 255


def labels(path):
    with gzip.open(path) as f:
        return np.frombuffer(f.read(), np.uint8, offset=8)


model = Sequential(Dense(784, 128, "relu"), Dropout(0.2), Dense(128, 10))
model.compile(optimizer=SGD(0.1), loss=CrossEntropy())
model.fit(images("data/train-images-idx3-ubyte.gz"), labels("data/train-labels-idx1-ubyte.gz"), epochs=5)
print("accuracy:", model.evaluate(images("data/t10k-images-idx3-ubyte.gz"), labels("data/t10k-labels-idx1-ubyte.gz")))
