from tensorflow import keras
from tensorflow.keras import layers

from abalone import load

(x, y), (x_held, y_held) = load()
scale = layers.Normalization()
scale.adapt(x)

shells = keras.Input(shape=x.shape[1:])
h = scale(shells)
for units in (48, 24):
    h = layers.Dense(units, activation="selu", kernel_initializer="lecun_normal")(h)
model = keras.Model(shells, layers.Dense(1, activation="softplus")(h))
model.compile(keras.optimizers.Nadam(0.002), loss="mse", metrics=["mae"])
model.fit(x, y, batch_size=64, epochs=80, validation_split=0.1, verbose=2)
mse, mae = model.evaluate(x_held, y_held, verbose=0)
print("held out: mse %.3f mae %.3f rings" % (mse, mae))
model.save("saved_model")
