import json

import optuna
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

from income import split

X_train, _, y_train, _ = split()


def objective(trial):
    settings = {
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.3, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 8, 128),
        "l2_regularization": trial.suggest_float("l2_regularization", 1e-3, 10, log=True),
        "max_iter": trial.suggest_int("max_iter", 50, 500),
    }
    return cross_val_score(HistGradientBoostingClassifier(**settings), X_train, y_train, cv=4, scoring="roc_auc").mean()


if __name__ == "__main__":
    study = optuna.create_study(direction="maximize", storage="sqlite:///study.db", load_if_exists=True)
    study.optimize(objective, n_trials=80)
    json.dump(study.best_params, open("best.json", "w"))
