import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.model_selection import KFold
from sklearn.metrics import mean_squared_error

df = pd.read_csv("sales.csv")
features = [c for c in df.columns if c != "sales"]
oof = np.zeros(len(df))
param = dict(objective="regression", metric="rmse", learning_rate=0.03, num_leaves=63)
for fold, (tr, va) in enumerate(KFold(5, shuffle=True, random_state=0).split(df)):
    d_tr = lgb.Dataset(df.iloc[tr][features], df.iloc[tr]["sales"])
    d_va = lgb.Dataset(df.iloc[va][features], df.iloc[va]["sales"])
    model = lgb.train(param, d_tr, 5000, valid_sets=[d_va])
    oof[va] = model.predict(df.iloc[va][features])
print("RMSE", mean_squared_error(df["sales"], oof) ** 0.5)
