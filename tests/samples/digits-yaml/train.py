from pathlib import Path

import yaml
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC


class Experiment:
    def __init__(self, path):
        with open(path) as f:
            self.config = yaml.safe_load(f)
        self.model = SVC(C=self.config["model"]["C"], kernel=self.config["model"]["kernel"],
                         gamma=self.config["model"]["gamma"])

    def run(self):
        X, y = load_digits(return_X_y=True)
        data = self.config["data"]
        X_train, X_test, y_train, y_test = train_test_split(
            X, y, test_size=data["test_size"], random_state=data["seed"])
        self.model.fit(X_train, y_train)
        print("accuracy:", self.model.score(X_test, y_test))


if __name__ == "__main__":
    Experiment(Path(__file__).parent / "config.yaml").run()
