import argparse

import joblib
import pandas as pd
import yaml
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from creditrisk.scorecard import Scorecard


def gini(y, p):
    return 2 * roc_auc_score(y, p) - 1


def main():
    parser = argparse.ArgumentParser(prog="creditrisk-train")
    parser.add_argument("--config", default="config/train.yml")
    with open(parser.parse_args().config) as f:
        cfg = yaml.safe_load(f)
    df = pd.read_csv(cfg["data"])
    y = df.pop(cfg["target"])
    X_train, X_test, y_train, y_test = train_test_split(df, y, stratify=y, test_size=0.3, random_state=11)
    card = Scorecard(cfg["numeric"], cfg["categorical"], **cfg["model"])
    card.fit(X_train, y_train)
    print("gini train {:.3f} test {:.3f}".format(gini(y_train, card.predict_proba(X_train)[:, 1]),
                                                 gini(y_test, card.predict_proba(X_test)[:, 1])))
    joblib.dump(card, cfg["output"])


if __name__ == "__main__":
    main()
