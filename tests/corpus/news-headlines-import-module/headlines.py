# -*- coding: utf-8 -*-
import io
import os
import random
from collections import Counter

import torch

WIDTH = 30


class Headlines:
    def __init__(self, folder):
        rows = {part: self._read(os.path.join(folder, part + '.txt')) for part in ('train', 'dev', 'test')}
        counts = Counter(c for text, _ in rows['train'] for c in text)
        self.chars = ['<pad>', '<unk>'] + [c for c, n in counts.most_common(5000) if n > 1]
        code = {c: i for i, c in enumerate(self.chars)}
        self.n_classes = 1 + max(y for _, y in rows['train'])
        self.parts = {}
        for part, items in rows.items():
            x = torch.zeros(len(items), WIDTH, dtype=torch.long)
            for i, (text, _) in enumerate(items):
                for j, c in enumerate(text[:WIDTH]):
                    x[i, j] = code.get(c, 1)
            self.parts[part] = x, torch.tensor([y for _, y in items])

    @staticmethod
    def _read(path):
        with io.open(path, encoding='utf-8') as f:
            return [(t, int(y)) for t, y in (line.rstrip('\n').split('\t') for line in f if line.strip())]

    def batches(self, part, size, shuffle=False):
        x, y = self.parts[part]
        order = list(range(len(y)))
        if shuffle:
            random.shuffle(order)
        for i in range(0, len(order), size):
            at = torch.tensor(order[i:i + size])
            yield x[at], y[at]
