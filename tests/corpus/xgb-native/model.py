import xgboost as xgb
import pandas as pd
from sklearn.model_selection import train_test_split

train = pd.read_csv("../input/train.csv")
y = train.pop("target")
X_tr, X_va, y_tr, y_va = train_test_split(train, y)
params = {"objective": "binary:logistic", "eta": 0.05, "max_depth": 6, "eval_metric": "auc"}
dtrain, dvalid = xgb.DMatrix(X_tr, y_tr), xgb.DMatrix(X_va, y_va)
bst = xgb.train(params, dtrain, 1000, [(dvalid, "valid")], early_stopping_rounds=50, verbose_eval=100)
