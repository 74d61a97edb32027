import keras
import numpy as np

import nets
from game import Game

NOISE = 32
sprites = np.load("sprites.npy").astype("float32") / 127.5 - 1

game = Game(nets.artist(NOISE), nets.critic(), NOISE)
game.compile(keras.optimizers.Adam(2e-4, beta_1=0.5), keras.optimizers.Adam(4e-4, beta_1=0.5))


class Show(keras.callbacks.Callback):
    fixed = np.random.default_rng(0).normal(size=(36, NOISE)).astype("float32")

    def on_epoch_end(self, epoch, logs=None):
        made = np.asarray(self.model.artist(self.fixed))
        sheet = made.reshape(6, 6, 16, 16, 3).transpose(0, 2, 1, 3, 4).reshape(96, 96, 3)
        keras.utils.save_img(f"sheet_{epoch:03d}.png", sheet)


game.fit(sprites, batch_size=64, epochs=100, callbacks=[Show()])
game.artist.save("artist.keras")
