import argparse
import os

import joblib
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--n-estimators", type=int, default=100)
    parser.add_argument("--max-depth", type=int, default=None)
    parser.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR", "."))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN", "data"))
    args, _ = parser.parse_known_args()

    df = pd.read_csv(os.path.join(args.train, "loans.csv"))
    y = df.pop("status") == "charged off"
    X = pd.get_dummies(df).fillna(-1)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0, stratify=y)
    model = ExtraTreesClassifier(args.n_estimators, max_depth=args.max_depth, n_jobs=-1, random_state=0)
    model.fit(X_train, y_train)
    print("f1: %.4f" % f1_score(y_test, model.predict(X_test)))
    joblib.dump(model, os.path.join(args.model_dir, "model.joblib"))
