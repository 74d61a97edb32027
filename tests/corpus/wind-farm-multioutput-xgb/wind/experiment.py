import argparse

import joblib
import numpy as np
from sklearn.model_selection import TimeSeriesSplit, cross_val_score

from wind.regressors import baseline, boosted
from wind.tables import tables


def cv(model, X, y, folds):
    return -cross_val_score(model, X, y, cv=TimeSeriesSplit(folds), scoring="neg_mean_absolute_error").mean()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--folds", type=int, default=5)
    p.add_argument("--trees", type=int, default=400)
    p.add_argument("--depth", type=int, default=4)
    args = p.parse_args()
    X, y = tables()
    print("baseline MAE %.2f" % cv(baseline(), X, y, args.folds))
    model = boosted(args.trees, args.depth)
    print("boosted  MAE %.2f" % cv(model, X, y, args.folds))
    cut = int(len(X) * 0.9)
    model.fit(X[:cut], y[:cut])
    print("last tenth MAE %.2f" % np.abs(model.predict(X[cut:]) - y[cut:]).to_numpy().mean())
    joblib.dump(model, "wind.joblib")


if __name__ == "__main__":
    main()
