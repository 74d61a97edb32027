"""Each builder imports its own library, so that only the one in use must be installed."""


def lightgbm(seed):
    from lightgbm import LGBMClassifier
    return LGBMClassifier(n_estimators=600, num_leaves=127, learning_rate=0.05, random_state=seed)


def xgboost(seed):
    from xgboost import XGBClassifier
    return XGBClassifier(n_estimators=600, max_depth=8, learning_rate=0.05, random_state=seed)


def catboost(seed):
    from catboost import CatBoostClassifier
    return CatBoostClassifier(iterations=600, depth=8, learning_rate=0.05, random_seed=seed, verbose=100)


def logreg(seed):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=300, random_state=seed))


BACKENDS = {"lightgbm": lightgbm, "xgboost": xgboost, "catboost": catboost, "logreg": logreg}
