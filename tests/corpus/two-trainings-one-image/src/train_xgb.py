import argparse
import json

import xgboost
from sklearn.metrics import accuracy_score, roc_auc_score

from claims import load


def build(args):
    return xgboost.XGBClassifier(n_estimators=args.trees, max_depth=args.depth, learning_rate=0.08,
                                 early_stopping_rounds=25, eval_metric="auc")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="data/claims.csv")
    parser.add_argument("--trees", type=int, default=700)
    parser.add_argument("--depth", type=int, default=5)
    parser.add_argument("--out", default="claims.json")
    args = parser.parse_args()
    X_train, X_test, y_train, y_test = load(args.data)
    model = build(args)
    model.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=50)
    p = model.predict_proba(X_test)[:, 1]
    print(json.dumps({"auc": roc_auc_score(y_test, p), "accuracy": accuracy_score(y_test, p > 0.5)}))
    model.save_model(args.out)


if __name__ == "__main__":
    main()
