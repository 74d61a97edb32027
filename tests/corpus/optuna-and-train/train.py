from lightgbm import LGBMClassifier
from features import load

X, y = load()
model = LGBMClassifier(num_leaves=31)
model.fit(X, y)
model.booster_.save_model("model.txt")
