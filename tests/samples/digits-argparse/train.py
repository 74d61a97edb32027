import argparse

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

parser = argparse.ArgumentParser(description="Digits with a multi-layer perceptron")
parser.add_argument("--hidden", type=int, default=3, help="units of each hidden layer")
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--lr", type=float, default=1e-4)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()

np.random.seed(args.seed)
X, y = load_digits(return_X_y=True)
X = X / 16.0
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=args.seed, stratify=y)

clf = MLPClassifier(
    hidden_layer_sizes=(args.hidden, args.hidden),
    max_iter=args.epochs,
    learning_rate_init=args.lr,
    random_state=args.seed,
)
clf.fit(X_train, y_train)
print("test accuracy: %.4f" % clf.score(X_test, y_test))
