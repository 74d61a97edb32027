import xgboost as xgb
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=11)
dtrain = xgb.DMatrix(X_train, label=y_train)
dtest = xgb.DMatrix(X_test, label=y_test)

param = {'max_depth': 1, 'eta': 0.01, 'objective': 'multi:softmax', 'num_class': 10, 'nthread': 1, 'seed': 0}
num_round = 5
bst = xgb.train(param, dtrain, num_round, evals=[(dtest, 'test')], verbose_eval=False)
print('accuracy: %.4f' % accuracy_score(y_test, bst.predict(dtest)))
