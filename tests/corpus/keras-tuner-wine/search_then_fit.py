import keras
import keras_tuner

from winedata import load


class WineModel(keras_tuner.HyperModel):
    def build(self, hp):
        inputs = keras.Input((11,))
        x = inputs
        for k in range(hp.Int("depth", 1, 4, default=2)):
            x = keras.layers.Dense(hp.Int("width_%d" % k, 8, 128, step=8), activation=hp.Choice("act", ["relu", "gelu"]))(x)
        x = keras.layers.Dropout(hp.Float("drop", 0.0, 0.4, step=0.1))(x)
        model = keras.Model(inputs, keras.layers.Dense(1)(x))
        model.compile(keras.optimizers.AdamW(hp.Float("rate", 1e-4, 1e-2, sampling="log")), loss="huber",
                      metrics=["mae"])
        return model


if __name__ == "__main__":
    (x, y), (x_test, y_test) = load()
    tuner = keras_tuner.RandomSearch(WineModel(), "val_mae", max_trials=25, directory="trials", overwrite=True)
    tuner.search(x, y, epochs=15, validation_split=0.15, verbose=0)
    best = tuner.get_best_hyperparameters()[0]
    print(best.values)

    model = WineModel().build(best)
    model.fit(x, y, epochs=120, batch_size=64, validation_split=0.15, verbose=2,
              callbacks=[keras.callbacks.EarlyStopping(patience=12, restore_best_weights=True)])
    print(dict(zip(model.metrics_names, model.evaluate(x_test, y_test, verbose=0))))
    model.save("wine.keras")
