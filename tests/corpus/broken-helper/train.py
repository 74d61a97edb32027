from sklearn.linear_model import LogisticRegression
from sklearn.datasets import load_breast_cancer

X, y = load_breast_cancer(return_X_y=True)
clf = LogisticRegression(max_iter=10000)
clf.fit(X, y)
print(clf.score(X, y))
