import keras
from keras import layers, ops


@keras.saving.register_keras_serializable()
class Positions(layers.Layer):
    def __init__(self, length, words, width, **kwargs):
        super().__init__(**kwargs)
        self.length = length
        self.word = layers.Embedding(words, width)
        self.place = layers.Embedding(length, width)

    def call(self, x):
        return self.word(x) + self.place(ops.arange(0, ops.shape(x)[-1]))


def block(x, width, heads, drop):
    a = layers.MultiHeadAttention(heads, width // heads)(x, x, use_causal_mask=True)
    x = layers.LayerNormalization(epsilon=1e-6)(x + layers.Dropout(drop)(a))
    f = layers.Dense(width)(layers.Dense(4 * width, activation="gelu")(x))
    return layers.LayerNormalization(epsilon=1e-6)(x + layers.Dropout(drop)(f))


def decoder(length, words, width=192, heads=6, depth=4, drop=0.1):
    inputs = keras.Input((length,), dtype="int32")
    x = Positions(length, words, width)(inputs)
    for _ in range(depth):
        x = block(x, width, heads, drop)
    return keras.Model(inputs, layers.Dense(words)(x))
