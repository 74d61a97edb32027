import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

np.random.seed(0)


def make_batches(X, y, size):
    for i in range(0, len(X), size):
        yield X[i:i + size], y[i:i + size]


def add_features(X, epoch):
    # from the second epoch on also use the row sums
    if epoch > 0:
        sums = X.reshape(-1, 8, 8).sum(axis=2)
        return np.hstack([X, sums])
    return X


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)

clf = SGDClassifier(loss="log_loss", random_state=0)
for epoch in range(10):
    for xb, yb in make_batches(add_features(X_train, epoch), y_train, 128):
        clf.partial_fit(xb, yb, classes=np.arange(10))
    print("epoch", epoch, "test accuracy", clf.score(X_test, y_test))
