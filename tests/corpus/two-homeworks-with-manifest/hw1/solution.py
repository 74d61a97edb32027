import numpy as np
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

X, y = load_wine(return_X_y=True)
model = LogisticRegression(max_iter=5000)
print(np.round(cross_val_score(model, X, y, cv=10), 3))
model.fit(X, y)
print("training accuracy", model.score(X, y))
