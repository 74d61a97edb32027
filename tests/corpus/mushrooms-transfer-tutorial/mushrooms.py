import tensorflow as tf
from tensorflow import keras

# -- 1. pictures -----------------------------------------------------------------------------
# One folder per species under ./mushrooms, collected with the script of the previous post.
PIXELS = 192
pictures = dict(directory="mushrooms", image_size=(PIXELS, PIXELS), batch_size=24, seed=2024, validation_split=0.25)
learn = keras.utils.image_dataset_from_directory(subset="training", **pictures)
check = keras.utils.image_dataset_from_directory(subset="validation", **pictures)
species = learn.class_names
print("species:", ", ".join(species))
learn = learn.prefetch(tf.data.AUTOTUNE)
check = check.cache().prefetch(tf.data.AUTOTUNE)

# -- 2. a borrowed network --------------------------------------------------------------------
body = keras.applications.EfficientNetV2B0(include_top=False, input_shape=(PIXELS, PIXELS, 3), pooling="avg")
body.trainable = False
picture = keras.Input((PIXELS, PIXELS, 3))
x = keras.layers.RandomFlip()(picture)
x = keras.layers.RandomZoom(0.15)(x)
x = body(x, training=False)
x = keras.layers.Dropout(0.35)(x)
model = keras.Model(picture, keras.layers.Dense(len(species), activation="softmax")(x))


def learn_with(rate, epochs):
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    keep = keras.callbacks.ModelCheckpoint("mushrooms.keras", monitor="val_accuracy", save_best_only=True)
    return model.fit(learn, validation_data=check, epochs=epochs, callbacks=[keep])


# First only our own layer ...
first = learn_with(2e-3, 6)

# -- 3. ... then gently everything but the batch norms ----------------------------------------
body.trainable = True
for layer in body.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        layer.trainable = False
second = learn_with(2e-5, 8)

print("before fine-tuning %.3f, after %.3f" % (max(first.history["val_accuracy"]), max(second.history["val_accuracy"])))
with open("species.txt", "w") as f:
    f.writelines(s + "\n" for s in species)
