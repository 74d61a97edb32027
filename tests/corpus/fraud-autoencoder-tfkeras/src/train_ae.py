import argparse

import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.metrics import average_precision_score, classification_report, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from tensorflow.keras import Model, layers, losses
# from sklearn.ensemble import IsolationForest


class AnomalyDetector(Model):
    def __init__(self, n_features):
        super().__init__()
        self.encoder = tf.keras.Sequential([
            layers.Dense(16, activation="tanh"),
            layers.Dense(8, activation="relu"),
            layers.Dense(4, activation="relu"),
        ])
        self.decoder = tf.keras.Sequential([
            layers.Dense(8, activation="relu"),
            layers.Dense(16, activation="tanh"),
            layers.Dense(n_features),
        ])

    def call(self, x):
        return self.decoder(self.encoder(x))


def load(path):
    df = pd.read_csv(path).drop("Time", axis=1)
    df["Amount"] = StandardScaler().fit_transform(df[["Amount"]])
    train, test = train_test_split(df, test_size=0.2, random_state=42, stratify=df["Class"])
    train = train[train["Class"] == 0].drop("Class", axis=1)
    return train.values, test.drop("Class", axis=1).values, test["Class"].values


def main(args):
    x_train, x_test, y_test = load(args.csv)
    model = AnomalyDetector(x_train.shape[1])
    model.compile(optimizer="adam", loss="mae")
    model.fit(x_train, x_train, epochs=args.epochs, batch_size=256, validation_split=0.1,
              callbacks=[tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)])

    train_error = losses.mae(model.predict(x_train), x_train).numpy()
    threshold = np.percentile(train_error, args.percentile)
    error = losses.mae(model.predict(x_test), x_test).numpy()
    print("threshold %.4f" % threshold)
    print("roc auc %.4f  average precision %.4f" % (roc_auc_score(y_test, error),
                                                    average_precision_score(y_test, error)))
    print(classification_report(y_test, error > threshold))
    model.save_weights("ae.weights.h5")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--csv", default="data/creditcard.csv")
    p.add_argument("--epochs", type=int, default=20)
    p.add_argument("--percentile", type=float, default=99)
    main(p.parse_args())
