import argparse

from . import storage
from .learning import Learner


def run():
    parser = argparse.ArgumentParser(prog="reviews")
    parser.add_argument("--table", default="reviews.csv")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--ask")
    args = parser.parse_args()
    if args.ask:
        print(storage.load().predict([args.ask]))
        return
    learner = Learner(storage.table(args.table))
    learner.go(args.epochs)
    storage.save(learner)
