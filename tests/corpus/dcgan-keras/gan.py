import numpy as np
from tensorflow.keras.datasets import mnist
from tensorflow.keras.layers import (Dense, Reshape, Flatten, Conv2D, Conv2DTranspose, LeakyReLU, Dropout, Input)
from tensorflow.keras.models import Sequential, Model
from tensorflow.keras.optimizers import Adam


class GAN():
    def __init__(self):
        self.latent_dim = 100
        self.discriminator = self.build_discriminator()
        self.discriminator.compile(loss='binary_crossentropy', optimizer=Adam(0.0002, 0.5), metrics=['accuracy'])
        self.generator = self.build_generator()
        z = Input(shape=(self.latent_dim,))
        img = self.generator(z)
        self.discriminator.trainable = False
        self.combined = Model(z, self.discriminator(img))
        self.combined.compile(loss='binary_crossentropy', optimizer=Adam(0.0002, 0.5))

    def build_generator(self):
        return Sequential([Input((100,)), Dense(7 * 7 * 128), Reshape((7, 7, 128)),
                           Conv2DTranspose(64, 4, strides=2, padding='same'), LeakyReLU(),
                           Conv2DTranspose(1, 4, strides=2, padding='same', activation='tanh')])

    def build_discriminator(self):
        return Sequential([Input((28, 28, 1)), Conv2D(64, 4, strides=2), LeakyReLU(), Dropout(0.3), Flatten(),
                           Dense(1, activation='sigmoid')])

    def train(self, epochs, batch_size=128):
        (X_train, _), (_, _) = mnist.load_data()
        X_train = np.expand_dims(X_train / 127.5 - 1., axis=3)
        valid, fake = np.ones((batch_size, 1)), np.zeros((batch_size, 1))
        for epoch in range(epochs):
            imgs = X_train[np.random.randint(0, X_train.shape[0], batch_size)]
            noise = np.random.normal(0, 1, (batch_size, self.latent_dim))
            gen_imgs = self.generator.predict(noise)
            d1 = self.discriminator.train_on_batch(imgs, valid)
            d2 = self.discriminator.train_on_batch(gen_imgs, fake)
            g = self.combined.train_on_batch(noise, valid)
            print(epoch, d1, d2, g)


if __name__ == '__main__':
    gan = GAN()
    gan.train(epochs=10000)
