from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import train_test_split

diabetes = load_diabetes()
x_train, x_test, y_train, y_test = train_test_split(
    diabetes.data, diabetes.target, test_size=0.2, random_state=3)
reg = Ridge(alpha=0.1)
reg.fit(x_train, y_train)
pred = reg.predict(x_test)
print("MSE: %.2f" % mean_squared_error(y_test, pred))
print("R2: %.3f" % r2_score(y_test, pred))
