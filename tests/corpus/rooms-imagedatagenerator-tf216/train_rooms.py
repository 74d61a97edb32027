import argparse

import tensorflow as tf
from tensorflow.keras import layers, models
from tensorflow.keras.preprocessing.image import ImageDataGenerator

parser = argparse.ArgumentParser()
parser.add_argument("--pictures", default="rooms")
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--size", type=int, default=128)
args = parser.parse_args()

generator = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, brightness_range=(0.7, 1.3), validation_split=0.2)
flow = lambda part: generator.flow_from_directory(args.pictures, target_size=(args.size, args.size), batch_size=32,
                                                  subset=part, seed=1)
train, held = flow("training"), flow("validation")

model = models.Sequential([layers.Input((args.size, args.size, 3))])
for filters in (32, 64, 128, 128):
    model.add(layers.SeparableConv2D(filters, 3, activation="relu", padding="same"))
    model.add(layers.BatchNormalization())
    model.add(layers.MaxPooling2D())
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(train.num_classes, activation="softmax"))

model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=1e-3), loss="categorical_crossentropy",
              metrics=["accuracy"])
model.fit(train, validation_data=held, epochs=args.epochs,
          callbacks=[tf.keras.callbacks.ModelCheckpoint("rooms.keras", save_best_only=True)])
print("held out:", model.evaluate(held))
