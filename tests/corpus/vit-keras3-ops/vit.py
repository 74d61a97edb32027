import os
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
from keras import layers, ops

inputs = keras.Input((32, 32, 3))
patches = ops.reshape(inputs, (-1, 64, 48))
x = layers.Dense(64)(patches)
for _ in range(4):
    h = layers.LayerNormalization()(x)
    x = layers.Add()([layers.MultiHeadAttention(4, 64)(h, h), x])
outputs = layers.Dense(100)(layers.Flatten()(x))
model = keras.Model(inputs, outputs)
(xt, yt), _ = keras.datasets.cifar100.load_data()
model.compile(keras.optimizers.AdamW(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
history = model.fit(x=xt, y=yt, batch_size=256, epochs=10, validation_split=0.1)
