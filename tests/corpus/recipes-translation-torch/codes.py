"""Words to numbers; run once."""
import re
import sys
from collections import Counter

import torch

SPECIAL = ["<pad>", "<unk>", "<s>", "</s>"]


def words(line):
    return re.findall(r"\w+|[^\w\s]", line.lower())


def vocabulary(lines, least=3):
    counts = Counter(w for line in lines for w in words(line))
    return SPECIAL + [w for w, n in counts.most_common() if n >= least]


def encode(line, index):
    return [2] + [index.get(w, 1) for w in words(line)] + [3]


if __name__ == "__main__":
    sides = {}
    for side, path in zip(("de", "en"), sys.argv[1:3]):
        lines = open(path, encoding="utf-8").read().splitlines()
        vocab = vocabulary(lines)
        index = {w: i for i, w in enumerate(vocab)}
        sides[side] = {"vocab": vocab, "data": [encode(line, index) for line in lines]}
        print(side, len(vocab), "words")
    torch.save(sides, "recipes.pt")
