import tomllib
from types import SimpleNamespace
from tensorflow import keras

with open("settings.toml", "rb") as f:
    S = tomllib.load(f)
hp = SimpleNamespace(**S["training"])
model = keras.Sequential([
    keras.layers.Dense(S["model"]["units"], activation=S["model"]["activation"]),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=hp.lr), loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=hp.epochs, batch_size=hp.batch)
