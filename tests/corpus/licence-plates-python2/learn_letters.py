#!/usr/bin/env python2
import cPickle
import random

import numpy
from keras.callbacks import EarlyStopping
from keras.layers.convolutional import Convolution2D, MaxPooling2D
from keras.layers.core import Activation, Dense, Dropout, Flatten
from keras.models import Sequential
from keras.utils import np_utils

pictures, names = cPickle.load(open('letters.pkl', 'rb'))
alphabet = ''.join(sorted(set(names)))
print 'alphabet is', alphabet

both = zip(pictures, names)
random.seed(27)
random.shuffle(both)
X = numpy.array([p for p, _ in both], dtype='float32')[:, None] / 255.
Y = np_utils.to_categorical([alphabet.index(n) for _, n in both], len(alphabet))
cut = len(X) * 9 / 10

net = Sequential()
net.add(Convolution2D(24, 3, 3, border_mode='same', input_shape=(1, 28, 16)))
net.add(Activation('relu'))
net.add(MaxPooling2D((2, 2)))
net.add(Convolution2D(48, 3, 3, border_mode='same'))
net.add(Activation('relu'))
net.add(MaxPooling2D((2, 2)))
net.add(Flatten())
net.add(Dropout(0.3))
net.add(Dense(len(alphabet)))
net.add(Activation('softmax'))
net.compile('adadelta', 'categorical_crossentropy', metrics=['accuracy'])
net.fit(X[:cut], Y[:cut], nb_epoch=60, batch_size=50, validation_split=0.1,
        callbacks=[EarlyStopping(patience=5)], verbose=2)

loss, accuracy = net.evaluate(X[cut:], Y[cut:], verbose=0)
print 'held out: loss %.3f, accuracy %.2f%%' % (loss, 100 * accuracy)
net.save_weights('letters.h5', overwrite=True)
open('letters.json', 'w').write(net.to_json())
open('alphabet.txt', 'w').write(alphabet)
