import optuna
import xgboost as xgb
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


def objective(trial):
    X, y = load_breast_cancer(return_X_y=True)
    a, b, c, d = train_test_split(X, y)
    clf = xgb.XGBClassifier(max_depth=trial.suggest_int("d", 2, 9))
    clf.fit(a, c)
    return clf.score(b, d)


if __name__ == "__main__":
    study = optuna.create_study(direction="maximize")
    study.optimize(objective, n_trials=20)
