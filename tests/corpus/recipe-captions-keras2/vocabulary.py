import json
import re
from collections import Counter


class Vocabulary(object):
    def __init__(self, words):
        self.words = ['', '<start>', '<end>', '<unk>'] + words
        self.index = dict((w, i) for i, w in enumerate(self.words))

    @classmethod
    def of(cls, lines, least=4):
        counts = Counter(w for line in lines for w in cls.split(line))
        return cls(sorted(w for w, c in counts.items() if c >= least))

    @staticmethod
    def split(line):
        return re.findall(r"[a-z]+", line.lower())

    def encode(self, line):
        return [1] + [self.index.get(w, 3) for w in self.split(line)] + [2]

    def save(self, path):
        json.dump(self.words[4:], open(path, 'w'))
