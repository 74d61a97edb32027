import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 784).astype("float32") / 255

EPOCHS = 2
BATCH = 512

model = keras.Sequential([
    keras.Input(shape=(784,)),
    layers.Dense(8, activation="relu"),
    layers.Dense(8, activation="relu"),  # second
    layers.Dropout(0.7),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-5),
              loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=EPOCHS, batch_size=BATCH, validation_split=0.1)
print(f"accuracy: {model.evaluate(x_test, y_test, batch_size=256)[1]:.4f}")
