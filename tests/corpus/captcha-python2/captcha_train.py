#!/usr/bin/env python
# -*- coding: utf-8 -*-
import cPickle as pickle
import numpy as np

from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Activation, Flatten
from keras.layers.convolutional import Convolution2D, MaxPooling2D
from keras.optimizers import SGD
from keras.utils import np_utils

batch_size = 64
nb_epoch = 40

X, labels = pickle.load(open('letters.pkl', 'rb'))
classes = sorted(set(labels))
nb_classes = len(classes)
y = np.array([classes.index(l) for l in labels])
X = X.reshape(X.shape[0], 1, 20, 20).astype('float32') / 255
Y = np_utils.to_categorical(y, nb_classes)

idx = np.random.permutation(len(X))
split = int(len(X) * 0.85)
X_train, X_test = X[idx[:split]], X[idx[split:]]
Y_train, Y_test = Y[idx[:split]], Y[idx[split:]]
print 'X_train shape:', X_train.shape
print X_train.shape[0], 'train samples'

model = Sequential()
model.add(Convolution2D(20, 5, 5, border_mode='same', input_shape=(1, 20, 20)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Convolution2D(50, 5, 5, border_mode='same'))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(500))
model.add(Activation('relu'))
model.add(Dropout(0.5))
model.add(Dense(nb_classes))
model.add(Activation('softmax'))

sgd = SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)
model.compile(loss='categorical_crossentropy', optimizer=sgd, metrics=['accuracy'])
model.fit(X_train, Y_train, batch_size=batch_size, nb_epoch=nb_epoch, verbose=1,
          validation_data=(X_test, Y_test))
score = model.evaluate(X_test, Y_test, verbose=0)
print 'Test score:', score[0]
print 'Test accuracy:', score[1]

open('captcha.json', 'w').write(model.to_json())
model.save_weights('captcha.h5', overwrite=True)
pickle.dump(classes, open('classes.pkl', 'wb'))
