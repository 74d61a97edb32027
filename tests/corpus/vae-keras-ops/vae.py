import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
from keras import layers, ops

CODE = 8


class Draw(layers.Layer):
    """Draws a code from its distribution and adds the price of knowing it."""

    def __init__(self, price=0.5, **kwargs):
        super().__init__(**kwargs)
        self.price = price
        self.dice = keras.random.SeedGenerator(3)

    def call(self, stats):
        mu, log_sigma = ops.split(stats, 2, axis=-1)
        log_sigma = ops.clip(log_sigma, -6, 6)
        nats = 0.5 * (ops.exp(2 * log_sigma) + mu ** 2 - 1) - log_sigma
        self.add_loss(self.price * ops.mean(ops.sum(nats, axis=-1)))
        return mu + ops.exp(log_sigma) * keras.random.normal(ops.shape(mu), seed=self.dice)


def encoder():
    return keras.Sequential([
        layers.Input((28, 28, 1)),
        layers.Conv2D(24, 5, 2, "same", activation="silu"),
        layers.Conv2D(48, 5, 2, "same", activation="silu"),
        layers.Flatten(),
        layers.Dense(2 * CODE),
    ], name="encoder")


def decoder():
    return keras.Sequential([
        layers.Input((CODE,)),
        layers.Dense(7 * 7 * 48, activation="silu"),
        layers.Reshape((7, 7, 48)),
        layers.Conv2DTranspose(24, 5, 2, "same", activation="silu"),
        layers.Conv2DTranspose(1, 5, 2, "same", activation="sigmoid"),
    ], name="decoder")


def pixels(truth, guess):
    return ops.sum(ops.binary_crossentropy(truth, guess), axis=(1, 2, 3))


def sheet(dec, rows=8):
    codes = np.random.default_rng(9).normal(size=(rows * rows, CODE))
    made = dec.predict(codes, verbose=0).reshape(rows, rows, 28, 28)
    return made.swapaxes(1, 2).reshape(rows * 28, rows * 28)


if __name__ == "__main__":
    (clothes, _), (held, _) = keras.datasets.fashion_mnist.load_data()
    clothes, held = (c[..., None].astype("float32") / 255 for c in (clothes, held))
    enc, dec = encoder(), decoder()
    picture = keras.Input((28, 28, 1))
    vae = keras.Model(picture, dec(Draw()(enc(picture))))
    vae.compile(keras.optimizers.AdamW(1e-3), loss=pixels)
    vae.fit(clothes, clothes, batch_size=200, epochs=25, validation_data=(held, held))
    keras.utils.save_img("clothes.png", sheet(dec)[..., None])
