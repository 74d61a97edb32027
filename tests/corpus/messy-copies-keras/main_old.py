from keras.models import Sequential
from keras.layers.convolutional import Conv2D, MaxPooling2D
from keras.layers.core import Dense, Flatten
from keras.utils.np_utils import to_categorical
from keras.optimizers import SGD
import numpy as np

x, y = np.load('x.npy'), to_categorical(np.load('y.npy'), 43)
model = Sequential()
model.add(Conv2D(16, (3, 3), activation='relu', input_shape=(32, 32, 3)))
model.add(MaxPooling2D())
model.add(Flatten())
model.add(Dense(43, activation='softmax'))
model.compile(SGD(lr=0.01), 'categorical_crossentropy', ['accuracy'])
model.fit(x, y, nb_epoch=10)
