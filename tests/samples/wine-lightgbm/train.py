from lightgbm import LGBMClassifier
from sklearn.datasets import load_wine
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

CONFIG = dict(
    n_estimators=3,
    num_leaves=2,
    learning_rate=0.005,
    random_state=0,
    verbose=-1,
)

X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=2, stratify=y)
clf = LGBMClassifier(**CONFIG).fit(X_train, y_train)
print(f"accuracy={accuracy_score(y_test, clf.predict(X_test)):.4f}")
