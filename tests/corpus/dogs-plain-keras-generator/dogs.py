from keras.preprocessing.image import ImageDataGenerator
from keras.models import Sequential
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras import backend as K

width, height = 120, 120
n_train, n_check = 1800, 400

shape = (3, width, height) if K.image_data_format() == 'channels_first' else (width, height, 3)

net = Sequential()
for k, filters in enumerate([24, 24, 48]):
    extra = {'input_shape': shape} if k == 0 else {}
    net.add(Conv2D(filters, (3, 3), **extra))
    net.add(Activation('relu'))
    net.add(MaxPooling2D(pool_size=(2, 2)))
net.add(Flatten())
net.add(Dense(96))
net.add(Activation('relu'))
net.add(Dropout(0.4))
net.add(Dense(1))
net.add(Activation('sigmoid'))
net.compile(loss='binary_crossentropy', optimizer='rmsprop', metrics=['accuracy'])

augment = ImageDataGenerator(rescale=1. / 255, shear_range=0.1, zoom_range=0.2, horizontal_flip=True)
plain = ImageDataGenerator(rescale=1. / 255)
learn = augment.flow_from_directory('dogs/learn', target_size=(width, height), batch_size=20, class_mode='binary')
check = plain.flow_from_directory('dogs/check', target_size=(width, height), batch_size=20, class_mode='binary')

net.fit_generator(learn, steps_per_epoch=n_train // 20, epochs=30, validation_data=check,
                  validation_steps=n_check // 20)
net.save_weights('dogs.h5')
