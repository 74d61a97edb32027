import numpy as np
import pandas as pd

from keras.callbacks import EarlyStopping, ReduceLROnPlateau
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.layers.normalization import BatchNormalization
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
from keras.utils import np_utils

SIZE = 48
EMOTIONS = 7

faces = pd.read_csv('fer2013.csv')
# faces = faces.sample(2000)      # for a quick try


def part(usage):
    rows = faces[faces['Usage'] == usage]
    pictures = np.stack([np.fromstring(p, dtype='float32', sep=' ') for p in rows['pixels']])
    pictures = pictures.reshape(-1, SIZE, SIZE, 1) / 255.
    return pictures, np_utils.to_categorical(rows['emotion'], EMOTIONS)


x_train, y_train = part('Training')
x_valid, y_valid = part('PublicTest')
x_test, y_test = part('PrivateTest')
print(x_train.shape, x_valid.shape, x_test.shape)


def stage(net, filters, first=False):
    for i in range(2):
        if first and i == 0:
            net.add(Conv2D(filters, (3, 3), padding='same', input_shape=(SIZE, SIZE, 1)))
        else:
            net.add(Conv2D(filters, (3, 3), padding='same'))
        net.add(BatchNormalization())
        net.add(Activation('elu'))
    net.add(MaxPooling2D())
    net.add(Dropout(0.3))


net = Sequential()
stage(net, 32, first=True)
stage(net, 64)
stage(net, 128)
net.add(Flatten())
net.add(Dense(256, activation='elu'))
net.add(Dropout(0.5))
net.add(Dense(EMOTIONS, activation='softmax'))
net.summary()
net.compile(Adam(lr=0.0008), 'categorical_crossentropy', ['accuracy'])

shake = ImageDataGenerator(rotation_range=12, width_shift_range=0.1, height_shift_range=0.1, horizontal_flip=True)
try:
    net.fit_generator(shake.flow(x_train, y_train, batch_size=96),
                      steps_per_epoch=len(x_train) // 96, epochs=70,
                      validation_data=(x_valid, y_valid),
                      callbacks=[EarlyStopping(patience=9), ReduceLROnPlateau(factor=0.4, patience=4)])
except KeyboardInterrupt:
    print('stopped by hand, saving anyway')

print('private test: loss %.3f accuracy %.3f' % tuple(net.evaluate(x_test, y_test, verbose=0)))
with open('emotion.json', 'w') as f:
    f.write(net.to_json())
net.save_weights('emotion.h5')
