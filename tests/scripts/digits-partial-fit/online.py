"""Online learning on digits: mini-batches with SGD."""
import sys
import time

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split

np.random.seed(7)
X, y = load_digits(return_X_y=True)
X = X / 16.0
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=7)

model = SGDClassifier(random_state=7)
n_epochs, batch = 25, 64
for epoch in range(n_epochs):
    order = np.random.permutation(len(X_train))
    for start in range(0, len(order), batch):
        idx = order[start:start + batch]
        model.partial_fit(X_train[idx], y_train[idx], classes=np.arange(10))
    time.sleep(0.08)  # pretend the data comes from a slow disk
    val = model.score(X_val, y_val)
    sys.stdout.write("\repoch %d/%d  val acc %.4f" % (epoch + 1, n_epochs, val))
    sys.stdout.flush()
print()
print("final accuracy: %.4f" % model.score(X_val, y_val))
