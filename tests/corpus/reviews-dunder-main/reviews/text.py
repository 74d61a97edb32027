import re
from collections import Counter

import numpy as np


class Codes:
    def __init__(self, texts, size=20000, width=250):
        counts = Counter(w for t in texts for w in self.words(t))
        self.code = {w: i + 2 for i, (w, _) in enumerate(counts.most_common(size - 2))}
        self.size, self.width = size, width

    @staticmethod
    def words(text):
        return re.findall(r"\w+", text.lower())

    def encode(self, texts):
        out = np.zeros((len(texts), self.width), "int32")
        for row, text in zip(out, texts):
            ids = [self.code.get(w, 1) for w in self.words(text)][:self.width]
            row[:len(ids)] = ids
        return out
