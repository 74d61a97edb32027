from __future__ import print_function

import numpy as np
from keras import backend as K
from keras.callbacks import ModelCheckpoint
from keras.layers import Convolution2D, Input, MaxPooling2D, UpSampling2D, merge
from keras.models import Model
from keras.optimizers import Adam

from data import load_train

K.set_image_dim_ordering('th')


def overlap(truth, guess):
    truth, guess = K.flatten(truth), K.flatten(guess)
    return (2. * K.sum(truth * guess) + 1.) / (K.sum(truth) + K.sum(guess) + 1.)


def overlap_loss(truth, guess):
    return -overlap(truth, guess)


def twice(x, n):
    x = Convolution2D(n, 3, 3, activation='relu', border_mode='same')(x)
    return Convolution2D(n, 3, 3, activation='relu', border_mode='same')(x)


def network():
    inputs = Input((1, 80, 112))
    x, kept = inputs, []
    for n in (32, 64, 128, 256):
        x = twice(x, n)
        kept.append(x)
        x = MaxPooling2D(pool_size=(2, 2))(x)
    x = twice(x, 512)
    for n, skip in zip((256, 128, 64, 32), reversed(kept)):
        x = merge([UpSampling2D(size=(2, 2))(x), skip], mode='concat', concat_axis=1)
        x = twice(x, n)
    model = Model(input=inputs, output=Convolution2D(1, 1, 1, activation='sigmoid')(x))
    model.compile(optimizer=Adam(lr=1e-5), loss=overlap_loss, metrics=[overlap])
    return model


def main():
    images, masks = load_train()
    images = images.astype('float32')
    mean, std = np.mean(images), np.std(images)
    np.savetxt('norm.txt', [mean, std])
    model = network()
    model.fit((images - mean) / std, masks.astype('float32') / 255., batch_size=32, nb_epoch=20, verbose=1, shuffle=True,
              validation_split=0.15, callbacks=[ModelCheckpoint('unet.hdf5', monitor='val_loss', save_best_only=True)])


if __name__ == '__main__':
    main()
