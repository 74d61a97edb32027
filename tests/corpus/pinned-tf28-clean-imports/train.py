from tensorflow import keras
from tensorflow.keras import layers

from dataset import load

(x_train, y_train), (x_test, y_test) = load()
norm = layers.Normalization()
norm.adapt(x_train.to_numpy("float32"))

model = keras.Sequential([
    norm,
    layers.Dense(64, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
])
model.compile(loss="mean_absolute_error", optimizer=keras.optimizers.Adam(0.001))
model.fit(x_train, y_train, validation_split=0.2, verbose=2, epochs=100)
print("test MAE:", model.evaluate(x_test, y_test, verbose=0))
model.save("saved_model")
