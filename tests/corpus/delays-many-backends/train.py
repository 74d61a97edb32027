import argparse
import time

from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split

from backends import BACKENDS
from flights import load


def main(args):
    X, y = load(args.csv)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=args.seed, stratify=y)
    model = BACKENDS[args.backend](args.seed)
    start = time.perf_counter()
    model.fit(X_train, y_train)
    took = time.perf_counter() - start
    p = model.predict_proba(X_test)[:, 1]
    print(f"{args.backend}: auc {roc_auc_score(y_test, p):.4f} accuracy {accuracy_score(y_test, p > 0.5):.4f} "
          f"in {took:.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--csv", default="flights.csv")
    parser.add_argument("--backend", choices=sorted(BACKENDS), default="lightgbm")
    parser.add_argument("--seed", type=int, default=0)
    main(parser.parse_args())
