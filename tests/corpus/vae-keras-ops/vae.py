import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
from keras import layers, ops

LATENT = 2


class Sampling(layers.Layer):
    """z = mean + exp(log_var / 2) * noise"""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_var = inputs
        eps = keras.random.normal(ops.shape(mean), seed=self.seed)
        return mean + ops.exp(0.5 * log_var) * eps


class KLDivergence(layers.Layer):
    def __init__(self, weight=1.0, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight

    def call(self, inputs):
        mean, log_var = inputs
        kl = -0.5 * ops.sum(1 + log_var - ops.square(mean) - ops.exp(log_var), axis=-1)
        self.add_loss(self.weight * ops.mean(kl))
        return inputs


def build_encoder():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(16, activation="relu")(layers.Flatten()(x))
    stats = KLDivergence()([layers.Dense(LATENT)(x), layers.Dense(LATENT)(x)])
    return keras.Model(inputs, [*stats, Sampling()(stats)], name="encoder")


def build_decoder():
    inputs = keras.Input((LATENT,))
    x = layers.Dense(7 * 7 * 64, activation="relu")(inputs)
    x = layers.Reshape((7, 7, 64))(x)
    x = layers.Conv2DTranspose(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
    return keras.Model(inputs, layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(x), name="decoder")


def reconstruction(y_true, y_pred):
    return ops.mean(ops.sum(keras.losses.binary_crossentropy(y_true, y_pred), axis=(1, 2)))


def grid(decoder, n=20, scale=1.5):
    zs = np.stack(np.meshgrid(np.linspace(-scale, scale, n), np.linspace(scale, -scale, n)), -1).reshape(-1, 2)
    images = decoder.predict(zs, verbose=0).reshape(n, n, 28, 28)
    return images.transpose(0, 2, 1, 3).reshape(n * 28, n * 28)


if __name__ == "__main__":
    (x_train, _), (x_test, _) = keras.datasets.mnist.load_data()
    digits = np.concatenate([x_train, x_test])[..., None].astype("float32") / 255
    encoder, decoder = build_encoder(), build_decoder()
    image = keras.Input((28, 28, 1))
    vae = keras.Model(image, decoder(encoder(image)[2]))
    vae.compile(optimizer=keras.optimizers.Adam(), loss=reconstruction)
    vae.fit(digits, digits, epochs=30, batch_size=128)
    keras.utils.save_img("latent_grid.png", grid(decoder)[..., None])
