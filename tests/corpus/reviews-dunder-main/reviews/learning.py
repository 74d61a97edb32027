import numpy as np
from keras import layers, models

from .text import Codes


class Learner:
    def __init__(self, table):
        self.codes = Codes(table["text"])
        self.x = self.codes.encode(table["text"])
        self.y = np.array(table["stars"]) > 3
        self.net = self._net()

    def _net(self):
        net = models.Sequential([
            layers.Input((self.codes.width,), dtype="int32"),
            layers.Embedding(self.codes.size, 64),
            layers.SpatialDropout1D(0.2),
            layers.Conv1D(128, 5, activation="relu"),
            layers.GlobalMaxPooling1D(),
            layers.Dense(64, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ])
        net.compile("adam", "binary_crossentropy", metrics=["accuracy", "AUC"])
        return net

    def go(self, epochs):
        order = np.random.default_rng(0).permutation(len(self.y))
        cut = len(order) // 5
        held, rest = order[:cut], order[cut:]
        self.net.fit(self.x[rest], self.y[rest], epochs=epochs, batch_size=128,
                     validation_data=(self.x[held], self.y[held]))
