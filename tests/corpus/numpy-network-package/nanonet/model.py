import numpy as np


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def compile(self, optimizer, loss):
        self.optimizer, self.loss = optimizer, loss

    def forward(self, x, training=False):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def fit(self, x, y, epochs=10, batch_size=32):
        for epoch in range(epochs):
            order, total = np.random.permutation(len(x)), 0.0
            for i in range(0, len(x), batch_size):
                at = order[i:i + batch_size]
                total += self.loss(self.forward(x[at], True), y[at])
                grad = self.loss.backward()
                for layer in reversed(self.layers):
                    grad = layer.backward(grad)
                self.optimizer.step([pg for layer in self.layers for pg in layer.params])
            print(f"Epoch {epoch + 1}/{epochs} loss: {total / np.ceil(len(x) / batch_size):.4f}")

    def evaluate(self, x, y):
        return (self.forward(x).argmax(1) == y).mean()
