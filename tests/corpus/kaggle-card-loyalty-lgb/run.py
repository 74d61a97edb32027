import argparse
import datetime
import json
import logging

import numpy as np
import pandas as pd
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import KFold

from models.lgbm import train_and_predict
from utils import load_features

parser = argparse.ArgumentParser()
parser.add_argument("--config", default="./configs/default.json")
options = parser.parse_args()
config = json.load(open(options.config))

now = datetime.datetime.now()
logging.basicConfig(filename="./log_{0:%Y%m%d%H%M%S}.log".format(now), level=logging.DEBUG)

X_all, X_test = load_features(config["features"])
y_all = pd.read_feather("./data/input/train.feather")[config["target_name"]]
logging.debug(X_all.shape)

oof, preds = np.zeros(len(X_all)), []
for fold, (tr, va) in enumerate(KFold(n_splits=config["n_folds"], shuffle=True, random_state=0).split(X_all)):
    valid_pred, test_pred, model = train_and_predict(
        X_all.iloc[tr], X_all.iloc[va], y_all.iloc[tr], y_all.iloc[va], X_test, config["lgbm_params"])
    oof[va] = valid_pred
    preds.append(test_pred)
    model.save_model("models/fold%d.txt" % fold)

score = mean_squared_error(y_all, oof) ** 0.5
print("CV RMSE:", score)
logging.debug(score)

sub = pd.DataFrame(pd.read_feather("./data/input/test.feather")[config["ID_name"]])
sub[config["target_name"]] = np.mean(preds, axis=0)
sub.to_csv("./data/output/sub_{0:%Y%m%d%H%M%S}_{1:.5f}.csv".format(now, score), index=False, header=True)
