import json
from pathlib import Path
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import train_test_split

with open(Path(__file__).parent / "params.json") as f:
    config = json.load(f)

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=config["test_size"], random_state=config["seed"])
model = GradientBoostingClassifier(**config["model"])
model.fit(X_train, y_train)
print("accuracy", model.score(X_test, y_test))
