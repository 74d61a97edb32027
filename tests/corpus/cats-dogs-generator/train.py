from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.optimizers import RMSprop

base = VGG16(weights='imagenet', include_top=False, input_shape=(150, 150, 3))
base.trainable = False
x = Flatten()(base.output)
out = Dense(1, activation='sigmoid')(Dense(256, activation='relu')(x))
model = Model(base.input, out)
model.compile(optimizer=RMSprop(lr=2e-5), loss='binary_crossentropy', metrics=['acc'])
gen = ImageDataGenerator(rescale=1. / 255)
train = gen.flow_from_directory('data/train', target_size=(150, 150), class_mode='binary')
val = gen.flow_from_directory('data/val', target_size=(150, 150), class_mode='binary')
model.fit_generator(train, steps_per_epoch=100, epochs=30, validation_data=val, validation_steps=50)
model.save('cats_dogs.h5')
