import os

import numpy as np
from sklearn.metrics import confusion_matrix
from tensorflow.keras.applications import DenseNet121
from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator

ROOT = "chest_xray"
SIZE = (224, 224)


def flows(batch=16):
    noisy = ImageDataGenerator(rescale=1 / 255., rotation_range=8, zoom_range=0.1, width_shift_range=0.05)
    plain = ImageDataGenerator(rescale=1 / 255.)
    where = lambda part: os.path.join(ROOT, part)
    settings = dict(target_size=SIZE, batch_size=batch, class_mode="binary")
    return (noisy.flow_from_directory(where("train"), **settings),
            plain.flow_from_directory(where("val"), **settings),
            plain.flow_from_directory(where("test"), shuffle=False, **settings))


def network():
    base = DenseNet121(include_top=False, weights="imagenet", input_shape=SIZE + (3,))
    for layer in base.layers[:-40]:
        layer.trainable = False
    x = GlobalAveragePooling2D()(base.output)
    x = Dropout(0.4)(x)
    model = Model(base.input, Dense(1, activation="sigmoid")(x))
    model.compile(optimizer=Adam(lr=1e-4, decay=1e-5), loss="binary_crossentropy", metrics=["accuracy"])
    return model


if __name__ == "__main__":
    train, val, test = flows()
    model = network()
    model.fit(train, validation_data=val, epochs=12, class_weight={0: 1.9, 1: 0.7},
              callbacks=[EarlyStopping(patience=4, restore_best_weights=True),
                         ModelCheckpoint("xray.h5", save_best_only=True)])
    loss, accuracy = model.evaluate(test)
    print("test accuracy:", accuracy)
    guess = (model.predict(test)[:, 0] > 0.5).astype(int)
    print(confusion_matrix(test.classes, guess))
