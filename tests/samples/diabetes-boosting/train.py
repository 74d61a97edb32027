from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import train_test_split

X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=13)

params = {
    "n_estimators": 20,
    "max_depth": 8,
    "min_samples_split": 2,
    "learning_rate": 0.01,
    "random_state": 13,
}
reg = GradientBoostingRegressor(**params)
reg.fit(X_train, y_train)
pred = reg.predict(X_test)
print("MSE: {:.2f}".format(mean_squared_error(y_test, pred)))
print("R2: {:.4f}".format(r2_score(y_test, pred)))
