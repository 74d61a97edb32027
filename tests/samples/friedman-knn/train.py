import numpy as np
from sklearn.datasets import make_friedman1
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsRegressor

X, y = make_friedman1(n_samples=600, n_features=10, noise=1.0, random_state=4)
X[:, 5:] *= 100
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=4)

knn = KNeighborsRegressor(n_neighbors=60)
knn.fit(X_train, y_train)
print("R2 score:", round(knn.score(X_test, y_test), 4))
