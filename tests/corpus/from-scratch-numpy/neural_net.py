import numpy as np


class NeuralNetwork:
    def __init__(self, x, y):
        self.input, self.y = x, y
        self.w1 = np.random.rand(x.shape[1], 4)

    def train(self, n):
        for _ in range(n):
            out = 1 / (1 + np.exp(-self.input @ self.w1))
            self.w1 += self.input.T @ (self.y - out)


nn = NeuralNetwork(np.eye(3), np.eye(3, 4))
nn.train(1500)
