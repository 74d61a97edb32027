import json

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score, roc_auc_score

from income import split

X_train, X_test, y_train, y_test = split()
with open("best.json") as f:
    clf = HistGradientBoostingClassifier(random_state=0, **json.load(f))
clf.fit(X_train, y_train)
print("accuracy", accuracy_score(y_test, clf.predict(X_test)))
print("roc auc", roc_auc_score(y_test, clf.predict_proba(X_test)[:, 1]))
