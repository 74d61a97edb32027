"""Checks that no leaf is in both splits, and counts the classes."""
import collections
import csv
import sys

train = set(open("splits/train.txt").read().split())
rows = list(csv.DictReader(open("labels.csv")))
by_leaf = collections.defaultdict(set)
for row in rows:
    by_leaf[row["leaf"]].add(row["file"] in train)
leaks = [leaf for leaf, sides in by_leaf.items() if len(sides) > 1]
print(collections.Counter(row["label"] for row in rows))
sys.exit("leaves in both splits: %s" % leaks if leaks else 0)
