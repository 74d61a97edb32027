import numpy as np


class SGD:
    def __init__(self, lr=0.1):
        self.lr = lr

    def step(self, params):
        for p, g in params:
            p -= self.lr * g


class Adam:
    def __init__(self, lr=1e-3, b1=0.9, b2=0.999):
        self.lr, self.b1, self.b2, self.t, self.state = lr, b1, b2, 0, {}

    def step(self, params):
        self.t += 1
        for p, g in params:
            m, v = self.state.setdefault(id(p), (np.zeros_like(p), np.zeros_like(p)))
            m += (1 - self.b1) * (g - m)
            v += (1 - self.b2) * (g ** 2 - v)
            p -= self.lr * (m / (1 - self.b1 ** self.t)) / (np.sqrt(v / (1 - self.b2 ** self.t)) + 1e-8)
