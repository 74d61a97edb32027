import tensorflow as tf


def build(units, dropout):
    return tf.keras.Sequential([
        tf.keras.layers.GRU(units, return_sequences=True),
        tf.keras.layers.GRU(units // 2),
        tf.keras.layers.Dropout(dropout),
        tf.keras.layers.Dense(1),
    ])


# def build_linear():
#     return tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(1)])
