import sys

import numpy as np

from conll import read

words = {w.lower() for part in ("ned.train", "ned.testa", "ned.testb") for sent, _ in read(part) for w in sent}
kept = {}
with open(sys.argv[1], encoding="utf-8") as f:
    next(f)
    for line in f:
        word, *numbers = line.rstrip().split(" ")
        if word in words:
            kept[word] = np.array(numbers, "float32")
np.savez("vectors.npz", **kept)
print("%d of %d words have a vector" % (len(kept), len(words)))
