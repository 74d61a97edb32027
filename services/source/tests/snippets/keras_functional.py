import tensorflow as tf

inputs = tf.keras.Input(shape=(64,))
x = tf.keras.layers.Dense(units=16, activation="relu")(inputs)
x = tf.keras.layers.BatchNormalization()(x)
h = tf.keras.layers.Dense(16, "relu")(x)
outputs = tf.keras.layers.Dense(10)(h)
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
history = model.fit(train, epochs=2 ** 2, validation_data=val)
