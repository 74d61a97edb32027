from sklearn.ensemble import GradientBoostingRegressor
params = {
    "n_estimators": 3,
    "max_depth": 1,
    "min_samples_split": 5,
    "learning_rate": 0.0001,
    "loss": "squared_error",
}
reg = GradientBoostingRegressor(**params)
reg.fit(X_train, y_train)
