import numpy as np
import tensorflow as tf
from unet import build_unet
from data import load_dataset

H, W = 256, 256

if __name__ == "__main__":
    (train_x, train_y), (valid_x, valid_y) = load_dataset("data/", (H, W))
    model = build_unet((H, W, 3))
    model.compile(loss="binary_crossentropy", optimizer=tf.keras.optimizers.Adam(1e-4),
                  metrics=[tf.keras.metrics.MeanIoU(num_classes=2), "acc"])
    callbacks = [tf.keras.callbacks.ModelCheckpoint("files/model.keras", save_best_only=True)]
    model.fit(train_x, train_y, validation_data=(valid_x, valid_y), epochs=20, callbacks=callbacks)
