#!/usr/bin/env python3
import argparse
import os

from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split


def parse_args():
    p = argparse.ArgumentParser(description="random forest on digits")
    p.add_argument("--trees", type=int, default=100)
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--out", default="results")
    return p.parse_args()


if __name__ == "__main__":
    args = parse_args()
    os.makedirs(args.out, exist_ok=True)
    X, y = load_digits(return_X_y=True)
    tr_x, te_x, tr_y, te_y = train_test_split(X, y, test_size=0.2, random_state=0)
    clf = RandomForestClassifier(args.trees, n_jobs=args.jobs, random_state=0)
    clf.fit(tr_x, tr_y)
    pred = clf.predict(te_x)
    print("test accuracy: %.2f%%" % (100 * accuracy_score(te_y, pred)))
    print("macro f1:", f1_score(te_y, pred, average="macro"))
