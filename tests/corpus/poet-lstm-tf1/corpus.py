from __future__ import division
import io
import numpy as np


class Corpus(object):
    def __init__(self, path):
        with io.open(path, encoding='utf8') as f:
            self.text = f.read()
        self.letters = sorted(set(self.text))
        self.codes = dict(zip(self.letters, range(len(self.letters))))
        self.data = np.array([self.codes[c] for c in self.text], dtype=np.int32)

    def chunks(self, rows, columns):
        per_row = (len(self.data) - 1) // rows
        x = self.data[:rows * per_row].reshape(rows, per_row)
        y = self.data[1:rows * per_row + 1].reshape(rows, per_row)
        for start in range(0, per_row - columns, columns):
            yield x[:, start:start + columns], y[:, start:start + columns]
