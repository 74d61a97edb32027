import joblib
import matplotlib.pyplot as plt
import pandas as pd

model = joblib.load("forest.joblib")
grid = pd.read_csv("grid.csv")
moisture = model.predict(grid[model.feature_names_in_])
plt.scatter(grid["lon"], grid["lat"], c=moisture, s=2, cmap="Blues")
plt.colorbar()
plt.savefig("map.png", dpi=200)
