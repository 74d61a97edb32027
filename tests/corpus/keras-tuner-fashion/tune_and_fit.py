import keras
import keras_tuner as kt


def build_model(hp):
    model = keras.Sequential()
    model.add(keras.layers.Flatten(input_shape=(28, 28)))
    for i in range(hp.Int("layers", 1, 3)):
        model.add(keras.layers.Dense(hp.Int(f"units_{i}", 32, 512, step=32), activation="relu"))
        if hp.Boolean("dropout"):
            model.add(keras.layers.Dropout(0.25))
    model.add(keras.layers.Dense(10))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=hp.Choice("learning_rate", [1e-2, 1e-3, 1e-4])),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


(img_train, label_train), (img_test, label_test) = keras.datasets.fashion_mnist.load_data()
img_train = img_train.astype("float32") / 255.0
img_test = img_test.astype("float32") / 255.0

tuner = kt.Hyperband(build_model, objective="val_accuracy", max_epochs=10, factor=3,
                     directory="tuning", project_name="fashion")
stop_early = keras.callbacks.EarlyStopping(monitor="val_loss", patience=5)
tuner.search(img_train, label_train, epochs=50, validation_split=0.2, callbacks=[stop_early])
best_hps = tuner.get_best_hyperparameters(num_trials=1)[0]
print("units of first layer:", best_hps.get("units_0"), "learning rate:", best_hps.get("learning_rate"))

model = tuner.hypermodel.build(best_hps)
history = model.fit(img_train, label_train, epochs=50, validation_split=0.2)
val_acc = history.history["val_accuracy"]
best_epoch = val_acc.index(max(val_acc)) + 1

hypermodel = tuner.hypermodel.build(best_hps)
hypermodel.fit(img_train, label_train, epochs=best_epoch, validation_split=0.2)
print("[test loss, test accuracy]:", hypermodel.evaluate(img_test, label_test))
