import collections
import os

import numpy as np


class TextLoader():
    def __init__(self, data_dir, batch_size, seq_length):
        with open(os.path.join(data_dir, 'input.txt')) as f:
            data = f.read()
        chars = [c for c, _ in collections.Counter(data).most_common()]
        self.vocab_size = len(chars)
        self.vocab = dict(zip(chars, range(len(chars))))
        tensor = np.array([self.vocab[c] for c in data])
        self.num_batches = tensor.size // (batch_size * seq_length)
        x = tensor[:self.num_batches * batch_size * seq_length]
        y = np.roll(x, -1)
        self.x_batches = np.split(x.reshape(batch_size, -1), self.num_batches, 1)
        self.y_batches = np.split(y.reshape(batch_size, -1), self.num_batches, 1)
        self.reset()

    def next_batch(self):
        x, y = self.x_batches[self.pointer], self.y_batches[self.pointer]
        self.pointer += 1
        return x, y

    def reset(self):
        self.pointer = 0
