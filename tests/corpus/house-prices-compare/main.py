import pandas as pd
from sklearn.linear_model import LinearRegression, Lasso
from sklearn.ensemble import RandomForestRegressor, ExtraTreesRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import r2_score
from utils import load, split

df = load("data/houses.csv")
X_train, X_test, y_train, y_test = split(df)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)

models = {
    "linear": LinearRegression(),
    "lasso": Lasso(alpha=0.1),
    "forest": RandomForestRegressor(n_estimators=200),
    "extra": ExtraTreesRegressor(),
}
results = {}
for name, model in models.items():
    model.fit(X_train, y_train)
    results[name] = r2_score(y_test, model.predict(X_test))
    print(name, results[name])
