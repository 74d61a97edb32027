"""Train an MLP on augmented digits, epoch by epoch.

    python train.py --epochs 30
"""
import argparse

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier


def shift(images, dx, dy):
    return np.roll(np.roll(images, dx, axis=2), dy, axis=1)


def augment(X, rng, copies):
    """Noisy, slightly moved copies of the training images."""
    images = X.reshape(-1, 8, 8)
    parts = []
    for _ in range(copies):
        dx, dy = rng.integers(-1, 2, size=2)
        moved = shift(images, dx, dy)
        parts.append(moved + rng.normal(0.0, 0.08, size=moved.shape))
    return np.concatenate(parts).reshape(-1, 64)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--copies", type=int, default=12)
    args = parser.parse_args()

    digits = load_digits()
    X = digits.data / 16.0
    X_train, X_test, y_train, y_test = train_test_split(
        X, digits.target, test_size=0.25, random_state=0, stratify=digits.target
    )

    rng = np.random.default_rng(0)
    classes = np.unique(y_train)
    model = MLPClassifier(
        hidden_layer_sizes=(args.hidden, 128), learning_rate_init=0.0005, random_state=0
    )

    best = 0.0
    history = []
    for epoch in range(1, args.epochs + 1):
        Xa = augment(X_train, rng, args.copies)
        ya = np.tile(y_train, args.copies)
        order = rng.permutation(len(Xa))
        for start in range(0, len(order), args.batch_size):
            batch = order[start:start + args.batch_size]
            model.partial_fit(Xa[batch], ya[batch], classes=classes)

        test_acc = accuracy_score(y_test, model.predict(X_test))
        best = max(best, test_acc)
        history.append(test_acc)
        print(f"Epoch {epoch}/{args.epochs} - loss: {model.loss_:.4f} - test accuracy: {test_acc:.4f}")

    print(f"best accuracy: {best:.4f}, mean of last five: {np.mean(history[-5:]):.4f}")
    print(f"Final test accuracy: {history[-1]:.4f}")


if __name__ == "__main__":
    main()
