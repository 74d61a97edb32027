#!/usr/bin/env python3
from pathlib import Path

import numpy as np
import pandas as pd
from catboost import CatBoostRegressor, Pool
from sklearn.model_selection import train_test_split

from features import CATEGORICAL, prepare

HERE = Path(__file__).resolve().parent.parent


def main():
    df = prepare(pd.read_csv(HERE / "data" / "flats.csv"))
    y = np.log1p(df.pop("price"))
    X_train, X_valid, y_train, y_valid = train_test_split(df, y, test_size=0.2, random_state=123)
    train_pool = Pool(X_train, y_train, cat_features=CATEGORICAL)
    valid_pool = Pool(X_valid, y_valid, cat_features=CATEGORICAL)

    model = CatBoostRegressor(iterations=3000, learning_rate=0.03, depth=7, l2_leaf_reg=4, loss_function="RMSE",
                              eval_metric="MAE", random_seed=123, verbose=200)
    model.fit(train_pool, eval_set=valid_pool, early_stopping_rounds=150, use_best_model=True)

    pred = np.expm1(model.predict(valid_pool))
    truth = np.expm1(y_valid)
    print("MAE %.0f  MAPE %.2f %%" % (np.abs(pred - truth).mean(), 100 * (np.abs(pred - truth) / truth).mean()))
    model.save_model(str(HERE / "flats.cbm"))


if __name__ == "__main__":
    main()
