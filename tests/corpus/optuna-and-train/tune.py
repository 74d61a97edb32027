import optuna
from lightgbm import LGBMClassifier
from sklearn.model_selection import cross_val_score
from features import load


def objective(trial):
    X, y = load()
    return cross_val_score(LGBMClassifier(num_leaves=trial.suggest_int("n", 8, 64)), X, y).mean()


study = optuna.create_study(direction="maximize")
study.optimize(objective, n_trials=50)
