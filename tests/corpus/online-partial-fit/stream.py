import argparse
import gzip
import itertools
import json
import sys

import joblib
import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier


def comments(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as f:
        for line in f:
            row = json.loads(line)
            yield row["body"], int(row["removed"])


def batches(rows, size):
    while True:
        chunk = list(itertools.islice(rows, size))
        if not chunk:
            return
        yield zip(*chunk)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("file", nargs="?", default="comments.jsonl.gz")
    ap.add_argument("--batch", type=int, default=2000)
    ap.add_argument("--alpha", type=float, default=1e-6)
    args = ap.parse_args()

    vec = HashingVectorizer(n_features=2 ** 20, alternate_sign=False, ngram_range=(1, 2))
    clf = SGDClassifier(loss="modified_huber", alpha=args.alpha, random_state=0)
    right = seen = 0
    for n, (texts, labels) in enumerate(batches(comments(args.file), args.batch)):
        x, y = vec.transform(texts), np.array(labels)
        if n:
            # first ask, then learn
            right += (clf.predict(x) == y).sum()
            seen += len(y)
        clf.partial_fit(x, y, classes=[0, 1])
        if seen and n % 20 == 0:
            print("%9d comments, accuracy so far %.4f" % (seen, right / seen), file=sys.stderr)
    print("accuracy: %.4f" % (right / max(seen, 1)))
    joblib.dump(clf, "removed.joblib")


if __name__ == "__main__":
    main()
