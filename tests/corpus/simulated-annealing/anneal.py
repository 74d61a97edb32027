import math
import random


class Optimizer:
    def __init__(self, f):
        self.f = f

    def step(self, x, t):
        y = x + random.gauss(0, 1)
        d = self.f(y) - self.f(x)
        return y if d < 0 or random.random() < math.exp(-d / t) else x

    def train(self, x, epochs=1000):
        for epoch in range(epochs):
            x = self.step(x, 1.0 / (epoch + 1))
        return x


print(Optimizer(lambda x: x * x).train(10.0))
