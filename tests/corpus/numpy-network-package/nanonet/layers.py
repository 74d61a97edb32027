import numpy as np


class Dense:
    def __init__(self, n_in, n_out, activation=None):
        self.w = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.b = np.zeros(n_out)
        self.activation = activation

    def forward(self, x, training=False):
        self.x = x
        self.z = x @ self.w + self.b
        return np.maximum(self.z, 0) if self.activation == "relu" else self.z

    def backward(self, grad):
        if self.activation == "relu":
            grad = grad * (self.z > 0)
        self.dw, self.db = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.w.T

    @property
    def params(self):
        return [(self.w, self.dw), (self.b, self.db)]


class Dropout:
    params = ()

    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, training=False):
        self.mask = (np.random.rand(*x.shape) > self.rate) / (1 - self.rate) if training else 1
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask
