import xgboost as xgb
from sklearn.metrics import accuracy_score
dtrain = xgb.DMatrix(X_train, label=y_train)
dtest = xgb.DMatrix(X_test, label=y_test)
param = {'max_depth': 1, 'eta': 0.001, 'objective': 'multi:softmax', 'num_class': 3, 'seed': 0}
param['subsample'] = 0.1
num_round = 2
bst = xgb.train(param, dtrain, num_round, evals=[(dtest, 'test')], early_stopping_rounds=5)
print(accuracy_score(y_test, bst.predict(dtest)))
