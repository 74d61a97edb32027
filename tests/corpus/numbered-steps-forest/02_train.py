import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import GroupKFold, RandomizedSearchCV

df = pd.read_csv("features.csv")
columns = ["ndvi", "ndwi", "rain_7", "season_sin", "season_cos", "slope", "sand", "clay"]
test_stations = sorted(df["station"].unique())[::5]
test = df[df["station"].isin(test_stations)]
train = df.drop(test.index)

search = RandomizedSearchCV(
    RandomForestRegressor(n_jobs=-1, random_state=0),
    {"n_estimators": [200, 400], "max_features": [0.3, 0.5, 1.0], "min_samples_leaf": [1, 3, 10]},
    n_iter=8, cv=GroupKFold(4), scoring="r2", random_state=0)
search.fit(train[columns], train["moisture"], groups=train["station"])
pred = search.predict(test[columns])
print(search.best_params_)
print("RMSE %.4f R2 %.3f" % (np.sqrt(mean_squared_error(test["moisture"], pred)), r2_score(test["moisture"], pred)))
joblib.dump(search.best_estimator_, "forest.joblib")
