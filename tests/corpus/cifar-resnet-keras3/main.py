"""Trains a residual network on CIFAR-10."""
import argparse
import json
import os

import keras

from resnet import build_resnet
from schedules import warmup_cosine


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--depth", type=int, default=20, choices=[20, 32, 44, 56])
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--out", default="runs")
    parser.add_argument("--eval-only", default=None, help="path of a .keras file")
    return parser.parse_args()


def load():
    (x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
    x_train = x_train.astype("float32") / 255.0
    x_test = x_test.astype("float32") / 255.0
    mean = x_train.mean(axis=(0, 1, 2))
    std = x_train.std(axis=(0, 1, 2))
    return ((x_train - mean) / std, y_train), ((x_test - mean) / std, y_test)


def main():
    args = get_args()
    os.makedirs(args.out, exist_ok=True)
    (x_train, y_train), (x_test, y_test) = load()

    if args.eval_only:
        model = keras.models.load_model(args.eval_only)
        print(model.evaluate(x_test, y_test, verbose=0))
        return

    model = build_resnet(args.depth, input_shape=x_train.shape[1:], num_classes=10)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=args.lr, momentum=0.9, nesterov=True, weight_decay=1e-4),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    callbacks = [
        keras.callbacks.LearningRateScheduler(warmup_cosine(args.lr, args.epochs)),
        keras.callbacks.ModelCheckpoint(os.path.join(args.out, "best.keras"), monitor="val_accuracy",
                                        save_best_only=True),
    ]
    history = model.fit(x_train, y_train, batch_size=args.batch_size, epochs=args.epochs,
                        validation_data=(x_test, y_test), callbacks=callbacks)
    loss, acc = model.evaluate(x_test, y_test, verbose=0)
    print(f"test accuracy: {acc:.4f}")
    with open(os.path.join(args.out, "history.json"), "w") as f:
        json.dump({k: [float(v) for v in vs] for k, vs in history.history.items()}, f)


if __name__ == "__main__":
    main()
