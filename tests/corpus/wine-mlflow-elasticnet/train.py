import logging
import sys

import mlflow
import mlflow.sklearn
import numpy as np
import pandas as pd
from sklearn.linear_model import ElasticNet
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
from sklearn.model_selection import train_test_split

log = logging.getLogger("wine")


def scores(truth, pred):
    return {"rmse": np.sqrt(mean_squared_error(truth, pred)), "mae": mean_absolute_error(truth, pred),
            "r2": r2_score(truth, pred)}


if __name__ == "__main__":
    alpha = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
    l1_ratio = float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
    try:
        table = pd.read_csv("winequality-red.csv", sep=";")
    except OSError:
        log.error("put winequality-red.csv next to this script")
        raise

    train, test = train_test_split(table, random_state=40)
    target = ["quality"]
    with mlflow.start_run():
        model = ElasticNet(alpha=alpha, l1_ratio=l1_ratio, random_state=42)
        model.fit(train.drop(target, axis=1), train[target])
        result = scores(test[target], model.predict(test.drop(target, axis=1)))
        print("alpha %g, l1_ratio %g -> %s" % (alpha, l1_ratio, result))
        mlflow.log_params({"alpha": alpha, "l1_ratio": l1_ratio})
        mlflow.log_metrics(result)
        mlflow.sklearn.log_model(model, "model")
