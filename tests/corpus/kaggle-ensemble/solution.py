import pandas as pd, numpy as np
from sklearn.linear_model import ElasticNet, Lasso
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import RobustScaler
from sklearn.base import BaseEstimator, TransformerMixin, RegressorMixin, clone
from sklearn.model_selection import KFold, cross_val_score
import xgboost as xgb
import lightgbm as lgb

train = pd.read_csv('../input/train.csv'); test = pd.read_csv('../input/test.csv')
y = np.log1p(train.SalePrice.values)
lasso = make_pipeline(RobustScaler(), Lasso(alpha=0.0005))
GBoost = GradientBoostingRegressor(n_estimators=3000)
model_xgb = xgb.XGBRegressor(max_depth=3, n_estimators=2200)
model_lgb = lgb.LGBMRegressor(objective='regression', num_leaves=5)


class AveragingModels(BaseEstimator, RegressorMixin, TransformerMixin):
    def __init__(self, models):
        self.models = models

    def fit(self, X, y):
        self.models_ = [clone(x) for x in self.models]
        for model in self.models_:
            model.fit(X, y)
        return self

    def predict(self, X):
        return np.mean(np.column_stack([m.predict(X) for m in self.models_]), axis=1)


averaged = AveragingModels(models=(lasso, GBoost))
averaged.fit(train.values, y)
model_xgb.fit(train, y)
model_lgb.fit(train, y)
sub = pd.DataFrame({'SalePrice': np.expm1(averaged.predict(test.values) * .7 + model_xgb.predict(test) * .3)})
sub.to_csv('submission.csv', index=False)
